"""The drawing in the DOT language of Graphviz: https://graphviz.org/doc/info/lang.html."""

from collections.abc import Iterator

from compiler.diagnostics.terminal import visible

from .facts import Facts, Looks
from .groups import Group, Link, group
from .marks import SIGNS, MarkKind, Marks
from .words import clocks, runs

_NODES: dict[MarkKind, str] = {
    "added": 'style=filled fillcolor="#e2f5e6" color="#14742f"',
    "removed": 'style="filled,dashed" fillcolor="#fbe6e6" color="#c62a2f"',
    "changed": 'style=filled fillcolor="#fdf3d4" color="#8a5a00"',
    "renamed": 'style=filled fillcolor="#efe7fb" color="#7b3fc4"',
}
_EDGES: dict[MarkKind, str] = {
    "added": 'color="#14742f" penwidth=2',
    "removed": 'color="#c62a2f" style=dashed label="removed" constraint=false',
}


def draw_dot(facts: Facts, *, unfolded: bool = False, marks: Marks | None = None) -> str:
    """Return the graph, ending in a newline."""
    groups = group(facts, unfolded=unfolded, marks=marks)
    lines = [f"digraph {quote(facts.plan.name)} {{", "  rankdir=LR", "  node [shape=box]"]
    looks = facts.looks
    lines += (f"  n{place} [{_attributes(looks, each)}]" for place, each in enumerate(groups))
    lines += (line for place, each in enumerate(groups) for line in _edges(place, each))
    return "".join(f"{line}\n" for line in (*lines, "}"))


def quote(text: str) -> str:
    r"""Return text as a quoted string: `\` begins escapes in labels, `&` entities, `"` ends it."""
    escaped = visible(text).replace("\\", "\\\\").replace('"', '\\"').replace("&", "&amp;")
    return f'"{escaped}"'


def _attributes(looks: Looks, each: Group) -> str:
    sign = "" if each.kind is None else f"{SIGNS[each.kind]} "
    count = f" x{len(each.jobs)}" if len(each.jobs) > 1 else ""
    lines = [sign + each.label + count, ", ".join((clocks(each.seconds), *each.words))]
    if each.mark is not None and each.mark.was:
        lines.append(f"was {each.mark.was}")
    label = r"\n".join(quote(line)[1:-1] for line in lines)
    return " ".join((f'label="{label}"', *_styles(looks, each)))


def _styles(looks: Looks, each: Group) -> Iterator[str]:
    if not each.ids.isdisjoint(looks.critical):
        yield "penwidth=3"
    if not each.ids.isdisjoint(looks.failed):
        yield "color=red"
    elif not each.ids.isdisjoint(looks.down):
        yield "color=red style=dashed"
    elif each.kind is not None:
        yield _NODES[each.kind]


def _edges(place: int, each: Group) -> Iterator[str]:
    for link in each.links:
        style = " ".join(_edge_styles(each, link))
        yield f"  n{link.before} -> n{place}{f' [{style}]' if style else ''}"


def _edge_styles(each: Group, link: Link) -> Iterator[str]:
    when = runs(each.job)
    if when and link.mark != "removed":
        yield f'style=dashed label="{when}"'
    if link.mark in _EDGES:
        yield _EDGES[link.mark]
