"""What rules look at: two plans with the names of the new one, and each change at each of its places."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple, TypeVar

from ...diagnostics import NOWHERE, Span
from ...ir.job import Job, Step
from ...ir.plan import Plan
from ...ir.release import Component, Environment
from ..changes import Change, Kind, Path

_Item = TypeVar("_Item")
Pair = tuple[_Item | None, _Item | None]
"""The same thing before and after; None on the side where it is not."""


class Edit(NamedTuple):
    """A change at one place; the fields are those of `Change`."""

    kind: Kind
    path: Path
    before: Any
    after: Any
    before_origin: Span = NOWHERE
    after_origin: Span = NOWHERE
    names: tuple[str, str] = ("", "")


class Holder(NamedTuple):
    """A component in an environment, or in the release's definition where `environment` is empty."""

    path: Path
    environment: str
    before: Component | None
    after: Component | None

    @property
    def name(self) -> str:
        """The component's name."""
        return self.path[-1] if isinstance(self.path[-1], str) else ""


class Case(NamedTuple):
    """One change of one pipeline. `before` has the names that things have in `after`.

    `by_path` holds the edits at and below each path.
    """

    before: Plan
    after: Plan
    edits: tuple[Edit, ...]
    by_path: dict[Path, list[Edit]]

    def under(self, *path: str | int) -> list[Edit]:
        """Return the edits at a path and below it."""
        return self.by_path.get(path, [])

    def below(self, path: Path, *names: str) -> list[Edit]:
        """Return the edits at and below several fields of one path."""
        return [edit for name in names for edit in self.under(*path, name)]

    def jobs(self) -> Iterator[tuple[str, Job | None, Job | None]]:
        """Yield each job instance that something changed of, or that is new or gone."""
        for name, before, after in pairs(self.before.jobs, self.after.jobs, "id"):
            if self.under("jobs", name) or before is None or after is None:
                yield name, before, after

    def steps(self) -> Iterator[tuple[Path, Job, Step | None, Job, Step | None]]:
        """Yield each step of jobs that are on both sides and of which something changed."""
        for name, before, after in self.jobs():
            if before is not None and after is not None:
                for step, old, new in pairs(before.steps, after.steps, "id"):
                    path = ("jobs", name, "steps", step)
                    if self.under(*path):
                        yield path, before, old, after, new

    def environments(self) -> Iterator[tuple[str, Environment | None, Environment | None]]:
        """Yield every environment."""
        yield from pairs(self.before.environments, self.after.environments, "name")

    def holders(self) -> Iterator[Holder]:
        """Yield each component, of the release and of each environment, of which something changed."""
        for name, before, after in pairs(self.before.components, self.after.components, "name"):
            if self.under("components", name) or before is None or after is None:
                yield Holder(("components", name), "", before, after)
        for environment, old, new in self.environments():
            for name, before, after in pairs(_components(old), _components(new), "name"):
                path = ("environments", environment, "components", name)
                if self.under(*path) or before is None or after is None:
                    yield Holder(path, environment, before, after)


def _components(environment: Environment | None) -> tuple[Component, ...]:
    return environment.components if environment is not None else ()


def pairs(
    before: Iterable[_Item], after: Iterable[_Item], key: str
) -> Iterator[tuple[str, _Item | None, _Item | None]]:
    """Yield the items of both sides by the value of a field: those of `after` in their order, then what is gone."""
    old = {getattr(item, key): item for item in before}
    new = {getattr(item, key): item for item in after}
    for name, item in new.items():
        yield name, old.get(name), item
    for name, item in old.items():
        if name not in new:
            yield name, item, None


def make_case(before: Plan, after: Plan, changes: Iterable[Change]) -> Case:
    """Return the case of two plans and what differs; `before` has the new names already."""
    edits = tuple(edit for change in changes for edit in _edits(change))
    by_path: dict[Path, list[Edit]] = {}
    for edit in edits:
        for length in range(1, len(edit.path) + 1):
            by_path.setdefault(edit.path[:length], []).append(edit)
    return Case(before, after, edits, by_path)


def _edits(change: Change) -> Iterator[Edit]:
    for place, (path, before, after) in enumerate(change.places):
        origins = change.origins[place] if place < len(change.origins) else (NOWHERE, NOWHERE)
        yield from _fields(Edit(change.kind, path, before, after, *origins, change.names))


def _fields(edit: Edit) -> Iterator[Edit]:
    """Yield the fields that differ where a whole record of one type changed."""
    before, after = edit.before, edit.after
    if (
        edit.kind != "changed"
        or not is_record(before)
        or type(before) is not type(after)
        or not hasattr(before, "origin")
    ):
        yield edit
        return
    found = [
        edit._replace(path=(*edit.path, name), before=old, after=new)
        for name, old, new in zip(before._fields, before, after, strict=True)
        if old != new and not name.endswith("origin")
    ]
    for each in found:
        yield from _fields(each)
    if not found:
        yield edit


def is_record(value: object) -> bool:
    """Tell whether a value is a record of the plan."""
    return isinstance(value, tuple) and hasattr(value, "_fields")
