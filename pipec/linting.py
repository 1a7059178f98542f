"""Linting of many files, on as many cores as there are once that pays."""

import os
from collections.abc import Mapping
from typing import NamedTuple

from compiler.diagnostics import Diagnostic
from compiler.driver import lint
from compiler.frontend.parameters import Given
from compiler.source import Source

from .selection import STANDARD_INPUT, Unreadable, read_request

FEW = 64
"""So many files are linted sooner by one process than others are started."""


class Result(NamedTuple):
    """What was found in one file; `sources` are those that its diagnostics speak of."""

    path: str
    diagnostics: tuple[Diagnostic, ...]
    sources: Mapping[str, Source]


def lint_files(paths: tuple[str, ...], given: dict[str, Given]) -> list[Result]:
    """Lint every file, results in the order of `paths`."""
    workers = os.cpu_count() or 1
    if len(paths) <= FEW or workers == 1 or STANDARD_INPUT in paths:
        return [lint_file(path, given) for path in paths]
    from multiprocessing import get_context

    # Forked workers share what is loaded already; each takes big bites, since a file takes a millisecond.
    chunk = max(len(paths) // (workers * 4), 1)
    with get_context("fork").Pool(workers) as pool:
        return pool.starmap(lint_file, [(path, given) for path in paths], chunk)


def lint_file(path: str, given: dict[str, Given]) -> Result:
    """Lint one file; sources are kept only where something was found."""
    request = read_request(path, given)
    if isinstance(request, Unreadable):
        return Result(path, (request.diagnostic,), {})
    analysis = lint(request)
    return Result(path, analysis.diagnostics, analysis.sources if analysis.diagnostics else {})
