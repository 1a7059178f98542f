"""Emitted YAML read back, to be compared with the plan."""

from functools import cache, lru_cache
from typing import Any, Final, cast

_STRING: Final = "tag:yaml.org,2002:str"


def read_yaml(text: str | bytes) -> Any:
    """Return what PyYAML's safe loader makes of a document, in two fifths of its time.

    A YAMLError where it would raise one, and for what no emitted file has: anchors, aliases, tags, merges.
    """
    from yaml import YAMLError
    from yaml.cyaml import CBaseLoader
    from yaml.events import (
        MappingEndEvent,
        MappingStartEvent,
        NodeEvent,
        ScalarEvent,
        SequenceEndEvent,
        SequenceStartEvent,
        StreamEndEvent,
    )

    get_event = CBaseLoader(text).get_event
    items: list[Any] = []
    outer: list[list[Any]] = []
    while True:
        event = cast("Any", get_event())
        kind: object = event.__class__
        if kind is ScalarEvent and event.anchor is event.tag is None:
            items.append(_plain(event.value) if event.implicit[0] else event.value)
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            made = items if kind is SequenceEndEvent else dict(zip(items[::2], items[1::2], strict=True))
            items = outer.pop()
            items.append(made)
        elif (kind is MappingStartEvent or kind is SequenceStartEvent) and event.anchor is event.tag is None:
            outer.append(items)
            items = []
        elif kind is StreamEndEvent:
            return items[0] if items else None
        elif isinstance(event, NodeEvent):
            raise YAMLError(f"an alias, anchor or tag, which no emitted file has:\n{event.start_mark}")


@lru_cache(maxsize=4096)
def _plain(text: str) -> Any:
    """Return what a plain scalar means by YAML 1.1."""
    from yaml import ScalarNode

    loader = _loader()
    tag = loader.resolve(ScalarNode, text, (True, False))
    return text if tag == _STRING else loader.construct_document(ScalarNode(tag, text))


@cache
def _loader() -> Any:
    """Return one loader for all scalars: each would be garbage that nothing but a collection removes."""
    from yaml import SafeLoader

    return SafeLoader("")
