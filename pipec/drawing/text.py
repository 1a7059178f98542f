"""The drawing for a terminal: jobs and lines where that fits, then level after level, then what they come to."""

from collections.abc import Iterator, Sequence

from compiler.diagnostics.terminal import visible

from ..output import counted
from .facts import Blast, Facts, Looks
from .groups import Group, Link, group
from .lines import draw_lines
from .marks import SIGNS, Marks, counts
from .widths import columns, cut, padded
from .words import clock, clocks, matrix_values
from .wrapping import UNLIMITED, Item, Look

WIDTH = 80


def draw_text(
    facts: Facts, *, unfolded: bool = False, marks: Marks | None = None, width: int = WIDTH, color: bool = False
) -> str:
    """Return the drawing, ending in a newline; no line is wider than `width`, which is 0 for any."""
    look = Look(width or UNLIMITED, color)
    groups = group(facts, unfolded=unfolded, marks=marks)
    lines = [*_head(facts, marks, look), "", *_graph(facts, groups, look), *_levels(facts, groups, marks, look)]
    lines += [*_critical(facts, marks, look), *_parallel(facts, look), *_redundant(facts, look)]
    if facts.blast is not None:
        lines += _failure(facts.blast, look)
    return "".join(f"{line}\n" for line in lines)


def _items(texts: Sequence[str] | Iterator[str]) -> Iterator[Item]:
    return map(Item, texts)


def _head(facts: Facts, marks: Marks | None, look: Look) -> Iterator[str]:
    jobs = len({job.name for job in facts.plan.jobs})
    instances = len(facts.plan.jobs)
    edges = sum(len(before) for before in facts.graph.values())
    parts = [counted(jobs, "job"), counted(len(facts.rows), "level"), counted(edges, "edge")]
    if instances > jobs:
        parts.insert(1, counted(instances, "instance"))
    yield from look.wrap(Item(f"{cut(facts.plan.name, look.width - 4)}: ", "critical"), _items(parts), 2)
    if marks is not None:
        told = [Item(f"{SIGNS[kind]} {number} {kind}", kind) for kind, number in counts(marks).items()]
        came = {kind: sum(each == kind for each in marks.edges.values()) for kind in ("added", "removed")}
        edges_told = [Item(f"{counted(number, 'edge')} {kind}") for kind, number in came.items() if number]
        first = Item(f"against {cut(marks.base, look.width - 12)}: ")
        yield from look.wrap(first, [*told, *edges_told] or [Item("no job and no edge changed")], 2)


def style_of(looks: Looks, each: Group) -> str:
    """Return the style of a box's name: what failed, then what changed, then the critical path."""
    if not each.ids.isdisjoint(looks.failed):
        return "failed"
    if not each.ids.isdisjoint(looks.down):
        return "down"
    if each.kind is not None:
        return each.kind
    return "" if each.ids.isdisjoint(looks.critical) else "critical"


def _graph(facts: Facts, groups: Sequence[Group], look: Look) -> Iterator[str]:
    looks = facts.looks
    rows = draw_lines(groups, [style_of(looks, each) for each in groups], look.width - 2, color=look.color)
    if rows is not None:
        yield from (f"  {row}" for row in rows)
        yield ""


