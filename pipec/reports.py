"""The formats of `pipec lint`, and how a report comes about: from the results of a run to a text, and into a file."""

# ruff: noqa: PTH - pathlib costs 2 ms at start-up

import os
from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from typing import NamedTuple

import click

from compiler.diagnostics import Diagnostic
from compiler.diagnostics.report import Linted, Report, RuleText
from compiler.frontend.files import find_root
from compiler.source import Source

from ._version import __version__
from .linting import Result
from .places import renamed
from .selection import SHOWN_INPUT, STANDARD_INPUT


class Format(NamedTuple):
    """A module of `compiler.diagnostics` with a function `write`; whether a forge reads it, who wants paths so.

    A forge finds a file by its path from the root of the repository, wherever the command ran; people and editors
    find it from where they stand.
    """

    module: str
    from_root: bool = False


FORMATS: dict[str, Format] = {
    "text": Format("render_text"),
    "concise": Format("render_concise"),
    "json": Format("render_json"),
    "sarif": Format("render_sarif", from_root=True),
    "github": Format("render_github", from_root=True),
    "gitlab": Format("render_gitlab", from_root=True),
    "junit": Format("render_junit", from_root=True),
    "checkstyle": Format("render_checkstyle", from_root=True),
}
"""Name to what writes it: a further format is a module and a line here."""


def make_report(
    results: Sequence[Result],
    found: Iterable[Sequence[Diagnostic]],
    sources: Mapping[str, Source],
    exit_code: int,
) -> Report:
    """Return what a run came to; `found` has for each result the diagnostics that no result before it had."""
    files = tuple(
        Linted(
            SHOWN_INPUT if result.path == STANDARD_INPUT else result.path,
            tuple(diagnostics),
            clean=not result.diagnostics and not result.bug,
            bug=result.bug,
        )
        for result, diagnostics in zip(results, found, strict=True)
    )
    every = dict(sources)
    for result in results:
        every.update(result.sources)
    return Report(files, every, describe_rule, __version__, exit_code)


def render_report(name: str, report: Report) -> str:
    """Return the report in a format."""
    chosen = FORMATS[name]
    module = import_module(f"compiler.diagnostics.{chosen.module}")
    text: str = module.write(_from_root(report) if chosen.from_root else report)
    return text


def describe_rule(code: str) -> RuleText:
    """Return a rule with its page; its tags say what it is about."""
    from compiler.catalogue import codes, page

    found = page(code)
    return RuleText(found.rule, found.text, ("pipeline", _area(codes()[code])))


def _area(module: str) -> str:
    """Return what the rules of a package are about: a target's name, `targets`, `language`, or the package's own."""
    parts = module.split(".")
    if "backends" in parts:
        return parts[2] if parts[2] != "rules" else "targets"
    return "language" if "frontend" in parts else parts[1]


def _from_root(report: Report) -> Report:
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


def save(path: str, text: str) -> None:
    """Write a report into a file, whole or not at all; raises a usage error when that cannot be.

    A link is followed, and a device or a pipe is written to as it is.
    """
    data = text.encode("utf-8", "backslashreplace")
    try:
        if os.path.exists(path) and not os.path.isfile(path):
            with open(path, "wb") as stream:
                stream.write(data)
        else:
            _replace(os.path.realpath(path), data)
    except OSError as error:
        raise click.UsageError(f"`{path}` cannot be written: {error.strerror}.") from None


def _replace(path: str, data: bytes) -> None:
    staged = os.path.join(os.path.dirname(path), f".{os.path.basename(path)}.{os.getpid()}")
    try:
        with open(staged, "xb") as stream:
            stream.write(data)
        os.replace(staged, path)
    except BaseException:
        if os.path.lexists(staged):
            os.unlink(staged)
        raise
