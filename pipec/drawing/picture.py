"""A graph as a picture: boxes with their lines of text, edges with what is special about them."""

import itertools
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from compiler.diagnostics.terminal import visible

from .facts import Facts, Looks
from .folding import fold
from .groups import Group, Link, group
from .layout import Layout, doubtful, lay_out
from .marks import SIGNS, MarkKind, Marks
from .widths import columns, cut
from .words import clocks, runs

LETTERS: Final = 30
"""The columns of the longest line in a box."""
LETTER, LINE = 7.9, 17
_NAMED: Final = 12
_PAD: Final = 16


class Box(NamedTuple):
    """A box in pixels: `lines` are its text, the first its name; `title` is all of it; `classes` say how it looks."""

    x: int
    y: int
    width: int
    height: int
    lines: tuple[str, ...]
    title: str
    classes: tuple[str, ...]
    group: Group


class Edge(NamedTuple):
    """An edge from box to box, by their places."""

    before: int
    after: int
    path: str
    classes: tuple[str, ...]


class Picture(NamedTuple):
    """All of it. `folded` says what was drawn together, nothing for matrices alone."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    edges: tuple[Edge, ...]
    folded: str
    kinds: tuple[MarkKind, ...] = ()


def picture_of(facts: Facts, *, unfolded: bool = False, marks: Marks | None = None) -> Picture:
    """Return the picture. Unless `unfolded`, what is alike in a large graph becomes one box."""
    groups = group(facts, unfolded=unfolded, marks=marks)
    folded = fold(groups) if not unfolded else None
    shown = groups if folded is None else folded.groups
    texts = [tuple(_lines(each)) for each in shown]
    sizes = [(_width(lines, each), 12 + LINE * len(lines)) for lines, each in zip(texts, shown, strict=True)]
    layout = lay_out(sizes, [[link.before for link in each.links] for each in shown], doubtful(shown))
    looks = facts.looks
    boxes = tuple(
        Box(x, y, width, size[1], lines, _title(each, lines), tuple(_classes(looks, each)), each)
        for (x, y), width, size, lines, each in zip(layout.corners, layout.widths, sizes, texts, shown, strict=True)
    )
    said = "" if folded is None else folded.said
    return Picture(
        layout.width,
        layout.height,
        boxes,
        _edges(facts, shown, layout),
        said,
        () if marks is None else marks.kinds,
    )


def name_of(each: Group) -> str:
    """Return what a box is called, with how many jobs it stands for and the sign of its mark."""
    sign = "" if each.kind is None else f"{SIGNS[each.kind]} "
    count = f" ×{len(each.jobs):,}" if len(each.jobs) > 1 else ""
    return f"{sign}{cut(each.label, LETTERS - len(sign) - len(count))}{count}"


def _lines(each: Group) -> Iterator[str]:
    yield name_of(each)
    if len({job.name for job in each.jobs}) > 1:
        yield clocks(each.seconds)
        return
    words = [clocks(each.seconds)]
    for word in each.words:
        if word.startswith("deploys to "):
            yield cut(f"→ {each.job.deploy.environment if each.job.deploy else ''}", LETTERS)
        elif word == "waits for approval":
            yield "‖ waits for approval"
        else:
            words.append(word)
    yield cut(", ".join(words), LETTERS)
    if each.mark is not None:
        if each.mark.was:
            yield cut(f"was {each.mark.was}", LETTERS)
        elif each.mark.notes:
            more = f" and {len(each.mark.notes) - 1} more" if len(each.mark.notes) > 1 else ""
            yield cut(each.mark.notes[0], LETTERS - len(more)) + more


def _width(lines: Sequence[str], each: Group) -> int:
    tip = 14 if each.job.deploy is not None else 0
    return max(96, round(max(columns(line) for line in lines) * LETTER) + 2 * _PAD + tip)


def _title(each: Group, lines: Sequence[str]) -> str:
    names = visible(each.label) if len(each.jobs) == 1 else ", ".join(visible(job.id) for job in each.jobs[:_NAMED])
    more = f" and {len(each.jobs) - _NAMED:,} more" if len(each.jobs) > _NAMED else ""
    rest = [line.removeprefix("‖ ").replace("→ ", "deploys to ") for line in lines[1:]]
    if each.mark is not None:
        rest = [*rest[: len(rest) - bool(each.mark.was or each.mark.notes)], each.mark.kind]
        rest += [f"was {visible(each.mark.was)}"] if each.mark.was else []
        rest += [visible(note) for note in each.mark.notes]
    return "\n".join((f"{names}{more}", *rest))


def _classes(looks: Looks, each: Group) -> Iterator[str]:
    ids = each.ids
    if not ids.isdisjoint(looks.critical):
        yield "critical"
    if each.job.deploy is not None and len({job.name for job in each.jobs}) == 1:
        yield "deploy"
    if not ids.isdisjoint(looks.failed):
        yield "failed"
    elif not ids.isdisjoint(looks.down):
        yield "down"
    if each.kind is not None:
        yield each.kind


def _edges(facts: Facts, groups: Sequence[Group], layout: Layout) -> tuple[Edge, ...]:
    places = {name: place for place, each in enumerate(groups) for name in each.ids}
    chain = [places[name] for name in facts.critical.jobs if name in places]
    steps = frozenset(itertools.pairwise(chain))
    found = [
        Edge(link.before, place, layout.paths[link.before, place], tuple(_edge_classes(each, link, place, steps)))
        for place, each in enumerate(groups)
        for link in each.links
    ]
    return tuple(sorted(found, key=lambda edge: ("critical" in edge.classes, edge.before, edge.after)))


def _edge_classes(each: Group, link: Link, place: int, steps: frozenset[tuple[int, int]]) -> Iterator[str]:
    if link.mark is not None:
        yield link.mark
    elif (link.before, place) in steps:
        yield "critical"
    if runs(each.job) and each.kind != "removed":
        yield "whatever"
