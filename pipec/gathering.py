"""From the results of a run to the report that every format is written from."""

# ruff: noqa: PTH100, PTH109 - these keep links as they are, as the paths on the screen do

import os
from collections.abc import Mapping, Sequence

from compiler.catalogue import codes, page
from compiler.diagnostics import Diagnostic
from compiler.diagnostics.report import Linted, Report, RuleText
from compiler.frontend.files import find_root
from compiler.source import Source

from ._version import __version__
from .linting import Result
from .places import renamed
from .selection import SHOWN_INPUT, STANDARD_INPUT


def gather(
    results: Sequence[Result],
    found: Sequence[Sequence[Diagnostic]],
    sources: Mapping[str, Source],
    exit_code: int,
) -> Report:
    """Return what a run came to; `found` has for each result what is shown of it and was not shown before.

    A file of which nothing is shown is clean, unless what is shown of others is also its own.
    """
    shown = {item for each in found for item in each}
    files = tuple(
        Linted(
            SHOWN_INPUT if result.path == STANDARD_INPUT else result.path,
            tuple(diagnostics),
            clean=not result.bug and shown.isdisjoint(result.diagnostics),
            bug=result.bug,
        )
        for result, diagnostics in zip(results, found, strict=True)
    )
    every = dict(sources)
    for result in results:
        every.update(result.sources)
    return Report(files, every, describe_rule, __version__, exit_code)


def describe_rule(code: str) -> RuleText:
    """Return a rule with its page; its tags say what it is about."""
    found = page(code)
    return RuleText(found.rule, found.text, ("pipeline", _area(codes()[code])))


def _area(module: str) -> str:
    """Return what the rules of a package are about: a target's name, `targets`, `language`, or the package's own."""
    parts = module.split(".")
    if "backends" in parts:
        return parts[2] if parts[2] != "rules" else "targets"
    return "language" if "frontend" in parts else parts[1]


def from_root(report: Report) -> Report:
    """Return the report with the files of this repository named from its root."""
    try:
        root = find_root(os.getcwd())
    except OSError:  # we stand nowhere
        return report
    spans = (span for item in report.written() for span in (item.span, *(label.span for label in item.related)))
    paths = {*(file.path for file in report.files), *report.sources, *(span.path for span in spans)}
    names = {path: _rooted(path, root) for path in paths}
    files = tuple(
        file._replace(path=names[file.path], diagnostics=renamed(file.diagnostics, names)) for file in report.files
    )
    return report._replace(files=files, sources={names[path]: source for path, source in report.sources.items()})


def _rooted(path: str, root: str) -> str:
    if not path or path.startswith("<"):
        return path
    relative = os.path.relpath(os.path.abspath(path), root)
    return path if relative == ".." or relative.startswith("../") else relative
