"""The drawing for a terminal of 80 columns: one level after the other, then what they come to."""

from collections.abc import Iterable, Iterator, Sequence

from compiler.diagnostics.terminal import visible

from ..output import counted
from .facts import Blast, Facts
from .groups import Group, group
from .words import clock, clocks, marks, matrix_values

WIDTH = 80


def draw_text(facts: Facts, *, unfolded: bool) -> str:
    """Return the drawing, ending in a newline."""
    groups = group(facts, unfolded=unfolded)
    lines = [*_head(facts), "", *_levels(facts, groups), *_critical(facts), *_parallel(facts), *_redundant(facts)]
    if facts.blast is not None:
        lines += _failure(facts.blast)
    return "".join(f"{line}\n" for line in lines)


def _head(facts: Facts) -> Iterator[str]:
    jobs = len({job.name for job in facts.plan.jobs})
    instances = len(facts.plan.jobs)
    edges = sum(len(before) for before in facts.graph.values())
    parts = [counted(jobs, "job"), counted(len(facts.rows), "level"), counted(edges, "edge")]
    if instances > jobs:
        parts.insert(1, counted(instances, "instance"))
    yield from _wrap(f"{visible(facts.plan.name)}: ", parts, 2)


def _levels(facts: Facts, groups: Sequence[Group]) -> Iterator[str]:
    width = min(max((len(_label(each)) for each in groups), default=0), WIDTH // 2)
    rows: list[list[Group]] = [[] for _ in facts.rows]
    for each in groups:
        rows[each.level].append(each)
    for number, row in enumerate(rows, 1):
        yield f"level {number}"
        for each in row:
            yield from _box(facts, groups, each, width)
        yield ""


def _label(each: Group) -> str:
    return visible(each.label) + (f" x{len(each.jobs)}" if len(each.jobs) > 1 else "")


def _box(facts: Facts, groups: Sequence[Group], each: Group, width: int) -> Iterator[str]:
    duration = clocks(facts.durations.seconds[job.id] for job in each.jobs)
    yield from _wrap(f"  {_label(each):<{width}}  ", [duration, *map(visible, marks(each.job))], 4)
    if len(each.jobs) > 1:
        axes = matrix_values(each.jobs).items()
        yield from _wrap(
            "    matrix ", [f"{visible(axis)}: {' '.join(map(visible, every))}" for axis, every in axes], 6
        )
    if each.links:
        names = (visible(groups[link.before].label) + (f" ({link.note})" if link.note else "") for link in each.links)
        yield from _wrap("    after ", names, 6)


def _critical(facts: Facts) -> Iterator[str]:
    measured = sum(1 for name in facts.critical.jobs if name in facts.durations.measured)
    of = f"{measured} of {len(facts.critical.jobs)} measured, the rest timeouts" if measured else "by timeouts"
    yield from _wrap("critical path ", [clock(facts.critical.duration), of], 2)
    steps = [f"{visible(name)} {clock(facts.durations.seconds[name])}" for name in facts.critical.jobs]
    yield from _wrap("  ", steps, 2, " → ")
    yield ""


def _parallel(facts: Facts) -> Iterator[str]:
    at = "at most" if facts.parallel.exact else "at least"
    yield f"at the same time {at} {counted(len(facts.parallel.jobs), 'job')}"
    yield from _wrap("  ", map(visible, facts.parallel.jobs), 2)


def _redundant(facts: Facts) -> Iterator[str]:
    if facts.redundant:
        done = "left out here" if facts.reduced else "--reduce leaves them out"
        yield ""
        yield f"{counted(len(facts.redundant), 'edge')} implied by others ({done})"
        yield from _wrap("  ", (f"{visible(after)} → {visible(before)}" for after, before in facts.redundant), 2)


def _failure(blast: Blast) -> Iterator[str]:
    yield ""
    yield from _wrap("if ", [*map(visible, blast.failed[:-1]), f"{visible(blast.failed[-1])} fails"], 3)
    yield from _wrap(f"  {counted(len(blast.down), 'job')} will not run: ", map(visible, blast.down or ["none"]), 4)
    if blast.started:
        yield from _wrap("  will run for that: ", map(visible, blast.started), 4)


def _wrap(first: str, items: Iterable[str], indent: int, separator: str = ", ") -> Iterator[str]:
    """Yield lines of at most 80 columns, broken between items alone; what is longer than a line stays whole."""
    line, empty = first, True
    for item in items:
        if empty:
            line, empty = line + item, False
        elif len(line) + len(separator) + len(item) + 1 > WIDTH:
            yield (line + separator).rstrip()
            line = " " * indent + item
        else:
            line += separator + item
    yield line.rstrip()
