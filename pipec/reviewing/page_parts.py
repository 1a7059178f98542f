"""What the page shows of a pipeline, ready for its template."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING, Final, NamedTuple

from compiler.diagnostics import Span
from compiler.review.statement import LEVELS, Level, Statement
from compiler.source import Source

from .artifact_changes import PipelineArtifacts
from .hiding import hide_of
from .places import lines_of
from .reviewed import ReviewedFile

if TYPE_CHECKING:
    from markupsafe import Markup

AROUND: Final = 2
"""So many lines before and after a place are shown with it."""

MOST_LINES: Final = 14
MOST_BOXES: Final = 400
_MOST_DIFF: Final = 1000


class Line(NamedTuple):
    """A line of an excerpt or a diff: its number where it has one, its kind (`add`, `del`, `hit`, `at` or none)."""

    number: int
    kind: str
    text: str


class Excerpt(NamedTuple):
    """Lines of a side's file around what a statement is about; `more` lines of it are not shown."""

    path: str
    line: int
    lines: tuple[Line, ...]
    more: int = 0


class Row(NamedTuple):
    """A statement. `name` is its subject where the text does not say it.

    `words` are its text, every second one a name; `sides` the lines of its diff beside each other.
    """

    level: Level
    rule: str
    kind: str
    name: str
    words: tuple[str, ...]
    reason: tuple[str, ...]
    before: Excerpt | None
    after: Excerpt | None
    lines: tuple[Line, ...]
    sides: tuple[tuple[Line | None, Line | None], ...]


class Drawing(NamedTuple):
    """The graph: what stands inside `<svg>`, its size, and what it shows in words."""

    width: int
    height: int
    body: "Markup"
    described: str


class Emitted(NamedTuple):
    """A file of the bundle."""

    path: str
    kind: str
    lines: tuple[Line, ...]


class FilePart(NamedTuple):
    """A pipeline."""

    place: int
    path: str
    was: str
    status: str
    level: Level
    problems: tuple[tuple[str, tuple[str, ...]], ...]
    rows: tuple[Row, ...]
    drawing: Drawing | None
    artifacts: PipelineArtifacts | None
    emitted: tuple[Emitted, ...]


def file_part(place: int, file: ReviewedFile, base: str, artifacts: PipelineArtifacts | None) -> FilePart:
    """Return what the page shows of a pipeline."""
    ordered = sorted(file.review.statements, key=lambda each: -LEVELS.index(each.level))
    problems = [
        (
            problem.side,
            tuple(f"{each.code}: {each.message}" for each in problem.diagnostics if each.severity == "error"),
        )
        for problem in file.problems
    ]
    files = () if artifacts is None else artifacts.files
    return FilePart(
        place,
        file.path,
        file.old_path,
        "does not compile" if file.problems else file.status,
        file.review.level,
        tuple(problems),
        tuple(_row(each, file) for each in ordered),
        _drawing(place, file, base),
        artifacts,
        tuple(Emitted(each.path, each.kind, _clipped(tuple(each.text()))) for each in files),
    )


def _row(each: Statement, file: ReviewedFile) -> Row:
    lines = _clipped(each.lines)
    return Row(
        each.level,
        each.rule,
        each.subject.kind,
        "" if f"`{each.subject.name}`" in each.text else each.subject.name,
        tuple(each.text.split("`")),
        tuple(each.reason.split("`")) if each.reason else (),
        excerpt(each.before, file.sources_before),
        excerpt(each.after, file.sources_after),
        lines,
        tuple(beside(lines)),
    )


def excerpt(span: Span, sources: Mapping[str, Source]) -> Excerpt | None:
    """Return the lines of a span with some around them; None where no file says it."""
    place = lines_of(span, sources)
    if place is None:
        return None
    source = sources[place.path]
    last = min(place.last, place.first + MOST_LINES - 1)
    whole = len(source.line_starts) - (not source.line(len(source.line_starts)))
    first, end = max(1, place.first - AROUND), min(last + AROUND, max(whole, last))
    numbers = range(first, end + 1)
    lines = tuple(
        Line(number, "hit" if place.first <= number <= place.last else "", hide_of(source.line, number))
        for number in numbers
    )
    return Excerpt(place.path, place.first, lines, max(0, place.last - end))


_KINDS: Final = {"+": "add", "-": "del", "@": "at"}


def _clipped(lines: Sequence[str]) -> tuple[Line, ...]:
    """Return the lines of a diff, without the most of one that nobody would read to its end."""
    shown = [Line(0, _KINDS.get(line[:1], ""), line.rstrip("\r\n")) for line in lines[:_MOST_DIFF]]
    more = [Line(0, "at", f"… {len(lines) - _MOST_DIFF} more lines")] if len(lines) > _MOST_DIFF else []
    return (*shown, *more)


def beside(lines: Sequence[Line]) -> Iterator[tuple[Line | None, Line | None]]:
    """Yield the lines of a unified diff in pairs: what went beside what came."""
    gone: list[Line] = []
    came: list[Line] = []
    for line in lines:
        if line.kind == "del" and not came:
            gone.append(line)
        elif line.kind == "add":
            came.append(line)
        else:
            yield from zip_longest(gone, came)
            gone, came = ([line], []) if line.kind == "del" else ([], [])
            if line.kind != "del":
                yield line, line
    yield from zip_longest(gone, came)


def _drawing(place: int, file: ReviewedFile, base: str) -> Drawing | None:
    from ..drawing.marking import drawn
    from ..drawing.picture import picture_of
    from ..drawing.svg import body, described

    if file.problems or not file.review.changes:
        return None
    facts, marks = drawn(file.review, base)
    picture = picture_of(facts, marks=marks)
    if not picture.boxes or len(picture.boxes) > MOST_BOXES or not marks.kinds:
        return None
    from markupsafe import Markup

    inside = Markup("\n".join(body(picture, prefix=f"graph-{place}-")))  # noqa: S704 - escaped where it is made
    return Drawing(picture.width, picture.height, inside, described(facts, picture, marks))
