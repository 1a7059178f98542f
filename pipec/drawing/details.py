"""What a page says of each box: what it is, what it waits for, what waits for it, what its failure takes down."""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from compiler.ir.expression.render import render

from .blasts import MOST, blasts
from .facts import Facts
from .groups import Group
from .marks import MarkKind
from .picture import Picture
from .words import clocks, matrix_values, runs

_NAMES: Final = 40


class Neighbour(NamedTuple):
    """A box that this one waits for, or that waits for it."""

    box: int
    label: str
    note: str
    mark: MarkKind | None


class Named(NamedTuple):
    """Some names, and how many there are in all."""

    names: tuple[str, ...]
    total: int

    @property
    def more(self) -> int:
        """How many are not named."""
        return self.total - len(self.names)


class Details(NamedTuple):
    """One box in words. `down` is None where that was not worked out; `facts` are pairs of a word and what it is."""

    box: int
    label: str
    group: Group
    facts: tuple[tuple[str, str], ...]
    instances: Named
    before: tuple[Neighbour, ...]
    after: tuple[Neighbour, ...]
    down: Named | None
    critical: bool


def details_of(facts: Facts, picture: Picture) -> list[Details]:
    """Return the details of all boxes."""
    groups = [box.group for box in picture.boxes]
    after: list[list[Neighbour]] = [[] for _ in groups]
    for place, each in enumerate(groups):
        for link in each.links:
            after[link.before].append(Neighbour(place, _label(each), link.note, link.mark))
    down = blasts(facts.plan.jobs) if len(facts.plan.jobs) <= MOST else None
    places = {job.id: place for place, job in enumerate(facts.plan.jobs)}
    critical = frozenset(facts.critical.jobs)
    return [
        Details(
            place,
            _label(each),
            each,
            tuple(_facts(each)),
            _named(job.id for job in each.jobs),
            tuple(Neighbour(link.before, _label(groups[link.before]), link.note, link.mark) for link in each.links),
            tuple(after[place]),
            None if down is None else _down(facts, sorted(places[name] for name in each.ids), down),
            not each.ids.isdisjoint(critical),
        )
        for place, each in enumerate(groups)
    ]


def _label(each: Group) -> str:
    return each.label if len(each.jobs) == 1 else f"{each.label} ×{len(each.jobs):,}"


def _named(names: Iterable[str]) -> Named:
    every = tuple(names)
    return Named(every[:_NAMES], len(every))


def _down(facts: Facts, failing: Sequence[int], down: Sequence[Sequence[int]]) -> Named:
    """Return what does not run when all of a box fail; one of them alone may take down less."""
    every = sorted({place for failed in failing for place in down[failed]})
    return _named(facts.plan.jobs[place].id for place in every)


def _facts(each: Group) -> Iterable[tuple[str, str]]:
    job = each.job
    yield "Level", str(each.level + 1)
    yield "Takes at most", clocks(each.seconds)
    if len({other.name for other in each.jobs}) > 1:
        return
    if each.label != job.name and len(each.jobs) == 1:
        yield "Job", job.name
    for axis, values in matrix_values(each.jobs).items():
        yield f"Matrix {axis}", ", ".join(values[:_NAMES])
    if runs(job):
        yield "Runs", runs(job)
    if job.conditional is not None:
        yield "Runs if", render(job.conditional)
    if "waits for approval" in each.words:
        yield "Approval", "waits for approval"
    if job.deploy is not None:
        yield "Deploys to", job.deploy.environment
    if job.steps:
        names = [step.name or step.id for step in job.steps]
        yield "Steps", ", ".join(names[:_NAMES]) + (f" and {len(names) - _NAMES} more" if len(names) > _NAMES else "")
