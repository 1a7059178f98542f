"""Lists of names: each name once."""

from ..context import Context
from ..document import scalars
from ..patches import remove_item
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

                fix = remove_item(node, item, context.source_of(item))
                context.report(duplicate_item(item, seen[item.text], key, fix))
            seen.setdefault(item.text, item)


def numbered(name: str, taken: set[str]) -> str:
    """Return a name with the first number behind it that makes it another than those `taken`, which it joins."""
    number = 2
    while f"{name}-{number}" in taken:
        number += 1
    taken.add(f"{name}-{number}")
    return f"{name}-{number}"
