"""Includes: one tree from a pipeline file and the fragments it names.

Maps of named things merge by key, one level; `triggers` concatenate; any other key may stand in one file only. A
fragment that is reached twice is read once.
"""

import os
from collections.abc import Callable
from typing import NamedTuple

from ..diagnostics import Diagnostic
from ..source import Source
from .document import as_mapping, scalars
from .files import include_target
from .resolution import core_type
from .tree import Entry, Mapping, Node, Scalar, Sequence
from .yaml import load_tree

MERGED = frozenset({"jobs", "components", "environments", "params", "global_env"})

Reader = Callable[[str, Scalar], Source | Diagnostic]
"""Reads an included file by its absolute path, for the scalar that names it."""


class Loaded(NamedTuple):
    """A pipeline with its includes: one tree, every source by its displayed path, what was wrong on the way."""

    tree: Node | None
    sources: dict[str, Source]
    diagnostics: tuple[Diagnostic, ...]
    files: tuple[str, ...]
    partial: bool = False
    """Whether a fragment is missing from the tree because it could not be read."""


class _Loading(NamedTuple):
    root: str
    read: Reader
    sources: dict[str, Source]
    diagnostics: list[Diagnostic]
    files: list[str]
    lost: list[Scalar]
    """The names of fragments of which nothing could be read."""


def load_pipeline(path: str, source: Source, root: str, read: Reader) -> Loaded:
    """Load the pipeline at the absolute `path` and all that it includes, directly or not."""
    loading = _Loading(root, read, {source.path: source}, [], [path], [])
    tree, problems = load_tree(source)
    loading.diagnostics.extend(problems)
    if isinstance(tree, Mapping) and tree.get("include") is not None:
        parts = [tree, *_fragments(loading, path, tree, ((path, None),))]
        tree = _merge(parts, loading.diagnostics)
    return Loaded(tree, loading.sources, tuple(loading.diagnostics), tuple(loading.files), bool(loading.lost))


MOST_DEPTH = 32
"""Through so many files an include may lead."""

_Chain = tuple[tuple[str, Scalar | None], ...]
"""The files that are being read, outermost first, each with the name by which it was included."""


def _fragments(loading: _Loading, path: str, tree: Mapping, chain: _Chain) -> list[Mapping]:
    found: list[Mapping] = []
    for name in scalars(tree.get("include")):
        if core_type(name) == "null":
            loading.lost.append(name)  # the shape stage says that it has no value
            continue
        target = include_target(loading.root, path, name)
        if not isinstance(target, str):
            loading.diagnostics.append(target)
            loading.lost.append(name)
            continue
        if any(target == file for file, _ in chain):
            loading.diagnostics.append(_cycle(loading.root, target, name, chain))
        elif len(chain) > MOST_DEPTH:
            from .rules.include_depth import include_depth

            loading.diagnostics.append(include_depth(name, MOST_DEPTH))
            loading.lost.append(name)
        elif target not in loading.files:
            loading.files.append(target)
            found.extend(_fragment(loading, target, name, chain))
    return found


def _cycle(root: str, target: str, name: Scalar, chain: _Chain) -> Diagnostic:
    from .rules.include_cycle import include_cycle

    first = next(index for index, (file, _) in enumerate(chain) if file == target)
    files = tuple(os.path.relpath(file, root) for file, _ in (*chain[first:], chain[first]))
    return include_cycle(name, files, tuple(item for _, item in chain[first + 1 :] if item is not None))


def _fragment(loading: _Loading, path: str, name: Scalar, chain: _Chain) -> list[Mapping]:
    source = loading.read(path, name)
    if not isinstance(source, Source):
        loading.diagnostics.append(source)
        loading.lost.append(name)
        return []
    loading.sources[source.path] = source
    tree, problems = load_tree(source)
    loading.diagnostics.extend(problems)
    if isinstance(tree, Scalar | Sequence):
        _check_shape(loading, tree)
    if not isinstance(tree, Mapping):
        loading.lost.append(name)
        return []
    if tree.get("include") is not None:
        _check_include(loading, tree)
    return [tree, *_fragments(loading, path, tree, (*chain, (path, name)))]


def _check_include(loading: _Loading, tree: Mapping) -> None:
    """Check what a fragment includes: of merged files only the first one's list is left for the shape stage."""
    entries = tuple(entry for entry in tree if entry.key.text == "include")
    _check_shape(loading, Mapping(entries, tree.span))


def _check_shape(loading: _Loading, tree: Node) -> None:
    from .schema import load_schema
    from .shape import check_shape

    loading.diagnostics.extend(check_shape(tree, load_schema("pipeline").definition("fragment"))[1])


def _merge(parts: list[Mapping], diagnostics: list[Diagnostic]) -> Mapping:
    entries: dict[str, Entry] = {}
    for part in parts:
        for entry in part:
            name = entry.key.text
            before = entries.get(name)
            if before is None:
                entries[name] = entry
            elif name != "include":
                entries[name] = _merge_entry(before, entry, diagnostics)
    return Mapping(tuple(entries.values()), parts[0].span)


def _merge_entry(before: Entry, entry: Entry, diagnostics: list[Diagnostic]) -> Entry:
    name, left, right = entry.key.text, before.value, entry.value
    if name in MERGED and isinstance(left, Mapping) and isinstance(right, Mapping):
        return Entry(before.key, _merge_names(name, left, right, diagnostics))
    if name == "triggers":
        if not isinstance(left, Sequence) or not isinstance(right, Sequence):
            return entry if isinstance(left, Sequence) else before  # the same
        return Entry(before.key, Sequence((*left.items, *right.items), left.span))
    if name == "version" and isinstance(left, Scalar) and isinstance(right, Scalar) and left.text == right.text:
        return before
    if name in MERGED and (as_mapping(left) is None or as_mapping(right) is None):
        return before if as_mapping(left) is None else entry  # of a wrong shape, which the next stage says
    from .rules.include_conflict import key_in_two_files

    diagnostics.append(key_in_two_files(entry.key, before.key))
    return before


def _merge_names(owner: str, left: Mapping, right: Mapping, diagnostics: list[Diagnostic]) -> Mapping:
    entries = {entry.key.text: entry for entry in left}
    for entry in right:
        first = entries.setdefault(entry.key.text, entry)
        if first is not entry:
            from .rules.include_conflict import name_in_two_files

            diagnostics.append(name_in_two_files(owner, entry.key, first.key))
    return Mapping(tuple(entries.values()), left.span)
