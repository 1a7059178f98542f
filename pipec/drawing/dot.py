"""The drawing in the DOT language of Graphviz: https://graphviz.org/doc/info/lang.html."""

from collections.abc import Iterator

from compiler.diagnostics.terminal import visible

from .facts import Facts
from .groups import Group, group
from .words import clocks, marks, runs


def draw_dot(facts: Facts, *, unfolded: bool) -> str:
    """Return the graph, ending in a newline."""
    groups = group(facts, unfolded=unfolded)
    lines = [f"digraph {quote(facts.plan.name)} {{", "  rankdir=LR", "  node [shape=box]"]
    lines += (f"  n{place} [{_attributes(facts, each)}]" for place, each in enumerate(groups))
    lines += (line for place, each in enumerate(groups) for line in _edges(place, each))
    return "".join(f"{line}\n" for line in (*lines, "}"))


def quote(text: str) -> str:
    r"""Return text as a quoted string: `\` begins escapes in labels, `&` entities, `"` ends it."""
    escaped = visible(text).replace("\\", "\\\\").replace('"', '\\"').replace("&", "&amp;")
    return f'"{escaped}"'


def _attributes(facts: Facts, each: Group) -> str:
    count = f" x{len(each.jobs)}" if len(each.jobs) > 1 else ""
    duration = clocks(facts.durations.seconds[job.id] for job in each.jobs)
    lines = (each.label + count, ", ".join((duration, *marks(each.job))))
    label = r"\n".join(quote(line)[1:-1] for line in lines)
    return " ".join((f'label="{label}"', *_styles(facts, each)))


def _styles(facts: Facts, each: Group) -> Iterator[str]:
    names = {job.id for job in each.jobs}
    failed, down = (facts.blast.failed, facts.blast.down) if facts.blast is not None else ((), ())
    if not names.isdisjoint(facts.critical.jobs):
        yield "penwidth=3"
    if not names.isdisjoint(failed):
        yield "color=red"
    elif not names.isdisjoint(down):
        yield "color=red style=dashed"


def _edges(place: int, each: Group) -> Iterator[str]:
    when = runs(each.job)
    style = f' [style=dashed label="{when}"]' if when else ""
    for link in each.links:
        yield f"  n{link.before} -> n{place}{style}"
