"""A review as a terminal shows it: the most dangerous first, each with its reason and where the file says it."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from compiler.diagnostics.terminal import paint, visible
from compiler.review.statement import LEVELS, Level, Review, Statement

from ..output import counted
from .reviewed import Reviewed, ReviewedFile, place
from .wrapping import wrapped

_STYLES: Final[dict[Level, str]] = {"dangerous": "error", "notable": "warning", "low": "hint", "none": ""}
_PAINTED: Final = {"+": "\x1b[32m", "-": "\x1b[31m", "@": "\x1b[36m"}
_RESET: Final = "\x1b[0m"
_WIDTH: Final = max(map(len, LEVELS))
_MARGIN: Final = " " * (_WIDTH + 4)
_MOST_LINES: Final = 12
"""So many lines of a script's difference are shown."""

_NARROWEST: Final = 40


class Look(NamedTuple):
    """How text is set: with colour or not, in how many columns (0: each sentence in one line)."""

    color: bool = False
    columns: int = 0

    def fit(self, text: str, indent: int) -> list[str]:
        """Return text in lines that fit, for those that begin after an indent."""
        return wrapped(visible(text), max(_NARROWEST, self.columns) - indent if self.columns else 0)

    def level(self, level: Level, text: str) -> str:
        """Return text in the colour of a level."""
        return paint(text, _STYLES[level], color=self.color and bool(_STYLES[level]))


def render_text(reviewed: Reviewed, *, color: bool = False, columns: int = 0, quiet: bool = False) -> str:
    """Return the review as text, a paragraph for each pipeline, then a line that sums up; nothing with `quiet`."""
    if quiet:
        return ""
    look = Look(color, columns)
    lines = [line for file in reviewed.files for line in (*_file(file, look), "")]
    return "".join(f"{line}\n" for line in (*lines, *_summary(reviewed, look)))


def _file(file: ReviewedFile, look: Look) -> Iterator[str]:
    yield paint(visible(_title(file)), "strong", color=look.color)
    for problem in file.problems:
        yield f"  does not compile in {visible(problem.side)}: see the errors"
    before: Level | None = None
    for statement in file.review.statements:
        yield from _statement(statement, file, look, label=statement.level != before)
        before = statement.level
    if file.status == "renamed" and not file.review.changes and not file.problems:
        yield "  the file has another name, and the same plan"


def _title(file: ReviewedFile) -> str:
    plan = file.review.after or file.review.before
    name = f" ({plan.name})" if plan is not None else ""
    if file.old_path:
        return f"{file.old_path} → {file.path}{name}"
    return f"{file.path}{name}{f', {file.status}' if file.status in {'added', 'removed'} else ''}"


def _statement(statement: Statement, file: ReviewedFile, look: Look, *, label: bool) -> Iterator[str]:
    word = look.level(statement.level, statement.level) + " " * (_WIDTH - len(statement.level))
    first, *others = look.fit(statement.text, len(_MARGIN))
    yield f"  {word if label else ' ' * _WIDTH}  {first}"
    for line in (*others, *_reason(statement, file, look)):
        yield f"{_MARGIN}{line}"
    yield from _difference(statement.lines, look)


def _reason(statement: Statement, file: ReviewedFile, look: Look) -> Iterator[str]:
    where = place(statement.after, file.sources_after)
    gone = place(statement.before, file.sources_before)
    shown = visible(str(where)) if where else f"{visible(str(gone))} (before)" if gone else ""
    lines = look.fit(statement.reason, len(_MARGIN)) if statement.reason else [""]
    if not look.columns or len(lines[-1]) + 2 + len(shown) + len(_MARGIN) <= look.columns:
        lines[-1] += ("  " if lines[-1] and shown else "") + shown
    else:
        lines.append(shown)
    yield from (line for line in lines if line)


def _difference(lines: tuple[str, ...], look: Look) -> Iterator[str]:
    for line in lines[:_MOST_LINES]:
        text = visible(line.rstrip("\r\n").replace("\t", "    "))
        if look.columns:
            text = text[: max(look.columns, _NARROWEST) - len(_MARGIN) - 2]
        start = _PAINTED.get(line[:1], "") if look.color else ""
        yield f"{_MARGIN}  {start}{text}{_RESET if start else ''}".rstrip()
    if len(lines) > _MOST_LINES:
        yield f"{_MARGIN}  … {counted(len(lines) - _MOST_LINES, 'more line')}; `--format html` shows all"


def _summary(reviewed: Reviewed, look: Look) -> Iterator[str]:
    sides = f"{visible(reviewed.base)} → {visible(reviewed.head)}"
    if not reviewed.files:
        yield f"{sides}: nothing changes in {counted(reviewed.same, 'pipeline')}"
        return
    counts = dict.fromkeys(reversed(LEVELS), 0)
    for file in reviewed.files:
        for statement in file.review.statements:
            counts[statement.level] += 1
    told = ", ".join(look.level(level, f"{count} {level}") for level, count in counts.items() if count)
    broken = sum(1 for file in reviewed.files if file.problems)
    parts = [
        f"{counted(len(reviewed.files) - broken, 'pipeline')} changed" if broken < len(reviewed.files) else "",
        f"{counted(broken, 'pipeline')} without a plan" if broken else "",
        f"{reviewed.same:,} the same" if reviewed.same else "",
    ]
    line = f"{sides}: {', '.join(filter(None, parts))}"
    plain = ", ".join(f"{count} {level}" for level, count in counts.items() if count)
    if told and look.columns and len(line) + 2 + len(plain) > look.columns:
        yield line
        yield told
    else:
        yield f"{line}{f': {told}' if told else ''}"
    if len(reviewed.files) == 1:
        yield from (visible(line) for line in _critical(reviewed.files[0].review))


def _critical(review: Review) -> Iterator[str]:
    from compiler.ir.analysis import critical_path, plan_graph, timeouts
    from compiler.ir.text_values import duration

    paths = [
        critical_path(plan_graph(plan), timeouts(plan)) for plan in (review.before, review.after) if plan is not None
    ]
    if not paths or not all(path.jobs for path in paths):
        return
    times = list(dict.fromkeys(duration(round(path.duration)) for path in paths))
    names = paths[-1].jobs
    shown = names if len(names) <= 5 else (*names[:2], "…", *names[-2:])
    yield f"critical path {' → '.join(times)}: {' > '.join(shown)}"
