"""The drawing as a Mermaid flowchart: https://mermaid.js.org/syntax/flowchart.html."""

import json
import re
from collections.abc import Iterator, Sequence

from compiler.diagnostics.terminal import visible

from .facts import Facts
from .groups import Group, group
from .words import clocks, marks, runs

MOST_EDGES = 500
"""Mermaid draws no more unless its page is set up for it."""

_SPECIAL = re.compile(r"[^A-Za-z0-9_, -]|^[^A-Za-z0-9]|\s$")


def draw_mermaid(facts: Facts, *, unfolded: bool) -> str:
    """Return the flowchart, ending in a newline."""
    groups = group(facts, unfolded=unfolded)
    lines = ["---", f"title: {json.dumps(visible(facts.plan.name))}", "---", "flowchart LR"]
    lines += (f'  n{place}["{_label(facts, each)}"]' for place, each in enumerate(groups))
    lines += (line for place, each in enumerate(groups) for line in _edges(place, each))
    lines += _classes(facts, groups)
    return "".join(f"{line}\n" for line in lines)


def edges_of(text: str) -> int:
    """Return how many edges a flowchart of ours has."""
    return text.count("-->") + text.count("-.->")


def _label(facts: Facts, each: Group) -> str:
    count = f" x{len(each.jobs)}" if len(each.jobs) > 1 else ""
    duration = clocks(facts.durations.seconds[job.id] for job in each.jobs)
    return "<br/>".join(quote(line) for line in (each.label + count, ", ".join((duration, *marks(each.job)))))


def quote(text: str) -> str:
    """Return text as it stands inside a quoted label: all but letters and digits as a character reference.

    Labels are Markdown and HTML with entities of Mermaid's own (`#35;`), so little else is safe.
    """
    return _SPECIAL.sub(lambda found: f"#{ord(found[0])};", visible(text))


def _edges(place: int, each: Group) -> Iterator[str]:
    arrow = f"-.->|{runs(each.job)}|" if runs(each.job) else "-->"
    for link in each.links:
        yield f"  n{link.before} {arrow} n{place}"


def _classes(facts: Facts, groups: Sequence[Group]) -> Iterator[str]:
    yield from _class("critical", "stroke-width:4px", facts.critical.jobs, groups)
    if facts.blast is not None:
        yield from _class("failed", "stroke:#d00,stroke-width:4px", facts.blast.failed, groups)
        yield from _class("down", "stroke:#d00,stroke-dasharray:6", facts.blast.down, groups)


def _class(name: str, style: str, jobs: Sequence[str], groups: Sequence[Group]) -> Iterator[str]:
    wanted = frozenset(jobs)
    places = [f"n{place}" for place, each in enumerate(groups) if any(job.id in wanted for job in each.jobs)]
    if places:
        yield f"  classDef {name} {style}"
        yield f"  class {','.join(places)} {name}"
