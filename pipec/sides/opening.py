"""From what is asked to both sides, open to be read, and the pipelines on them."""

# ruff: noqa: PTH100, PTH109, PTH112, PTH118, PTH119, PTH120 - pathlib costs 2 ms at start-up

import os
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

import click

from compiler.frontend.files import find_root

from ..selection import PATTERNS, SHOWN_INPUT, STANDARD_INPUT, read_input
from .arguments import Question
from .folder import Folder
from .git import GitError, Process, ask
from .index import Index
from .objects import Objects
from .pairing import Pair, pair_up
from .repository import WORKING_TREE, find_tree, merge_base
from .revision import Revision
from .tree import Entry, Tree

_ROOM: Final = 20_000
"""So many bytes are asked at once: what git answers fits into a pipe that nobody reads meanwhile."""


class Opened(NamedTuple):
    """Both sides, the pipelines that are looked at, and whether what is gone here may be what is new there."""

    before: Tree
    after: Tree
    pairs: list[Pair]
    renames: bool = True


class Nothing:
    """The side of a repository without a commit: no file at all."""

    label = "nothing"

    def entry(self, path: str) -> Entry | None:
        """Return that nothing stands there."""
        del path
        return None

    def pipelines(self, folder: str) -> Iterator[str]:
        """Yield nothing."""
        del folder
        return iter(())


def open_revisions(question: Question, objects: Objects, *, staged: bool) -> Opened:
    """Open what a repository knows by name: revisions, the index, the working tree."""
    before, after = _before(question, objects, staged=staged), _after(question, objects, staged=staged)
    if question.paths:
        old, new = _limited(question, before, after)
        return Opened(before, after, pair_up(old, new))
    old, new = set(before.pipelines("")), set(after.pipelines(""))
    if isinstance(after, Folder):
        new -= _ignored(after.root, new - old)
        old -= _left_out(old - new)
    if not old and not new:
        raise click.ClickException(f"There is no pipeline on either side: no {PATTERNS}.")
    return Opened(before, after, pair_up(old, new))


def _before(question: Question, objects: Objects, *, staged: bool) -> Tree:
    base, head, forked = question.revisions
    if forked:
        commit = merge_base(base, head)
        return Revision(objects, find_tree(objects, commit), commit[:10], question.place.top)
    if staged and base == "HEAD" and ask("rev-parse", "--verify", "--quiet", "HEAD").code:
        return Nothing()
    return Revision(objects, find_tree(objects, base), base, question.place.top)


def _after(question: Question, objects: Objects, *, staged: bool) -> Tree:
    if staged:
        return Index(objects, question.place.top)
    if question.revisions.head:
        head = question.revisions.head
        return Revision(objects, find_tree(objects, head), head, question.place.top)
    if not question.place.top:
        raise GitError("This repository is bare: it has no working tree. Compare revisions: `pipec diff BASE..HEAD`.")
    return Folder(question.place.top, WORKING_TREE)


def _limited(question: Question, before: Tree, after: Tree) -> tuple[set[str], set[str]]:
    """Return the pipelines of both sides that the paths name; a usage error for one that names none."""
    old: set[str] = set()
    new: set[str] = set()
    for word in question.paths:
        path = _rooted(word, question.place.top)
        found = set(_named(before, path)), set(_named(after, path))
        if not any(found):
            folder = any(_is_folder(tree, path) for tree in (before, after))
            why = f"is a folder without a pipeline: no {PATTERNS}" if folder else "is on neither side"
            raise click.UsageError(f"`{word}` {why}.")
        old |= found[0]
        new |= found[1]
    return old, new


def _is_folder(tree: Tree, path: str) -> bool:
    entry = tree.entry(path) if path else Entry("folder")
    return entry is not None and entry.kind == "folder"


def _named(tree: Tree, path: str) -> Iterable[str]:
    if _is_folder(tree, path):
        return tree.pipelines(path)
    return () if tree.entry(path) is None else (path,)


