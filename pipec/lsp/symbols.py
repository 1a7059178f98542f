"""The outline of a file: what it declares, nested as it is written."""

from collections.abc import Iterator
from typing import NamedTuple

from compiler.diagnostics import Span
from compiler.frontend.tree import Entry, Mapping, Node, Scalar, Sequence
from compiler.source import Source

from .repair import repair


class Symbol(NamedTuple):
    """A named thing: its kind in the words of the language, the range of all of it, and that of its name."""

    name: str
    kind: str
    span: Span
    name_span: Span
    detail: str = ""
    children: "tuple[Symbol, ...]" = ()


_SECTIONS = {
    "params": "param",
    "global_env": "variable",
    "jobs": "job",
    "components": "component",
    "environments": "environment",
}
_OF_A_JOB = {"artifacts": "artifact", "services": "service"}


def outline(source: Source) -> tuple[Symbol, ...]:
    """Return what a file declares, in its order; lines that break it are passed over."""
    _, tree = repair(source)
    return tuple(_sections(tree, source)) if isinstance(tree, Mapping) else ()


def _sections(tree: Mapping, source: Source) -> Iterator[Symbol]:
    for entry in tree:
        kind = _SECTIONS.get(entry.key.text)
        if entry.merged is not None:
            continue
        children = tuple(_declared(entry.value, kind, source)) if kind else ()
        if children or entry.key.text == "name":
            detail = entry.value.text if isinstance(entry.value, Scalar) else ""
            yield _symbol(entry, "section" if kind else "name", source, detail, children)


def _declared(node: Node, kind: str, source: Source) -> Iterator[Symbol]:
    for entry in node if isinstance(node, Mapping) and node.used is None else ():
        if entry.merged is None:
            body = entry.value if isinstance(entry.value, Mapping) and entry.value.used is None else None
            inside = tuple(_of_a_job(body, source)) if kind == "job" and body is not None else ()
            yield _symbol(entry, kind, source, _detail(kind, entry.value), inside)


def _detail(kind: str, node: Node) -> str:
    if isinstance(node, Scalar):
        return node.text.partition("\n")[0]
    if not isinstance(node, Mapping):
        return ""
    key = {"param": "type", "environment": "runner", "component": "image"}.get(kind, "")
    value = node.get(key) if key else None
    return value.text if isinstance(value, Scalar) else ""


def _of_a_job(body: Mapping, source: Source) -> Iterator[Symbol]:
    for entry in body:
        if entry.merged is not None:
            continue
        if entry.key.text == "steps" and isinstance(entry.value, Sequence) and entry.value.used is None:
            yield from _steps(entry.value, source)
        elif entry.key.text in _OF_A_JOB:
            yield from _declared(entry.value, _OF_A_JOB[entry.key.text], source)


def _steps(steps: Sequence, source: Source) -> Iterator[Symbol]:
    for number, step in enumerate(steps, 1):
        if not isinstance(step, Mapping) or step.used is not None or step.span.path != source.path:
            continue
        name = step.get("name")
        named = isinstance(name, Scalar) and name.used is None
        shown = name.text if isinstance(name, Scalar) and name.text else f"step {number}"
        span = name.span if isinstance(name, Scalar) and named else step.span._replace(end=step.span.start)
        yield Symbol(shown, "step", step.span, span)


def _symbol(entry: Entry, kind: str, source: Source, detail: str, children: tuple[Symbol, ...] = ()) -> Symbol:
    key = entry.key.span
    end = max([key.end, *(child.span.end for child in children)])
    if entry.value.used is not None:
        end = max(end, entry.value.used.end)
    elif entry.value.span.path == source.path:
        end = max(end, entry.value.span.end)
    return Symbol(entry.key.text or "(empty)", kind, key._replace(end=end), key, detail, children)
