"""A review as a comment for a forge: short, folded, and harmless whatever a pipeline holds.

It has no time and no duration in it: the same review is the same bytes.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from compiler.diagnostics import Span
from compiler.review.statement import LEVELS, Level, Statement

from ..forges.links import Links
from ..output import counted
from .artifact_changes import PipelineArtifacts
from .marktext import clipped, code, fenced, folded, html, plain, said
from .parts import Chosen, Part, choose
from .places import lines_of
from .reviewed import Problem, Reviewed, ReviewedFile
from .sketch import mermaid_of

LONGEST: Final = 65_000
"""So many characters the whole has at most: GitHub takes 65,536."""

_SPARED: Final = 600
_SCRIPT: Final = 120
_ERRORS: Final = 5
_SIGNS: Final[dict[Level, str]] = {"dangerous": "🔴", "notable": "🟠", "low": "🔵", "none": "⚪"}
_BROKEN: Final = "❌"
_OPEN: Final = frozenset({"dangerous", "notable"})
"""Levels that are not folded."""

_WRAP: Final = 3
"""The rank of what surrounds folded statements; theirs is one higher."""


def render_markdown(
    reviewed: Reviewed,
    *,
    artifacts: Sequence[PipelineArtifacts] = (),
    links: Links | None = None,
    key: str = "",
    command: str = "pipec diff",
) -> str:
    """Return the comment, its marker first, ending in a newline; `command` is what shows all of it to people.

    Comments with another `key` have another marker, and stand beside each other.
    """
    head = [marker(key), *_head(reviewed)]
    files = sorted(reviewed.files, key=lambda file: (not file.problems, -LEVELS.index(file.review.level), file.path))
    by_path = {each.path: each for each in artifacts}
    parts = [
        part
        for place, file in enumerate(files)
        for part in _file(place, file, reviewed.base, by_path.get(file.path), links)
    ]
    room = LONGEST - _SPARED - sum(len(line) + 1 for line in head)
    lines = [*head, *_assembled(choose(parts, room)), *_missing(choose(parts, room), command)]
    return "".join(f"{line}\n" for line in lines)


def marker(key: str = "") -> str:
    """Return the line by which a comment is found again."""
    safe = "".join(char if char.isalnum() or char in " ./_" else "_" for char in clipped(key, 120)).strip()
    return f"<!-- pipec diff {safe} -->" if safe else "<!-- pipec diff -->"


def _head(reviewed: Reviewed) -> Iterator[str]:
    """Yield the verdict: how bad, how many, between what."""
    yield ""
    sides = f"{code(clipped(reviewed.base, 100))} → {code(clipped(reviewed.head, 100))}"
    if not reviewed.files:
        yield f"### {_SIGNS['none']} No pipeline changes"
        yield ""
        yield f"{sides}: the plan of every pipeline is the same."
        return
    sign = _BROKEN if reviewed.broken else _SIGNS[reviewed.level]
    yield f"### {sign} {counted(len(reviewed.files), 'pipeline')}: {_verdict(reviewed)}"
    yield ""
    same = f"; {counted(reviewed.same, 'other pipeline')} the same" if reviewed.same else ""
    yield f"{sides}{same}."


def _verdict(reviewed: Reviewed) -> str:
    every = [statement.level for file in reviewed.files for statement in file.review.statements]
    told = [f"{every.count(level)} {level}" for level in reversed(LEVELS[1:]) if level in every]
    broken = sum(1 for file in reviewed.files if file.problems)
    if broken:
        told.insert(0, f"{broken} that {'does' if broken == 1 else 'do'} not compile")
    return ", ".join(told) or "nothing that anybody needs to look at"


def _file(
    place: int, file: ReviewedFile, base: str, artifacts: PipelineArtifacts | None, links: Links | None
) -> Iterator[Part]:
    sign = _BROKEN if file.problems else _SIGNS[file.review.level]
    title = f"#### {sign} {code(clipped(file.path, 300))} {_status(file)}".rstrip()
    yield Part((place, 0), 0, ("", title, ""), ("pipeline", 1))
    if file.problems:
        yield Part((place, 1), 0, tuple(line for problem in file.problems for line in _problem(problem)))
    yield from _statements(place, file, links)
    graph = mermaid_of(file.review, base)
    if graph:
        shown = folded("graph, what changed marked", fenced(graph, "mermaid"))
        yield Part((place, 4), 6, ("", *shown), ("graph", 1))
    if artifacts is not None:
        yield from _artifacts(place, artifacts)


def _problem(problem: Problem) -> Iterator[str]:
    """Yield what stands in the way of a side's plan, the first errors of it."""
    yield f"- {plain(clipped(problem.side, 100))} does not compile"
    errors = [each for each in problem.diagnostics if each.severity == "error"]
    for each in errors[:_ERRORS]:
        yield f"  - {code(each.code)} {said(each.message, 300)}"
    if len(errors) > _ERRORS:
        yield f"  - {len(errors) - _ERRORS} more"


