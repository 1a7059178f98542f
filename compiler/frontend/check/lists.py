"""Lists of names: each name once."""

from ..context import Context
from ..document import scalars
from ..tree import Mapping, Scalar


def check_once(context: Context, body: Mapping, *keys: str) -> None:
    """Report what stands twice in the lists under `keys`."""
    for key in keys:
        node = body.get(key)
        if node is None:
            continue
        seen: dict[str, Scalar] = {}
        for item in scalars(node):
            if item.text in seen:
                from ..rules.duplicate_item import duplicate_item

                context.report(duplicate_item(item, seen[item.text], key))
            seen.setdefault(item.text, item)
