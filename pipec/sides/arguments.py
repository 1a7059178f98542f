"""What the words of the command line name: revisions, paths, or two things to compare with each other."""

import os
from collections.abc import Sequence
from typing import NamedTuple

import click

from .objects import Objects
from .repository import Place, find_place, unknown_revision

HEAD = "HEAD"


class Asked(NamedTuple):
    """The words before `--` and those after it (None without one); whether the index is meant."""

    words: tuple[str, ...]
    after: tuple[str, ...] | None = None
    staged: bool = False


class Revisions(NamedTuple):
    """Revisions to compare: `head` is empty for the working tree or the index; `forked` for `BASE...HEAD`."""

    base: str = HEAD
    head: str = ""
    forked: bool = False


class Question(NamedTuple):
    """What is compared: two things beside each other, or else revisions of the repository at `place`.

    `paths` limit it to some pipelines, as they were written.
    """

    place: Place
    revisions: Revisions = Revisions()
    paths: tuple[str, ...] = ()
    two: tuple[str, str] | None = None


def read_words(asked: Asked, objects: Objects) -> Question:
    """Return what is asked; a usage error where that is not clear, or cannot be."""
    if asked.after is None and len(asked.words) == 2 and not asked.staged and all(map(_is_path, asked.words)):
        try:
            place = find_place()
        except click.ClickException:
            return Question(Place(""), two=(asked.words[0], asked.words[1]))
    else:
        place = find_place()
    revisions, paths = _split(asked, objects)
    if not revisions and asked.after is None and len(paths) == 2 and not asked.staged:
        return Question(place, two=(paths[0], paths[1]))
    if "-" in paths and asked.after is None:
        raise click.UsageError("`-` is standard input, one of two files: `pipec diff OLD -` or `pipec diff - NEW`.")
    return Question(place, _choose(revisions, asked, objects), paths)


def _split(asked: Asked, objects: Objects) -> tuple[Sequence[str], tuple[str, ...]]:
    if asked.after is not None:
        for word in asked.words:
            if not _is_revision(word, objects):
                raise unknown_revision(word)
        return asked.words, asked.after
    count = 0
    while count < len(asked.words) and _is_clear_revision(asked.words[count], objects):
        count += 1
    for word in asked.words[count:]:
        if not _is_path(word):
            if count and _is_revision(word, objects):
                raise click.UsageError(f"`{word}` is a revision after a path; revisions come first.")
            raise unknown_revision(word)
    return asked.words[:count], asked.words[count:]


def _is_clear_revision(word: str, objects: Objects) -> bool:
    found = _is_revision(word, objects)
    if found and _is_path(word):
        raise click.UsageError(
            f"`{word}` is both a revision and a path. Put `--` after it for the revision, before it for the path."
        )
    return found


def _is_path(word: str) -> bool:
    return word == "-" or os.path.lexists(word)


def _is_revision(word: str, objects: Objects) -> bool:
    split = split_range(word)
    if split and all(objects.find(name) for name in split[:2]):
        return True
    return objects.find(word) is not None


def split_range(word: str) -> tuple[str, str, bool] | None:
    """Return both ends of `A..B`, or with True those of `A...B`; `HEAD` where an end is left out. None for no range."""
    if ".." not in word or word == "..":
        return None
    forked = "..." in word
    before, _, after = word.partition("..." if forked else "..")
    return before or HEAD, after or HEAD, forked


def _choose(words: Sequence[str], asked: Asked, objects: Objects) -> Revisions:
    ranges = [split_range(word) for word in words if objects.find(word) is None]
    if asked.staged and (ranges or len(words) > 1):
        raise click.UsageError("`--staged` compares the index with one revision; name one, or none for HEAD.")
    if len(words) > 2 or (ranges and len(words) > 1):
        raise click.UsageError(f"Two sides can be compared, not more: {', '.join(f'`{word}`' for word in words)}.")
    if ranges and ranges[0]:
        return Revisions(*ranges[0])
    base = words[0] if words else HEAD
    return Revisions(base, words[1] if len(words) > 1 else "")