def _status(file: ReviewedFile) -> str:
    if file.status == "renamed":
        return f"(was {code(clipped(file.old_path, 300))})"
    return f"({file.status})" if file.status in {"added", "removed"} else ""


def _statements(place: int, file: ReviewedFile, links: Links | None) -> Iterator[Part]:
    """Yield what is to be looked at, then the rest folded."""
    ordered = sorted(file.review.statements, key=lambda each: -LEVELS.index(each.level))
    quiet = [each for each in ordered if each.level not in _OPEN]
    for number, each in enumerate(ordered):
        loud = each.level in _OPEN
        order = (place, 2 if loud else 3, 1, number)
        rank = 1 + (each.level == "notable") if loud else _WRAP + 1
        yield Part((*order, 0), rank, _statement(each, file, links), ("statement", 1))
        if each.lines:
            yield Part((*order, 1), 2 if loud else _WRAP + 2, _script(each.lines), ("difference of a script", 1))
    if quiet:
        open_, close = _wrapped(f"{len(quiet)} of little weight")
        yield Part((place, 3, 0), _WRAP, open_)
        yield Part((place, 3, 2), _WRAP, close)


def _wrapped(title: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    lines = folded(title, ["-"])
    at = lines.index("-")
    return ("", *lines[:at]), tuple(lines[at + 1 :])


def _statement(each: Statement, file: ReviewedFile, links: Links | None) -> tuple[str, ...]:
    name = each.subject.name
    subject = "" if not name or f"`{name}`" in each.text else f"{each.subject.kind} {code(clipped(name, 100))}: "
    reason = f" — {said(each.reason, 400)}" if each.reason else ""
    sides = (_link(each.before, file, links, after=False), _link(each.after, file, links, after=True))
    where = " → ".join(dict.fromkeys(side for side in sides if side))
    mark = _SIGNS[each.level]
    return (f"- {mark} **{each.level}** {subject}{said(each.text)}{reason}{f' ({where})' if where else ''}",)


def _link(span: Span, file: ReviewedFile, links: Links | None, *, after: bool) -> str:
    """Return where a side says it, as a link where the forge shows that side."""
    place = lines_of(span, file.sources_after if after else file.sources_before)
    if place is None:
        return ""
    shown = code(f"{clipped(place.path, 200)}:{place.first}")
    address = links.lines(place.path, place.first, place.last, after=after) if links is not None else ""
    return f"[{shown}]({address})" if address else shown


def _script(lines: Sequence[str]) -> tuple[str, ...]:
    """Return a unified diff inside the item of a list."""
    more = [f"… {len(lines) - _SCRIPT} more lines"] if len(lines) > _SCRIPT else []
    # A line that begins with `/` would be a command to GitLab.
    shown = [clipped(line if line[:1] in set("+-@ ") else f" {line}", 400) for line in lines[:_SCRIPT]]
    block = folded("lines", fenced([*shown, *more], "diff"))
    return ("", *(f"  {line}" if line else "" for line in block), "")


def _artifacts(place: int, found: PipelineArtifacts) -> Iterator[Part]:
    if found.problem:
        yield Part((place, 5), 7, ("", f"Files: {plain(clipped(found.problem, 400))}"))
        return
    if not found.files:
        return
    for number, file in enumerate(found.files):
        lines = list(file.text())
        more = [f"… {len(lines) - _SCRIPT} more lines"] if len(lines) > _SCRIPT else []
        shown = [clipped(line, 400) for line in lines[:_SCRIPT]]
        title = f"{file.kind} {html(clipped(file.path, 300))}"
        block = folded(title, fenced([*shown, *more], "diff")) if shown else [f"{file.kind} {code(file.path)}"]
        yield Part((place, 5, number), 7, ("", *block), ("emitted file", 1))


def _assembled(chosen: Chosen) -> Iterator[str]:
    """Yield the lines of what fits; a fold around nothing is left out."""
    inside = {part.order[0] for part in chosen.parts if part.order[1:3] == (3, 1)}
    for part in chosen.parts:
        if part.order[1:2] == (3,) and part.order[2] != 1 and part.order[0] not in inside:
            continue
        yield from part.lines


def _missing(chosen: Chosen, command: str) -> Iterable[str]:
    if not chosen.missing:
        return []
    names = [
        counted(count, name) if name != "difference of a script" else _differences(count)
        for name, count in chosen.missing.items()
    ]
    return ["", f"**Not shown for length:** {', '.join(names)} more. All of it: run {code(clipped(command, 300))}"]


def _differences(count: int) -> str:
    return "1 difference of a script" if count == 1 else f"{count} differences of scripts"
