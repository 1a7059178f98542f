"""What `pipec diff` prints, in the format that is asked for."""

import sys
from collections.abc import Mapping
from typing import IO, TYPE_CHECKING, NamedTuple

from compiler.source import Source

from ..output import columns_of, print_diagnostics, wants_color
from ..streams import write
from .reviewed import Reviewed

if TYPE_CHECKING:
    from ..forges import Links
    from .artifact_changes import PipelineArtifacts


class Telling(NamedTuple):
    """How a review is told: its format and look, whether with emitted files, for which targets and environment.

    `key` tells comments from each other, `command` shows the same in a terminal.
    """

    format: str = "text"
    color: str = "auto"
    quiet: bool = False
    artifacts: bool = False
    targets: tuple[str, ...] = ()
    environment: str = ""
    key: str = ""
    command: str = "pipec diff"


class Told(NamedTuple):
    """What was told: the review, and with `--artifacts` how the emitted files differ."""

    reviewed: Reviewed
    artifacts: "tuple[PipelineArtifacts, ...]" = ()


def tell_problems(
    reviewed: Reviewed, sources: Mapping[str, Source], *, color: str, stream: IO[str] | None = None
) -> None:
    """Print what stands in the way of plans, each file named with the side that it is on."""
    for file in reviewed.files:
        for problem in file.problems:
            named, files = problem.shown()
            print_diagnostics(named, {**sources, **files}, color=color, quiet=True, stream=stream)


def tell(reviewed: Reviewed, telling: Telling) -> "Told":
    """Print the review; return what of it the targets leave, and the emitted files that differ."""
    told = limit(reviewed, telling)
    write(_rendered(told.reviewed, telling, told.artifacts))
    return told


def limit(reviewed: Reviewed, telling: Telling) -> "Told":
    """Return the review without the pipelines of which no emitted file differs, where these are asked for, and those.

    A pipeline whose files cannot be emitted stays.
    """
    if not (telling.artifacts or telling.targets):
        return Told(reviewed)
    from .emitting import compare_artifacts

    found = compare_artifacts(reviewed, targets=telling.targets, environment=telling.environment or None)
    moved = {each.path for each in found if each.files or each.problem}
    files = tuple(
        file
        for file in reviewed.files
        if file.problems or file.path in moved or (not telling.targets and file.status != "same")
    )
    kept = {file.path for file in files}
    reviewed = reviewed._replace(files=files, same=reviewed.same + len(reviewed.files) - len(files))
    shown = tuple(each for each in found if each.path in kept) if telling.artifacts else ()
    return Told(reviewed._replace(emitted=frozenset(moved)), shown)


def _rendered(reviewed: Reviewed, telling: Telling, found: "tuple[PipelineArtifacts, ...]") -> str:
    if telling.format == "json":
        from .data import render_json

        return render_json(reviewed, found if telling.artifacts else None)
    if telling.format == "markdown":
        return comment(reviewed, telling, found)
    if telling.format == "html":
        from .html import render_html

        return render_html(reviewed, artifacts=found)
    if telling.quiet:
        return ""
    from .text import render_text

    color = wants_color(telling.color, sys.stdout)
    text = render_text(reviewed, color=color, columns=columns_of(sys.stdout) if sys.stdout else 0)
    if found:
        from .artifacts import render_artifacts

        text += render_artifacts(found, color=color)
    return text


def comment(
    reviewed: Reviewed, telling: Telling, found: "tuple[PipelineArtifacts, ...]", links: "Links | None" = None
) -> str:
    """Return the comment for a forge, which may have links to lines there."""
    from .markdown import render_markdown

    key = telling.key or telling.environment
    return render_markdown(reviewed, artifacts=found, links=links, key=key, command=telling.command)
