"""What came of comparing two sides: a review for each pipeline. Every renderer is given this."""

from collections.abc import Mapping
from typing import Final, Literal, NamedTuple

from compiler.diagnostics import Diagnostic, Span
from compiler.review.statement import LEVELS, Level, Review
from compiler.source import Source

from ..places import Shown, renamed
from ..planning import Planned

NO_SOURCES: Final[Mapping[str, Source]] = {}

Status = Literal["added", "removed", "renamed", "changed", "same"]


class Problem(NamedTuple):
    """Why there is no plan of one side: `side` names it as people write it (`HEAD`, `working tree`, a folder).

    The diagnostics are settled; they name files from the repository's root, and `sources` has those.
    """

    side: str
    diagnostics: tuple[Diagnostic, ...]
    sources: Mapping[str, Source] = NO_SOURCES
    prefix: str = ""
    """Stands before the path of a file on this side: `HEAD:` of a revision, nothing where files are as they are."""

    def shown(self) -> Shown:
        """Return the diagnostics with the side in the names of files."""
        spans = (span for item in self.diagnostics for span in (item.span, *(label.span for label in item.related)))
        names = {path: f"{self.prefix}{path}" for path in (*self.sources, *(span.path for span in spans)) if path}
        sources = {names.get(path, path): source for path, source in self.sources.items()}
        return Shown(renamed(self.diagnostics, names), sources)


class ReviewedFile(NamedTuple):
    """One pipeline on both sides.

    `path` is that of the new side, of the old one where it was removed; `old_path` that of the old one where the file
    itself was renamed, else empty. All paths are relative to the repository's root, with `/`, as those in the spans of
    plans and statements are. `sources_before` and `sources_after` have each side's files by those paths: pipeline,
    fragments, lock. `before` and `after` are the results of planning, None where the pipeline is not on that side;
    their folders are there until the renderers have returned. With `problems` the review is empty.
    """

    path: str
    review: Review = Review(None, None)
    sources_before: Mapping[str, Source] = NO_SOURCES
    sources_after: Mapping[str, Source] = NO_SOURCES
    problems: tuple[Problem, ...] = ()
    old_path: str = ""
    before: Planned | None = None
    after: Planned | None = None

    @property
    def status(self) -> Status:
        """What happened to the file as a whole; `renamed` also where its content changed."""
        if self.review.before is None and self.review.after is not None:
            return "added"
        if self.review.after is None and self.review.before is not None:
            return "removed"
        if self.old_path:
            return "renamed"
        return "changed" if self.review.changes else "same"


class Reviewed(NamedTuple):
    """The whole diff: how both sides are called, and every pipeline that is not the same, sorted by path.

    `same` counts the pipelines that are, and are not among `files`. `commits` are the commits of both sides in
    hexadecimal digits, empty where a side is none.
    """

    base: str
    head: str
    files: tuple[ReviewedFile, ...] = ()
    same: int = 0
    commits: tuple[str, str] = ("", "")
    emitted: frozenset[str] = frozenset()
    """The pipelines of which emitted files differ, where these were compared."""

    @property
    def level(self) -> Level:
        """The highest level of all statements."""
        return max((file.review.level for file in self.files), key=LEVELS.index, default="none")

    @property
    def changed(self) -> bool:
        """Whether a plan of one side differs from that of the other."""
        changed = (file.review.changes or file.status in {"added", "removed"} for file in self.files)
        return bool(self.emitted) or any(changed)

    @property
    def broken(self) -> bool:
        """Whether a side of a pipeline does not compile."""
        return any(file.problems for file in self.files)


class Place(NamedTuple):
    """Where something stands on one side: a path, line and column from 1."""

    path: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


def place(span: Span, sources: Mapping[str, Source]) -> Place | None:
    """Return the line and column of a span; None where no file says it, or the file is not at hand (a bundle)."""
    source = sources.get(span.path) if span.path else None
    if source is None:
        return None
    return Place(span.path, *source.position(span.start))
