"""Where the files say what changed: the span of the nearest record, and finer ones from whoever has the file's tree."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from ..diagnostics import NOWHERE, Span
from ..ir.plan import Plan
from .changes import Change, Key, Path
from .edits import keyed
from .fields import TABLE
from .normal import normal_record

Finder = Callable[[Span, Path], Span]
"""Takes the span of a change on one side and its path; returns the span of the very field, or what it was given."""

NO_KEYS: Final[Mapping[Path, Key]] = {}


class Origins:
    """The spans of one side. `former` has the keys that renamed items have there, by their path with the new key."""

    def __init__(self, plan: Plan, former: Mapping[Path, Key] = NO_KEYS) -> None:
        self.plan = plan
        self.former = former
        self.jobs = {job.id: job for job in plan.jobs}

    def at(self, path: Path, *, known: bool = False) -> Span:
        """Return the span of what is at a path, or of the nearest record around it.

        The last key of the path is what it is called on this side already if it is `known`.
        """
        value: Any = self.plan
        found = self.plan.origin
        for depth in range(1, len(path) + 1):
            key = path[depth - 1]
            if not (known and depth == len(path)):
                key = self.former.get(path[:depth], key)
            value, span = self._step(value, key)
            if value is None:
                break
            found = found if span == NOWHERE else span
        return found

    def _step(self, value: Any, key: Key) -> tuple[Any, Span]:
        """Go one key down; None where there is nothing."""
        if isinstance(value, _Items):
            item = value.get(key)
            return item, getattr(item, "origin", NOWHERE)
        rules = TABLE.get(type(value))
        if rules is None or key not in rules:
            return None, NOWHERE
        name = str(key)
        inner = getattr(value, name)
        rule = rules[name]
        if isinstance(value, Plan) and name == "jobs":
            return _Items(self.jobs), NOWHERE
        if rule.how == "named":
            return _Items(keyed(rule, inner)), NOWHERE
        if rule.how == "loose":
            return _Items(keyed(rule, sorted(inner, key=lambda item: repr(normal_record(item))))), NOWHERE
        own = getattr(value, f"{name}_origin", NOWHERE)
        return inner, getattr(inner, "origin", NOWHERE) if own == NOWHERE else own


class _Items(dict[Key, Any]):
    """The items of a collection by their keys."""


def refine(changes: Iterable[Change], locate_before: Finder, locate_after: Finder) -> tuple[Change, ...]:
    """Return changes with finer origins, for whoever has the files' trees.

    `compiler.frontend.field_places.field_places(trees)` is one, made of the located trees
    of the files of that side.
    """
    return tuple(_refined(change, locate_before, locate_after) for change in changes)


def _refined(change: Change, before: Finder, after: Finder) -> Change:
    pairs = zip(change.paths, change.origins, strict=False)
    found = tuple(
        (
            old if change.kind == "added" or old == NOWHERE else before(old, path),
            new if change.kind == "removed" or new == NOWHERE else after(new, path),
        )
        for path, (old, new) in pairs
    )
    return change._replace(origins=found)
