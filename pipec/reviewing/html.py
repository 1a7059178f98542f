"""A review as one HTML page that needs nothing else, and runs nothing: even its filters are style alone."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from compiler.review.statement import LEVELS

from ..output import counted
from ..pages import page_environment
from .artifact_changes import PipelineArtifacts
from .page_parts import FilePart, file_part
from .reviewed import Reviewed

_TEMPLATES: Final = Path(__file__).parent / "templates"
SIGNS: Final = {"dangerous": "!!", "notable": "!", "low": "·", "none": "="}
"""So that nothing is said by colour alone."""


def render_html(reviewed: Reviewed, *, artifacts: Sequence[PipelineArtifacts] = ()) -> str:
    """Return the page, ending in a newline. Everything that comes from people is escaped by the template engine."""
    from markupsafe import Markup

    from ..drawing.html import digest
    from ..drawing.svg import style

    environment = page_environment(_TEMPLATES)
    css = (_TEMPLATES / "review.css").read_text("utf-8") + style()
    files = _parts(reviewed, artifacts)
    every = [row.level for file in files for row in file.rows]
    return environment.get_template("review.html.j2").render(
        reviewed=reviewed,
        files=files,
        levels=tuple(reversed(LEVELS)),
        signs=SIGNS,
        counts={level: every.count(level) for level in LEVELS},
        counted=counted,
        has_lines=any(row.lines for file in files for row in file.rows),
        css=Markup(css),  # noqa: S704 - our own
        policy=f"default-src 'none'; style-src '{digest(css)}'; base-uri 'none'; form-action 'none'",
    )


def _parts(reviewed: Reviewed, artifacts: Sequence[PipelineArtifacts]) -> list[FilePart]:
    """Return what is shown of each pipeline, the most dangerous first."""
    files = sorted(reviewed.files, key=lambda file: (not file.problems, -LEVELS.index(file.review.level), file.path))
    found = {each.path: each for each in artifacts}
    return [file_part(place, file, reviewed.base, found.get(file.path)) for place, file in enumerate(files)]
