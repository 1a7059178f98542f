"""The formats of `pipec lint`, and where a report goes; what is in it comes from `gathering`."""

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import click

if TYPE_CHECKING:
    from compiler.diagnostics import Diagnostic

    from .linting import Result
    from .values import Values


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


def render_report(
    name: str, results: "Sequence[Result]", found: "Sequence[Sequence[Diagnostic]]", values: "Values", exit_code: int
) -> str:
    """Return the report of a run in a format; `found` has for each result what no result before it had."""
    from importlib import import_module

    from .gathering import from_root, gather

    chosen = FORMATS[name]
    report = gather(results, found, values.sources, exit_code)
    module = import_module(f"compiler.diagnostics.{chosen.module}")
    text: str = module.write(from_root(report) if chosen.from_root else report)
    return text


def save(path: str, text: str) -> None:
    """Write a report into a file, whole or not at all; raises a usage error when that cannot be.

    A link is followed, and a device or a pipe is written to as it is.
    """
    from pathlib import Path

    data = text.encode("utf-8", "backslashreplace")
    try:
        place = Path(path)
        if place.exists() and not place.is_file():
            place.write_bytes(data)
            return
        place = place.resolve()
        staged = place.with_name(f".{place.name}.{os.getpid()}")
        try:
            staged.write_bytes(data)
            staged.replace(place)
        finally:
            staged.unlink(missing_ok=True)
    except (OSError, RuntimeError, ValueError) as error:  # of which the last two: links in a circle, a NUL
        why = error.strerror if isinstance(error, OSError) else "no such place"
        raise click.UsageError(f"`{path}` cannot be written: {why}.") from None
