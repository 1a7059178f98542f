"""The graph of a run's jobs in pixels: where boxes and edges stand in an SVG picture."""

import itertools
from collections.abc import Mapping
from typing import Final, NamedTuple

from ..records import JobStatus
from .boxes import Box, boxes_of
from .critical import Link
from .layers import Layers, Place, layered
from .model import RunReport
from .words import SIGNS, clock

MOST_BOXES: Final = 250
"""A picture of more says nothing."""

_WIDTH, _HEIGHT, _GAP_X, _GAP_Y, _EDGE = 176, 44, 38, 14, 12
_LETTERS: Final = 22
_WORST: Final[tuple[JobStatus, ...]] = (
    "failure",
    "running",
    "retry",
    "waiting",
    "cancelled",
    "blocked",
    "pending",
    "success",
    "skipped",
)
"""A box of several jobs shows the first of these that any of them has."""


class Node(NamedTuple):
    """A box: its left upper corner, its status, two lines of text, and all of it for who points at it."""

    x: int
    y: int
    status: JobStatus
    label: str
    note: str
    title: str
    critical: bool


class Curve(NamedTuple):
    """An edge as the path of an SVG."""

    path: str
    critical: bool


class Picture(NamedTuple):
    """Width and height in pixels, and what is in it. `merged`: some boxes stand for several jobs."""

    width: int
    height: int
    nodes: tuple[Node, ...]
    curves: tuple[Curve, ...]
    merged: bool
    box: tuple[int, int] = (_WIDTH, _HEIGHT)


def picture_of(run: RunReport, path: tuple[Link, ...]) -> Picture | None:
    """Return the picture; None where there is nothing to see in one: no edges, or too many boxes."""
    boxes = boxes_of(run.jobs)
    if len(boxes) > MOST_BOXES or not any(box.before for box in boxes):
        return None
    layers = layered({box.key: box.before for box in boxes})
    corners = _corners(layers)
    chain = [next(box.key for box in boxes if any(job.id == link.job for job in box.jobs)) for link in path]
    steps = set(itertools.pairwise(chain))
    nodes = tuple(_node(box, corners[box.key], critical=box.key in chain) for box in boxes)
    curves = tuple(
        Curve(_path([corners[place] for place in edge]), (edge[0], edge[-1]) in steps) for edge in layers.edges
    )
    width = len(layers.columns) * (_WIDTH + _GAP_X) - _GAP_X + 2 * _EDGE
    height = max(y for _, y in corners.values()) + _HEIGHT + _EDGE
    ordered = tuple(sorted(curves, key=lambda curve: curve.critical))
    return Picture(width, height, nodes, ordered, len(boxes) < len(run.jobs))


def _corners(layers: Layers) -> Mapping[Place, tuple[int, int]]:
    """Return the left upper corner of each place; columns stand at one middle line. An edge needs little height."""
    heights = [sum(_height(place) for place in column) for column in layers.columns]
    corners: dict[Place, tuple[int, int]] = {}
    for x, column in enumerate(layers.columns):
        y = _EDGE + (max(heights) - heights[x]) // 2
        for place in column:
            corners[place] = (_EDGE + x * (_WIDTH + _GAP_X), y if isinstance(place, str) else y - _HEIGHT // 2 + 6)
            y += _height(place)
    return corners


def _height(place: Place) -> int:
    return _HEIGHT + _GAP_Y if isinstance(place, str) else 16


def _path(corners: list[tuple[int, int]]) -> str:
    """Return an edge: level through the columns that it passes, curved between them."""
    x, y = corners[0][0] + _WIDTH, corners[0][1] + _HEIGHT // 2
    parts = [f"M{x} {y}"]
    for place, (left, top) in enumerate(corners[1:], 2):
        end = top + _HEIGHT // 2
        bend = x + _GAP_X // 2
        parts.append(f"C{bend} {y} {bend} {end} {left} {end}")
        x, y = left, end
        if place < len(corners):
            x += _WIDTH
            parts.append(f"H{x}")
    return "".join(parts)


def _node(box: Box, corner: tuple[int, int], *, critical: bool) -> Node:
    counts = box.counts
    status = next(each for each in _WORST if each in counts)
    longest = max(job.duration for job in box.jobs)
    if len(box.jobs) == 1:
        note = f"{SIGNS[status]} {status}" + (f" · {clock(longest)}" if longest else "")
        title = f"{box.label}: {status}, {clock(longest)}" if longest else f"{box.label}: {status}"
    else:
        note = " ".join(f"{SIGNS[each]} {counts[each]}" for each in _WORST if each in counts)
        note += f" · up to {clock(longest)}" if longest else ""
        said = ", ".join(f"{counts[each]} {each}" for each in _WORST if each in counts)
        title = (
            f"{box.label}: {said}; {', '.join(job.id for job in box.jobs[:20])}{', …' if len(box.jobs) > 20 else ''}"
        )
    return Node(*corner, status, _cut(box.label), note, title, critical)


def _cut(text: str) -> str:
    """Return a name that fits into a box; the beginning and the end tell instances apart."""
    if len(text) <= _LETTERS:
        return text
    return f"{text[: _LETTERS - 9]}…{text[-8:]}"
