"""Templates of tasks before and after: variables one by one, files line by line."""

import json
from collections.abc import Iterator, Mapping
from typing import Final

from compiler.diagnostics import NOWHERE, Span
from compiler.review.meaning.concealing import concealed
from compiler.review.statement import Statement
from compiler.unified_diff import split_lines, unified
from runtime.observing.differences import Node

from .found import variable
from .nomad_jobs import NomadJob
from .nomad_steps import described

PROGRAM: Final = "local/pipec/program.sh"
MOST_LINES: Final = 200
_STEPS: Final = "local/pipec/"


def template(job: NomadJob, node: Node, at: Span) -> Iterator[Statement]:
    """Yield what differs in a template's text; the rest of it is a field as others are."""
    path = _text(node, "DestPath", after=node.kind != "Deleted")
    before, after = _text(node, "EmbeddedTmpl", after=False), _text(node, "EmbeddedTmpl", after=True)
    if before == after:
        return
    if _text(node, "Envvars", after=node.kind != "Deleted") == "true":
        yield from variables(job, _variables(node, before, after=False), _variables(node, after, after=True), at)
    elif path == PROGRAM:
        yield job.named.say("step-program", "low", ": the step program is of another version of pipec", at=at)
    elif path.startswith(_STEPS) and path.endswith(".step"):
        yield from _step(job, node, before, after, at)
    else:
        lines = () if path.startswith("secrets/") else _lines(before, after)
        yield _file(job, node, path, lines, at)


def _step(job: NomadJob, node: Node, before: str, after: str, at: Span) -> Iterator[Statement]:
    """Yield what differs in how a step is run: its variables by name, the rest line by line."""
    old, new = described(before), described(after)
    yield from variables(job, old.variables, new.variables, at)
    if old.rest != new.rest or old.variables == new.variables:
        yield _file(job, node, _text(node, "DestPath", after=node.kind != "Deleted"), _lines(old.rest, new.rest), at)


def _file(job: NomadJob, node: Node, path: str, lines: tuple[str, ...], at: Span) -> Statement:
    name, _, kind = path.removeprefix(_STEPS).rpartition(".")
    is_step = path.startswith(_STEPS) and kind in {"script", "step"}
    begin = job.named._replace(text=f"step `{name}` of {job.named.text}") if is_step else job.named
    what = f"file `{path}`" if not is_step else "script" if kind == "script" else "how it is run"
    told = _counted(lines) if lines else _verb(node)
    return begin.say("template", "low", f": {what}, {told}", "programs there do something else", lines=lines, at=at)


def variables(job: NomadJob, before: Mapping[str, str], after: Mapping[str, str], at: Span) -> Iterator[Statement]:
    """Yield the environment variables that differ."""
    origins = {each.name: each.origin for each in job.variables}
    for name in sorted({*before, *after}):
        old, new = before.get(name), after.get(name)
        if old != new:
            place = origins.get(name, NOWHERE)
            secret = name in job.secrets
            yield variable(job.named, name, old, new, place if place.path else at, secret=secret)


def _verb(node: Node) -> str:
    return {"Added": "added", "Deleted": "removed"}.get(node.kind, "changed")


def _counted(lines: tuple[str, ...]) -> str:
    added = sum(line.startswith("+") for line in lines)
    removed = sum(line.startswith("-") for line in lines)
    return f"{added} line{'' if added == 1 else 's'} added, {removed} removed"


def _text(node: Node, name: str, *, after: bool) -> str:
    field = node.field(name)
    return "" if field is None else field.after if after else field.before


def _lines(before: str, after: str) -> tuple[str, ...]:
    lines = split_lines(unified(before, after, "before", "after"))[2:]
    shown = [concealed(line.rstrip("\n")) for line in lines[:MOST_LINES]]
    return (*shown, f"… {len(lines) - MOST_LINES} more lines") if len(lines) > MOST_LINES else tuple(shown)


def _variables(node: Node, text: str, *, after: bool) -> dict[str, str]:
    """Return the variables of a template as pipec writes them: `NAME="…"<|action|>"…"`."""
    left, right = _text(node, "LeftDelim", after=after) or "{{", _text(node, "RightDelim", after=after) or "}}"
    rows = (line.partition("=") for line in text.splitlines() if "=" in line)
    return {name.strip(): _value(value, left, right) for name, _, value in rows}


def _value(text: str, left: str, right: str) -> str:
    """Return a value with `${…}` for what is looked up; text of another form as it stands."""
    found, at = "", 0
    while at < len(text):
        if text.startswith(left, at):
            end = text.find(right, at)
            if end < 0:
                return text
            found += _action(text[at + len(left) : end])
            at = end + len(right)
        elif text[at] == '"':
            try:
                piece, at = json.JSONDecoder().raw_decode(text, at)
            except ValueError:
                return text
            found += str(piece)
        else:
            found, at = found + text[at], at + 1
    return found


def _action(text: str) -> str:
    """Return how an action reads: what is looked up, nothing for the brackets around it."""
    found = text.removesuffix(" | toJSON").strip()
    if found == "end" or found.startswith("if "):
        return ""
    return f"${{{found.removeprefix('with ').removeprefix('env ')}}}"
