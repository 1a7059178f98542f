"""Cuts in the text of a pipeline: what they take away and put, and where everything stands afterwards."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from .layout import Node, Site

Files = Mapping[str, str]


class Place(NamedTuple):
    """A range of a mutated file."""

    file: str
    start: int
    end: int


class Mutant(NamedTuple):
    """A pipeline with a mistake."""

    kind: str
    what: str
    files: dict[str, str]
    places: tuple[Place, ...]
    names: frozenset[str] = frozenset()
    many: bool = False
    """Whether several definitions are gone at once: each that is referred to is one mistake."""


class Cut(NamedTuple):
    """A range of a file and what takes its place."""

    file: str
    start: int
    end: int
    text: str


def cut_out(
    files: Files, what: str, *cuts: Cut, names: frozenset[str] = frozenset(), around: tuple[Cut, ...] = ()
) -> Mutant:
    """Make the cuts, of which none lies in another; `around` are ranges of the old text that count as touched too."""
    changed = dict(files)
    for cut in sorted(cuts, key=lambda each: -each.start):
        changed[cut.file] = changed[cut.file][: cut.start] + cut.text + changed[cut.file][cut.end :]
    moved = tuple(
        Place(
            each.file, moved_to(each.file, each.start, cuts, end=False), moved_to(each.file, each.end, cuts, end=True)
        )
        for each in (*cuts, *around)
    )
    return Mutant("", what, changed, moved, names | _named(what))


def _named(what: str) -> frozenset[str]:
    """Return the last names on the path to what was changed: who reads `params.count` may be told of its `type`."""
    found = re.search(r"`([^`]*)`", what)
    return frozenset([part for part in found[1].split(".") if not part.isdigit()][-2:]) if found else frozenset()


def moved_to(file: str, at: int, cuts: tuple[Cut, ...], *, end: bool) -> int:
    """Return where an offset of the old text stands in the new."""
    shift = 0
    for cut in cuts:
        if cut.file == file and (cut.end < at or (cut.end == at and (end or cut.start < at))):
            shift += len(cut.text) - (cut.end - cut.start)
    return at + shift


def line_of(text: str, at: int) -> str:
    return f"line {text.count(chr(10), 0, at) + 1}"


# What is cut where something is deleted: up to the next one, or from the end of the one before.


def deletion(site: Site) -> Cut:
    row = [entry.key for entry in site.owner.entries] if site.entry is not None else site.owner.items
    ends = [entry.value.end for entry in site.owner.entries] if site.entry is not None else [item.end for item in row]
    index = row.index(site.key if site.entry is not None else site.node)
    if len(row) == 1:
        return Cut(site.file, site.owner.start, site.owner.end, "{}" if site.entry is not None else "[]")
    if index + 1 < len(row):
        return Cut(site.file, row[index].start, row[index + 1].start, "")
    return Cut(site.file, ends[index - 1], ends[index], "")


def names_in(node: Node) -> frozenset[str]:
    """Return every name that a removed node may have defined: keys, and scalars that look like names."""
    found: set[str] = set()
    pending = [node]
    while pending:
        one = pending.pop()
        for entry in one.entries:
            found.add(entry.key.text)
            pending.append(entry.value)
        pending.extend(one.items)
        if one.kind == "scalar":
            found.add(one.text)
        if one.anchor:
            found.add(one.anchor)
    return frozenset(found)


DEFINITIONS = {"jobs", "components", "environments", "params", "global_env", "environment", "variables", "artifacts",
               "outputs", "overrides", "secrets", "matrix", "services", "ports", "include"}  # fmt: skip


def whole(site: Site, rows: list[Site]) -> Cut:
    """Return the range of the mapping or list that holds a value, with its key."""
    key = next((each.key for each in rows if each.node is site.owner and each.entry is not None), None)
    return Cut(site.file, key.start if key is not None else site.owner.start, site.owner.end, "")


def key_and_value(site: Site) -> Cut:
    return Cut(site.file, site.key.start, site.node.end, "")


def has_anchor(node: Node) -> bool:
    """Tell whether a node has an anchor, or something in it: who takes it away breaks its aliases too."""
    below = [*node.items, *(entry.value for entry in node.entries)]
    return bool(node.anchor) or any(map(has_anchor, below))


def key_of(site: Site) -> tuple[Cut, ...]:
    """Return the place of the key that says what a value is."""
    return () if site.entry is None else (Cut(site.file, site.key.start, site.key.end, ""),)


def value_cut(files: Files, site: Site, new: str) -> Cut:
    text = files[site.file]
    gap = " " if site.node.start and text[site.node.start - 1] not in " \n" else ""
    return Cut(site.file, site.node.start, site.node.end, gap + new)
