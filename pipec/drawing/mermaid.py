"""The drawing as a Mermaid flowchart: https://mermaid.js.org/syntax/flowchart.html."""

import json
import re
from collections.abc import Iterator, Sequence

from compiler.diagnostics.terminal import visible

from .facts import Facts
from .groups import Group, Link, group
from .marks import SIGNS, MarkKind, Marks
from .words import clocks, runs

MOST_EDGES = 500
"""Mermaid draws no more unless its page is set up for it."""

_SPECIAL = re.compile(r"[^A-Za-z0-9_, -]|^[^A-Za-z0-9]|\s$")


_NODES: dict[MarkKind, str] = {
    "added": "fill:#e2f5e6,stroke:#14742f,color:#14742f",
    "removed": "fill:#fbe6e6,stroke:#c62a2f,color:#a01f24,stroke-dasharray:6",
    "changed": "fill:#fdf3d4,stroke:#8a5a00,color:#6b4600",
    "renamed": "fill:#efe7fb,stroke:#7b3fc4,color:#5d2b99",
}
_EDGES: dict[MarkKind, str] = {"added": "stroke:#14742f,stroke-width:3px", "removed": "stroke:#c62a2f"}


def draw_mermaid(facts: Facts, *, unfolded: bool = False, marks: Marks | None = None) -> str:
    """Return the flowchart, ending in a newline."""
    groups = group(facts, unfolded=unfolded, marks=marks)
    lines = ["---", f"title: {json.dumps(visible(facts.plan.name))}", "---", "flowchart LR"]
    lines += (f'  n{place}["{_label(each)}"]' for place, each in enumerate(groups))
    lines += (line for place, each in enumerate(groups) for line in _edges(place, each))
    lines += _classes(facts, groups)
    return "".join(f"{line}\n" for line in lines)


def edges_of(text: str) -> int:
    """Return how many edges a flowchart of ours has."""
    return text.count("-->") + text.count("-.->")


def _label(each: Group) -> str:
    sign = "" if each.kind is None else f"{SIGNS[each.kind]} "
    count = f" x{len(each.jobs)}" if len(each.jobs) > 1 else ""
    lines = [sign + each.label + count, ", ".join((clocks(each.seconds), *each.words))]
    if each.mark is not None and each.mark.was:
        lines.append(f"was {each.mark.was}")
    return "<br/>".join(map(quote, lines))


def quote(text: str) -> str:
    """Return text as it stands inside a quoted label: all but letters and digits as a character reference.

    Labels are Markdown and HTML with entities of Mermaid's own (`#35;`), so little else is safe.
    """
    return _SPECIAL.sub(lambda found: f"#{ord(found[0])};", visible(text))


def _edges(place: int, each: Group) -> Iterator[str]:
    for link in each.links:
        yield f"  n{link.before} {_arrow(each, link)} n{place}"


def _arrow(each: Group, link: Link) -> str:
    if link.mark == "removed":
        return "-.->|removed|"
    return f"-.->|{runs(each.job)}|" if runs(each.job) else "-->"


def _classes(facts: Facts, groups: Sequence[Group]) -> Iterator[str]:
    yield from _class("critical", "stroke-width:4px", _with(facts.critical.jobs, groups))
    if facts.blast is not None:
        yield from _class("failed", "stroke:#d00,stroke-width:4px", _with(facts.blast.failed, groups))
        yield from _class("down", "stroke:#d00,stroke-dasharray:6", _with(facts.blast.down, groups))
    for kind, style in _NODES.items():
        yield from _class(kind, style, [place for place, each in enumerate(groups) if each.kind == kind])
    links = [link.mark for each in groups for link in each.links]
    for kind, style in _EDGES.items():
        numbers = [str(number) for number, mark in enumerate(links) if mark == kind]
        if numbers:
            yield f"  linkStyle {','.join(numbers)} {style}"


def _with(jobs: Sequence[str], groups: Sequence[Group]) -> list[int]:
    wanted = frozenset(jobs)
    return [place for place, each in enumerate(groups) if not each.ids.isdisjoint(wanted)]


def _class(name: str, style: str, places: Sequence[int]) -> Iterator[str]:
    if places:
        yield f"  classDef {name} {style}"
        yield f"  class {','.join(f'n{place}' for place in places)} {name}"