def _rooted(word: str, top: str) -> str:
    """Return a path from the repository's root; a usage error where it leads out."""
    if not top:
        return os.path.normpath(word).removeprefix("./").strip("/")
    location = os.path.abspath(word)
    if location != top:
        location = os.path.join(os.path.realpath(os.path.dirname(location)), os.path.basename(location))
    path = os.path.relpath(location, os.path.realpath(top))
    if path == ".." or path.startswith("../"):
        raise click.UsageError(f"`{word}` is outside of this repository, which is at {top}.")
    return "" if path == "." else path


def _ignored(top: str, paths: set[str]) -> set[str]:
    """Return the paths that git is told to ignore: what is in no revision is no news there."""
    asked = [os.fsencode(os.path.join(top, path)) + b"\0" for path in sorted(paths)]
    found: list[bytes] = []
    while asked:
        count = next((at for at in range(1, len(asked)) if sum(map(len, asked[:at])) > _ROOM), len(asked))
        process = Process(("check-ignore", "-z", "--stdin"))
        process.say(b"".join(asked[:count]))
        found += process.end().out.split(b"\0")[:-1]
        del asked[:count]
    return {os.path.relpath(os.fsdecode(path), top) for path in found}


def _left_out(paths: set[str]) -> set[str]:
    """Return the paths that a sparse checkout leaves out of the working tree: they are not removed."""
    if not paths:
        return set()
    lines = ask("ls-files", "-t", "-z", "--full-name", ":/").out.split(b"\0")
    return paths & {os.fsdecode(line[2:]) for line in lines if line.startswith(b"S ")}


def open_two(old: str, new: str) -> Opened:
    """Open two files, or two folders; one of two files may be standard input."""
    if old == new == STANDARD_INPUT:
        raise click.UsageError("`-` is standard input, which can be one of the two files only.")
    folders = [word != STANDARD_INPUT and os.path.isdir(word) for word in (old, new)]
    if all(folders):
        return _open_folders(old, new)
    if any(folders):
        raise click.UsageError(f"`{old}` and `{new}` are a file and a folder; compare two of a kind.")
    (before, old_path), (after, new_path) = _open_file(old), _open_file(new)
    return Opened(before, after, [Pair(old_path, new_path)])


def _open_file(word: str) -> tuple[Folder, str]:
    if word == STANDARD_INPUT:
        root = find_root(os.getcwd())
        path = os.path.relpath(os.path.join(os.getcwd(), SHOWN_INPUT), root)
        side = Folder(root, SHOWN_INPUT)
        side.put(path, read_input())
        return side, path
    location = os.path.abspath(word)
    root = find_root(os.path.dirname(location))
    return Folder(root, word), os.path.relpath(location, root)


def _open_folders(old: str, new: str) -> Opened:
    before, inside_old = _open_folder(old)
    after, inside_new = _open_folder(new)
    found = pair_up(before.pipelines(inside_old), after.pipelines(inside_new))
    if inside_old != inside_new:
        found = _beside(found, inside_old, inside_new)
    if not found:
        raise click.UsageError(f"`{old}` and `{new}` hold no pipeline: no {PATTERNS}.")
    return Opened(before, after, found)


def _open_folder(word: str) -> tuple[Folder, str]:
    location = os.path.abspath(word)
    root = find_root(location)
    path = os.path.relpath(location, root)
    return Folder(root, word), "" if path == "." else path


def _beside(pairs: list[Pair], old: str, new: str) -> list[Pair]:
    """Return the pairs of two folders with other names: what has the same path in both is one pipeline."""
    before = {os.path.relpath(pair.before, old or "."): pair.before for pair in pairs if pair.before}
    after = {os.path.relpath(pair.after, new or "."): pair.after for pair in pairs if pair.after}
    return [Pair(before.get(path), after.get(path)) for path in sorted({*before, *after})]