def _levels(facts: Facts, groups: Sequence[Group], marks: Marks | None, look: Look) -> Iterator[str]:
    width = min(max((columns(_label(each)) for each in groups), default=0), look.width // 2)
    looks = facts.looks
    rows: dict[int, list[Group]] = {}
    for each in groups:
        rows.setdefault(each.level, []).append(each)
    for number in sorted(rows):
        yield look.paint(f"level {number + 1}", "faint")
        for each in rows[number]:
            yield from _box(looks, groups, each, width, look)
            if marks is not None:
                yield from _changes(each, look)
        yield ""


def _label(each: Group) -> str:
    return visible(each.label) + _count(each)


def _count(each: Group) -> str:
    return f" x{len(each.jobs)}" if len(each.jobs) > 1 else ""


def _box(looks: Looks, groups: Sequence[Group], each: Group, width: int, look: Look) -> Iterator[str]:
    sign = " " if each.kind is None else SIGNS[each.kind]
    count = _count(each)
    name = cut(each.label, look.width - 4 - len(count)) + count
    words = [clocks(each.seconds), *each.words]
    yield from look.wrap(Item(f"{sign} {padded(name, width)}  ", style_of(looks, each)), _items(words), 4)
    if len(each.jobs) > 1:
        axes = (f"{axis}: {' '.join(every)}" for axis, every in matrix_values(each.jobs).items())
        yield from look.wrap(Item("    matrix "), _items(axes), 6)
    if each.links:
        yield from look.wrap(Item("    after "), (_link(groups, each, link) for link in each.links), 6)


def _link(groups: Sequence[Group], each: Group, link: Link) -> Item:
    marked = link.mark is not None and each.kind not in ("added", "removed")
    sign = f"{SIGNS[link.mark]} " if marked and link.mark is not None else ""
    note = f" ({link.note})" if link.note else ""
    return Item(sign + groups[link.before].label + note, link.mark or "" if marked else "")


def _changes(each: Group, look: Look) -> Iterator[str]:
    if each.mark is not None and each.mark.was:
        yield from look.wrap(Item("    was "), [Item(each.mark.was)], 6)
    if each.mark is not None and each.mark.notes:
        yield from look.wrap(Item("    changed "), _items(each.mark.notes), 6)


def _critical(facts: Facts, marks: Marks | None, look: Look) -> Iterator[str]:
    measured = sum(1 for name in facts.critical.jobs if name in facts.durations.measured)
    of = f"{measured} of {len(facts.critical.jobs)} measured, the rest timeouts" if measured else "by timeouts"
    words = [Item(clock(facts.critical.duration)), Item(of)]
    was = marks.critical if marks is not None and not measured else None
    if was is not None and was != facts.critical:
        words.append(Item(f"was {clock(was.duration)}", "changed"))
    yield from look.wrap(Item("critical path ", "critical"), words, 2)
    steps = (f"{name} {clock(facts.durations.seconds[name])}" for name in facts.critical.jobs)
    yield from look.wrap(Item("  "), _items(steps), 2, " → ")
    if was is not None and was.jobs != facts.critical.jobs:
        yield from look.wrap(Item("  was "), _items(was.jobs), 4, " → ")
    yield ""


def _parallel(facts: Facts, look: Look) -> Iterator[str]:
    at = "at most" if facts.parallel.exact else "at least"
    yield from look.wrap(Item("at the same time "), [Item(f"{at} {counted(len(facts.parallel.jobs), 'job')}")], 2)
    yield from look.wrap(Item("  "), _items(facts.parallel.jobs), 2)


def _redundant(facts: Facts, look: Look) -> Iterator[str]:
    if facts.redundant:
        done = "left out here" if facts.reduced else "--reduce leaves them out"
        yield ""
        yield from look.wrap(
            Item(f"{counted(len(facts.redundant), 'edge')} implied by others "), [Item(f"({done})")], 2
        )
        half = (look.width - 8) // 2
        pairs = (f"{cut(after, half)} → {cut(before, half)}" for after, before in facts.redundant)
        yield from look.wrap(Item("  "), _items(pairs), 2)


def _failure(blast: Blast, look: Look) -> Iterator[str]:
    yield ""
    last = f"{cut(blast.failed[-1], look.width - 16)} fails"
    yield from look.wrap(Item("if "), _items([*blast.failed[:-1], last]), 3)
    first = Item(f"  {counted(len(blast.down), 'job')} will not run: ", "down")
    yield from look.wrap(first, _items(blast.down or ["none"]), 4)
    if blast.started:
        yield from look.wrap(Item("  will run for that: "), _items(blast.started), 4)
