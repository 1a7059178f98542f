"""What rules find, before the same finding at several places becomes one statement."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from ...diagnostics import NOWHERE, Span
from ..changes import Path
from ..statement import Level, SubjectKind
from .case import Case, Edit

WHO: Final = "\0"
"""Stands in a finding's text for the names of the places that it is about."""


_VERB: Final = re.compile("\1([^\1\2\3]*)\2([^\1\2\3]*)\3")


def verb(one: str, several: str) -> str:
    """Return a word of a finding's text that agrees with how many it is about."""
    return f"\1{one}\2{several}\3"


def agreed(text: str, *, several: bool) -> str:
    """Return text with its words as they agree with one or several."""
    return _VERB.sub(lambda found: found[2 if several else 1], text)


IS: Final = verb("is", "are")


class Reason(NamedTuple):
    """A level and, in one line, why it is that."""

    level: Level
    text: str = ""


class Place(NamedTuple):
    """What a finding is about: a job's instance, a component in an environment, and a part of it, as said in a text."""

    kind: SubjectKind
    name: str = ""
    part: str = ""
    environment: str = ""


PIPELINE: Final = Place("pipeline")


class Finding(NamedTuple):
    """One finding at one place. `tells` are the edits of which nothing more has to be said."""

    reason: Reason
    place: Place
    text: str
    lines: tuple[str, ...] = ()
    before: Span = NOWHERE
    after: Span = NOWHERE
    tells: tuple[Edit, ...] = ()


class Rule(NamedTuple):
    """A rule: its name in kebab case, what it says, its levels with their reasons, what finds it."""

    name: str
    says: str
    reasons: Mapping[str, Reason]
    find: Callable[[Case], Iterator[Finding]]


def found(
    reason: Reason, place: Place, text: str, tells: Iterable[Edit] = (), *, lines: tuple[str, ...] = ()
) -> Finding:
    """Return a finding that stands where the first edit stands that it tells.

    What the pipeline itself has no more stands nowhere on the new side: its first line would say nothing.
    """
    told = tuple(tells)
    before = next((edit.before_origin for edit in told if edit.before_origin != NOWHERE), NOWHERE)
    gone = bool(told) and all(len(edit.path) == 1 and edit.after is None for edit in told) and before != NOWHERE
    after = NOWHERE if gone else next((each.after_origin for each in told if each.after_origin != NOWHERE), NOWHERE)
    return Finding(reason, place, text, lines, before, after, told)


_PARTS: Final = {"steps": "step", "services": "service"}


def place_of(path: Path) -> tuple[Place, Path]:
    """Return the place that a path is in, and what is left of the path: the names of fields below it."""
    words = tuple(str(key) for key in path)
    if words[0] == "jobs" and len(words) > 1:
        if len(words) > 3 and words[2] in _PARTS:
            return Place("job", words[1], f"{_PARTS[words[2]]} `{words[3]}`"), words[4:]
        return Place("job", words[1]), words[2:]
    if words[0] == "environments" and len(words) > 3 and words[2] == "components":
        return Place("component", words[3], environment=words[1]), words[4:]
    kinds: dict[str, SubjectKind] = {"environments": "environment", "components": "component", "params": "parameter"}
    if words[0] in kinds and len(words) > 1:
        return Place(kinds[words[0]], words[1]), words[2:]
    return PIPELINE, words
