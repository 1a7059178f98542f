"""Linting of many files, on as many cores as there are once that pays."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from compiler.diagnostics import Diagnostic
from compiler.driver import lint
from compiler.frontend.parameters import Given
from compiler.source import Source

from .faults import describe_bug, is_bug
from .places import show_places
from .selection import STANDARD_INPUT, Unreadable, read_request

FEW = 64
"""So many files are linted sooner by one process than others are started."""

Tell = Callable[[int], None]
"""Hears how many files are done."""


class Result(NamedTuple):
    """What was found in one file; `sources` are those that its diagnostics speak of, `bug` that pipec itself failed."""

    path: str
    diagnostics: tuple[Diagnostic, ...] = ()
    sources: Mapping[str, Source] = {}
    bug: str = ""


def lint_files(paths: tuple[str, ...], given: Mapping[str, Given], tell: Tell | None = None) -> list[Result]:
    """Lint every file, results in the order of `paths`."""
    if len(paths) > FEW and STANDARD_INPUT not in paths:
        from .parallel import spread

        return spread(lambda path: lint_file(path, given), paths, tell)
    return [lint_file(path, given) for path in paths]


def lint_file(path: str, given: Mapping[str, Given]) -> Result:
    """Lint one file; sources are kept only where something was found."""
    try:
        return _lint(path, given)
    except Exception as error:
        if not is_bug(error):
            raise
        return Result(path, bug=describe_bug(error, path))


def _lint(path: str, given: Mapping[str, Given]) -> Result:
    request = read_request(path, given)
    if isinstance(request, Unreadable):
        return Result(path, *show_places(request, path, (request.diagnostic,), {}))
    analysis = lint(request)
    if not analysis.diagnostics:
        return Result(path)
    return Result(path, *show_places(request, path, analysis.diagnostics, analysis.sources))
