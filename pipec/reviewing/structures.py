"""Two structures compared: where they differ, texts of several lines line by line."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any, Final, NamedTuple

from compiler.backends.serialize import yaml_bytes
from compiler.unified_diff import split_lines, unified

_ALIGNED: Final = 2000
"""Longer lists are compared item by item: aligning takes the square of their length."""

_DIFFED: Final = 4000
_NAMES: Final = ("Name", "name", "id", "ID", "LogicalName", "key")
_LONG: Final = 100

Lines = tuple[str, ...]


class Piece(NamedTuple):
    """A place that differs: its pointers on both sides, None where it is on one alone, and its lines."""

    before: str | None
    after: str | None
    lines: Lines


def compare_data(before: Any, after: Any, hide: Callable[[str, str], str]) -> Iterator[Piece]:
    """Yield what differs, in the order of the new side. `hide` is given a key and a text and returns what is shown."""
    yield from _Walk(hide).compare(before, after, "", "", "")


class _Walk(NamedTuple):
    hide: Callable[[str, str], str]

    def compare(self, before: Any, after: Any, old: str, new: str, key: str) -> Iterator[Piece]:
        if _same(before, after):
            return
        if isinstance(before, dict) and isinstance(after, dict):
            yield from self._mappings(before, after, old, new)
        elif isinstance(before, list) and isinstance(after, list):
            yield from self._lists(before, after, old, new, key)
        elif isinstance(before, str) and isinstance(after, str) and _lined(before, after):
            yield from self._texts(before, after, old, new, key)
        else:
            yield Piece(old, new, (*self.shown("-", key, before), *self.shown("+", key, after)))

    def _mappings(self, before: Mapping[str, Any], after: Mapping[str, Any], old: str, new: str) -> Iterator[Piece]:
        name = next((str(after[key]) for key in _NAMES if isinstance(after.get(key), str)), "")
        for key, value in before.items():
            if key not in after:
                yield Piece(below(old, key), None, tuple(self.shown("-", key, value, within=name)))
        for key, value in after.items():
            if key not in before:
                yield Piece(None, below(new, key), tuple(self.shown("+", key, value, within=name)))
            else:
                # `{name: PASSWORD, value: …}` is as telling as `{PASSWORD: …}`.
                called = name if key in {"value", "Value"} and name else str(key)
                yield from self.compare(before[key], value, below(old, key), below(new, key), called)

    def _lists(self, before: list[Any], after: list[Any], old: str, new: str, key: str) -> Iterator[Piece]:
        for tag, first, first_end, second, second_end in _aligned(before, after):
            if tag == "equal" or first_end - first == second_end - second:
                for at, other in zip(range(first, first_end), range(second, second_end), strict=True):
                    yield from self.compare(before[at], after[other], below(old, at), below(new, other), key)
                continue
            for at in range(first, first_end):
                yield Piece(below(old, at), None, tuple(self.shown("-", key, before[at], item=True)))
            for at in range(second, second_end):
                yield Piece(None, below(new, at), tuple(self.shown("+", key, after[at], item=True)))

    def _texts(self, before: str, after: str, old: str, new: str, key: str) -> Iterator[Piece]:
        if not before.endswith("\n") and not after.endswith("\n"):
            before, after = f"{before}\n", f"{after}\n"
        for start, lines in hunks_of(before, after):
            told = tuple(line[0] + self.hide(key, line[1:]) for line in lines)
            yield Piece(old, new, (f" … from line {start}", *told) if start > 1 else told)

    def shown(self, sign: str, key: str, value: Any, *, within: str = "", item: bool = False) -> Iterator[str]:
        """Yield a value as lines of YAML: texts of several lines stand as they are."""
        held = self._hidden(value, within if key in {"value", "Value"} and within else str(key))
        data = [held] if item else {str(key): held} if key != "" else held
        try:
            text = yaml_bytes(data).decode()
        except (TypeError, ValueError):
            text = json.dumps(data, default=str)
        return (sign + line.rstrip("\n") for line in split_lines(text))

    def _hidden(self, value: Any, key: str) -> Any:
        if isinstance(value, dict):
            name = next((value[each] for each in _NAMES if isinstance(value.get(each), str)), "")
            return {
                str(each): self._hidden(item, name if each in {"value", "Value"} and name else str(each))
                for each, item in value.items()
            }
        if isinstance(value, list):
            return [self._hidden(item, key) for item in value]
        return self.hide(key, value) if isinstance(value, str) else value


def hunks_of(before: str, after: str) -> Iterator[tuple[int, Lines]]:
    """Yield where two texts differ: the line on the new side, from 1, and the lines of a unified diff."""
    if before.count("\n") + after.count("\n") > _DIFFED:
        yield 1, (f" {before.count(chr(10))} lines, now {after.count(chr(10))}: too long to compare line by line",)
        return
    start, lines = 1, list[str]()
    for line in split_lines(unified(before, after, "", ""))[2:]:
        if line.startswith("@@"):
            if lines:
                yield start, tuple(lines)
            start, lines = max(int(line.split("+", 1)[1].split(",")[0].split(" ")[0]), 1), []
        else:
            lines.append(line.rstrip("\n"))
    if lines:
        yield start, tuple(lines)


def below(pointer: str, key: str | int) -> str:
    """Return the pointer of a member (RFC 6901)."""
    return f"{pointer}/{str(key).replace('~', '~0').replace('/', '~1')}"


def _same(before: Any, after: Any) -> bool:
    return type(before) is type(after) and bool(before == after) and repr(before) == repr(after)


def _lined(before: str, after: str) -> bool:
    """Tell whether texts are told line by line."""
    return "\n" in before.rstrip("\n") or "\n" in after.rstrip("\n")


def _aligned(before: Sequence[Any], after: Sequence[Any]) -> list[tuple[str, int, int, int, int]]:
    """Return which items of two lists belong together: by their names, else by their values."""
    if max(len(before), len(after)) > _ALIGNED:
        least = min(len(before), len(after))
        rest = ("replace", least, len(before), least, len(after))
        return [("equal", 0, least, 0, least), *([rest] if len(before) != len(after) else [])]
    old, new = [_name(item) for item in before], [_name(item) for item in after]
    if len(set(old)) < len(old) or len(set(new)) < len(new) or "" in {*old, *new}:
        old, new = ([json.dumps(item, sort_keys=True, default=str) for item in items] for items in (before, after))
    return list(SequenceMatcher(None, old, new, autojunk=False).get_opcodes())


def _name(item: Any) -> str:
    if not isinstance(item, dict):
        return ""
    return next((f"{key}={item[key]}" for key in _NAMES if isinstance(item.get(key), str)), "")
