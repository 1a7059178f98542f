"""Measured durations, read from a file: a JSON object of jobs, or instances of jobs, to seconds."""

import json
from collections.abc import Iterable

import click

from compiler.frontend.files import read_source
from compiler.source import Source

LONGEST = 10.0**9


def read_durations(path: str | None) -> dict[str, float]:
    """Return seconds by name; a usage error for a file that is not what it should be."""
    if path is None:
        return {}
    source = read_source(path, path)
    if not isinstance(source, Source):
        raise click.UsageError(f"`--durations {path}` cannot be read: {source.message}.")
    try:
        data = json.loads(source.text)
    except json.JSONDecodeError as error:
        raise click.UsageError(f"{path}:{error.lineno}:{error.colno}: this is no JSON: {error.msg}.") from None
    except (RecursionError, ValueError):
        raise click.UsageError(f"{path}: this JSON is nested too deeply, or has a number that is too long.") from None
    if not isinstance(data, dict):
        raise click.UsageError(f'{path}: durations are a JSON object, such as {{"test": 312.5}}.')
    return {name: _seconds(path, name, value) for name, value in data.items()}


def _seconds(path: str, name: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= LONGEST:
        raise click.UsageError(f"{path}: the duration of `{name}` is no number of seconds: {json.dumps(value)[:40]}.")
    return float(value)


def unknown_names(given: Iterable[str], known: Iterable[str]) -> list[str]:
    """Return the names of no job, sorted."""
    return sorted(set(given).difference(known))
