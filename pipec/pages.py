"""Templates of pages that stand alone: everything that comes from people is escaped, and shows what it is."""

from pathlib import Path
from typing import TYPE_CHECKING

from compiler.diagnostics.terminal import visible

if TYPE_CHECKING:
    from jinja2 import Environment


def page_environment(templates: Path) -> "Environment":
    """Return the template engine for a folder of pages; a name that is not given is an error."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
        keep_trailing_newline=True,
    )


def _shown(value: object) -> object:
    """Return what is put into the page without control characters and marks that turn the direction of text."""
    from markupsafe import Markup

    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value
