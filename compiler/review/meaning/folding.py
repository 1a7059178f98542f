"""The same finding at several places as one statement that names them, and several on the same places as one."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from ...diagnostics import NOWHERE, Span
from ...ir.plan import Plan
from ..statement import LEVELS, Statement, Subject
from .case import Case
from .concealing import concealed, concealed_lines
from .finding import WHO, Finding, Place, agreed
from .naming import who

LONGEST_TEXT: Final = 240
"""What is said of the same places stays in one statement up to so many characters."""

_SAYS: Final = f"{WHO}: "


class Entry(NamedTuple):
    """A finding of a rule; `order` is the rule's place in the registry."""

    order: int
    rule: str
    finding: Finding


Group = list[Entry]
"""The same finding at one place or several."""


def folded(case: Case, entries: Iterable[Entry]) -> tuple[Statement, ...]:
    """Return the statements, the most dangerous first, then in the order of the file."""
    groups: dict[object, Group] = {}
    for entry in entries:
        item = entry.finding
        part = item.place.part.partition(" ")[0]
        groups.setdefault((entry.rule, item.reason, item.text, item.lines, item.place.kind, part), []).append(entry)
    ranks = _Ranks(case)
    ordered = sorted((sorted(group, key=ranks.of) for group in groups.values()), key=lambda group: ranks.of(group[0]))
    ordered.sort(key=lambda group: -LEVELS.index(group[0].finding.reason.level))
    return tuple(_statement(case, row) for row in _rows(ordered))


def _rows(ordered: list[Group]) -> list[list[Group]]:
    """Put together what one rule says of the same places for the same reason, while it is short."""
    rows: list[list[Group]] = []
    latest: dict[object, list[Group]] = {}
    for group in ordered:
        first = group[0].finding
        key = (group[0].rule, first.reason, frozenset(entry.finding.place for entry in group))
        row = latest.get(key) if first.text.startswith(_SAYS) and not first.lines else None
        if row is None or sum(len(each[0].finding.text) for each in (*row, group)) > LONGEST_TEXT:
            row = []
            rows.append(row)
            if first.text.startswith(_SAYS) and not first.lines:
                latest[key] = row
        row.append(group)
    return rows


def _statement(case: Case, row: Sequence[Group]) -> Statement:
    group = row[0]
    first = group[0].finding
    places = list(dict.fromkeys(entry.finding.place for entry in group))
    every = [entry.finding for each in row for entry in each]
    placed = next((item for item in every if (item.before, item.after) != (NOWHERE, NOWHERE)), first)
    more = "".join(f"; {each[0].finding.text.removeprefix(_SAYS)}" for each in row[1:])
    names, several = who(case, places)
    text = concealed(agreed(first.text + more, several=several).replace(WHO, names))
    lines = concealed_lines(first.lines)
    subject = Subject(first.place.kind, _job_name(case, first.place))
    return Statement(
        group[0].rule, first.reason.level, subject, text, first.reason.text, lines, placed.before, placed.after
    )


def _job_name(case: Case, place: Place) -> str:
    """Return the name of the place; a job's is that in the file."""
    if place.kind == "job":
        for plan in (case.after, case.before):
            for job in plan.jobs:
                if job.id == place.name:
                    return job.name
    return place.name


class _Ranks:
    """The order of findings: by where the file says them, else by the place in the plan."""

    def __init__(self, case: Case) -> None:
        self._main = {plan.origin.path or plan.source for plan in (case.before, case.after)}
        self._places: dict[tuple[str, str], int] = {}
        for plan in (case.after, case.before):
            for key in _keys(plan):
                self._places.setdefault(key, len(self._places))

    def of(self, entry: Entry) -> tuple[object, ...]:
        """Return what to sort a finding by."""
        item = entry.finding
        span = item.after if item.after != NOWHERE else item.before
        rank = self._places.get((item.place.kind, item.place.name), len(self._places))
        return (self._known(span), rank, entry.order, item.place, item.text)

    def _known(self, span: Span) -> tuple[bool, bool, str, int]:
        return (span == NOWHERE, span.path not in self._main, span.path, span.start)


def _keys(plan: Plan) -> Iterator[tuple[str, str]]:
    yield "pipeline", ""
    yield from (("parameter", each.name) for each in plan.params)
    yield from (("job", each.id) for each in plan.jobs)
    yield from (("component", each.name) for each in plan.components)
    yield from (("environment", each.name) for each in plan.environments)
