"""The drawing as an SVG picture: https://www.w3.org/TR/SVG2/. It needs nothing but what draws it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from compiler.diagnostics.xml_text import allowed

from ..output import counted
from .facts import Facts
from .marks import SIGNS, MarkKind, Marks
from .picture import LINE, Box, Edge, Picture, picture_of
from .words import clock

_STYLE: Final = Path(__file__).parent / "templates" / "graph.css"
_TIP: Final = 14
_HEADS: Final = ("edge", "critical", "added", "removed")
_KEY: Final = 112
"""The width of a kind in the legend."""


def draw_svg(facts: Facts, *, unfolded: bool = False, marks: Marks | None = None, prefix: str = "pipec-") -> str:
    """Return the picture, ending in a newline. In a page with several each needs a `prefix` of its own for its ids."""
    picture = picture_of(facts, unfolded=unfolded, marks=marks)
    width = max(picture.width, _KEY * len(picture.kinds) + 20)
    height = picture.height + (30 if picture.kinds else 0)
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    told = f'role="img" aria-labelledby="{prefix}title {prefix}desc"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} class="pipec-graph" {told}>',
        f'<title id="{prefix}title">{safe(facts.plan.name)}</title>',
        f'<desc id="{prefix}desc">{safe(described(facts, picture, marks))}</desc>',
        f"<style>\n{style()}</style>",
        f'<rect class="page" width="{width}" height="{height}"/>',
        *body(picture, prefix=prefix),
        *(_key(kind, 20 + _KEY * at, picture.height + 4) for at, kind in enumerate(picture.kinds)),
        "</svg>",
    ]
    return "".join(f"{line}\n" for line in lines)


def _key(kind: MarkKind, x: int, y: int) -> str:
    return (
        f'<g class="key {kind}"><rect x="{x}" y="{y}" width="12" height="12" rx="3"/>'
        f'<text x="{x + 18}" y="{y + 11}">{SIGNS[kind]} {kind}</text></g>'
    )


def style() -> str:
    """Return how boxes and edges look, light and dark."""
    return _STYLE.read_text("utf-8")


def safe(text: str) -> str:
    """Return text from anybody as it stands between tags: nothing in it ends them or is obeyed."""
    return escape(allowed(text))


def described(facts: Facts, picture: Picture, marks: Marks | None) -> str:
    """Return in a few sentences what the picture shows, for who does not see it."""
    jobs, levels = counted(len({job.name for job in facts.plan.jobs}), "job"), counted(len(facts.rows), "level")
    sentences = [f"{jobs} in {levels}, from left to right in the order in which they run."]
    if facts.critical.jobs:
        path = " → ".join(facts.critical.jobs[:20]) + (" …" if len(facts.critical.jobs) > 20 else "")
        sentences.append(f"The critical path takes {clock(facts.critical.duration)}: {path}.")
    if picture.folded:
        sentences.append(f"{picture.folded[0].upper()}{picture.folded[1:]}.")
    if marks is not None:
        named = [f"{each.group.kind}: {each.group.label}" for each in picture.boxes if each.group.kind]
        more = f" and {len(named) - 40} more" if len(named) > 40 else ""
        told = "; ".join(named[:40]) + more if named else "the jobs are the same"
        sentences.append(f"Against {marks.base}: {told}.")
    return " ".join(sentences)


def body(picture: Picture, *, prefix: str, links: bool = False) -> Iterator[str]:
    """Yield the heads of arrows, the edges, then the boxes; with `links` a box leads to `#box-N`, its details."""
    yield "<defs>"
    for kind in _HEADS:
        yield (
            f'<marker id="{prefix}{kind}" class="head {kind}" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="8" '
            'markerHeight="8" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 .6L7.5 4L0 7.4z"/></marker>'
        )
    yield "</defs>"
    yield '<g class="edges">'
    yield from (_edge(edge, prefix) for edge in picture.edges)
    yield "</g>"
    yield '<g class="nodes">'
    for place, box in enumerate(picture.boxes):
        yield from _box(place, box, links=links)
    yield "</g>"


def _edge(edge: Edge, prefix: str) -> str:
    head = next((kind for kind in edge.classes if kind in _HEADS), "edge")
    classes = " ".join(("edge", *edge.classes))
    return (
        f'<path class="{classes}" data-from="{edge.before}" data-to="{edge.after}" d="{edge.path}" '
        f'marker-end="url(#{prefix}{head})"/>'
    )


def _box(place: int, box: Box, *, links: bool) -> Iterator[str]:
    yield (f'<a href="#box-{place}" aria-label={quoteattr(_flat(box.title))}>' if links else "") + (
        f'<g class="{" ".join(("node", *box.classes))}" data-box="{place}">'
    )
    yield f"<title>{safe(box.title)}</title>"
    if len(box.group.jobs) > 1:
        yield _shape(box, 4, "behind")
    yield _shape(box, 0, "box")
    for at, line in enumerate(box.lines):
        y = box.y + 6 + LINE * at + 12
        yield f'<text class="{"name" if not at else "note"}" x="{box.x + 14}" y="{y}">{safe(line)}</text>'
    yield "</g>" + ("</a>" if links else "")


def _flat(text: str) -> str:
    return ", ".join(allowed(text).split("\n"))


def _shape(box: Box, shift: int, name: str) -> str:
    """Return the outline: a rectangle, for a deployment one that points on."""
    x, y, width, height = box.x + shift, box.y + shift, box.width, box.height
    if "deploy" in box.classes:
        tip = x + width
        return (
            f'<path class="{name}" d="M{x + 5} {y}H{tip - _TIP}L{tip} {y + height // 2}L{tip - _TIP} {y + height}'
            f'H{x + 5}Q{x} {y + height} {x} {y + height - 5}V{y + 5}Q{x} {y} {x + 5} {y}z"/>'
        )
    return f'<rect class="{name}" x="{x}" y="{y}" width="{width}" height="{height}" rx="6"/>'
