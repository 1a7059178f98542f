"""Anchors and aliases by name, which the tree has already resolved."""

import re
from collections.abc import Iterator
from typing import Final, cast

from yaml import YAMLError
from yaml.cyaml import CBaseLoader
from yaml.events import AliasEvent, Event, NodeEvent, StreamEndEvent

from compiler.diagnostics import Span
from compiler.source import Source

from .index import Occurrence, Symbol

_ANCHOR: Final = re.compile(r"&[\w-]+")


def anchors_of(source: Source) -> Iterator[Occurrence]:
    """Yield each anchor and each alias without its sign; an alias means the last anchor of its name before it.

    The symbol's owner says which anchor it is: the file, and its number among those of the same name.
    """
    if "&" not in source.text:
        return
    current: dict[str, Symbol] = {}
    for event in _events(source.text):
        name = event.anchor
        if name is None or event.start_mark is None or event.end_mark is None:
            continue
        start = event.start_mark.index
        if isinstance(event, AliasEvent):
            if name in current:
                yield Occurrence(current[name], Span(source.path, start + 1, event.end_mark.index))
            continue
        found = _ANCHOR.search(source.text, start)
        number = int(current[name].owner[1]) + 1 if name in current else 0
        current[name] = Symbol("anchor", (source.path, number), name)
        if found is not None:
            yield Occurrence(current[name], Span(source.path, found.start() + 1, found.end()), definition=True)


def _events(text: str) -> Iterator[NodeEvent]:
    try:
        get_event = CBaseLoader(text).get_event
        while not isinstance(event := cast("Event", get_event()), StreamEndEvent):
            if isinstance(event, NodeEvent):
                yield event
    except (YAMLError, UnicodeEncodeError):
        return
