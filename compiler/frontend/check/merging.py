"""Settings of an environment over a component's: maps merge, lists replace, null removes.

The merge is one of located trees, so that each value still stands where it was written.
"""

from ..resolution import core_type
from ..tree import Broken, Entry, Mapping, Node, Scalar


def is_null(node: Node) -> bool:
    """Tell whether a node is a plain null."""
    return isinstance(node, Scalar) and core_type(node) == "null"


def merge_settings(base: Mapping, over: Mapping) -> Mapping:
    """Return `base` with `over` merged in, in the order of `base`, new keys after it."""
    entries: dict[str, Entry] = {entry.key.text: entry for entry in base}
    for entry in over:
        name = entry.key.text
        below = entries.get(name)
        if is_null(entry.value):
            entries.pop(name, None)
        elif below is not None and isinstance(below.value, Broken):
            continue  # what it is merged into is not known
        elif isinstance(entry.value, Mapping):
            inner = below.value if below is not None and isinstance(below.value, Mapping) else None
            key = entry.key if inner is None or below is None else below.key
            entries[name] = Entry(key, merge_settings(inner or Mapping((), entry.value.span), entry.value))
        else:
            entries[name] = entry
    return Mapping(tuple(entries.values()), base.span)


def with_variables(component: Mapping, variables: Mapping) -> Mapping:
    """Return a component with an environment's `variables` merged into its `environment`."""
    entry = component.entry("environment")
    below = entry.value if entry is not None and isinstance(entry.value, Mapping) else Mapping((), component.span)
    key = entry.key if entry is not None else Scalar("environment", "plain", component.span)
    merged = Entry(key, merge_settings(below, variables))
    others = tuple(item for item in component if item.key.text != "environment")
    return Mapping((*others, merged), component.span)
