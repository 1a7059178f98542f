"""Files that were linted but for their scripts: the scripts of all of them checked, and their reports finished."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from compiler.diagnostics import Diagnostic
from compiler.driver import Request, settle, wants_reasons
from compiler.source import Source

from ..streams import warn
from .check import Asked, ask_about, find_in
from .masks import Shown
from .program import NAME, find_program

CODE = "PC420"
"""That of the rule, which is loaded only where something is found."""


class Late(NamedTuple):
    """A pipeline that is examined: what was found without shellcheck, not yet settled, and what is left to check."""

    request: Request
    diagnostics: tuple[Diagnostic, ...]
    sources: Mapping[str, Source]
    scripts: tuple[Shown, ...]


def ask_all(pipelines: Iterable[Late]) -> Asked:
    """Run shellcheck on the scripts of all pipelines; how it failed, if it did, is said on standard error."""
    asked = ask_about(find_program() or NAME, [shown for late in pipelines for shown in late.scripts])
    for problem in asked.problems:
        warn(f"warning: {problem}. What it would have said of scripts is missing.")
    return asked


def finish(late: Late, asked: Asked) -> tuple[Diagnostic, ...]:
    """Return all that was found in a pipeline, settled."""
    settings = late.request.settings
    found = find_in(late.scripts, late.sources, asked, settings.shellcheck_ignore if settings is not None else ())
    return settle(
        (*late.diagnostics, *found.diagnostics),
        late.sources,
        reasons=wants_reasons(late.request),
        also=(CODE,) if found.whole else (),
    )
