"""Which settings count for each file, and where they come from: `pipec lint --show-settings`."""

# ruff: noqa: PTH118 - paths are named as they were written, never resolved

import os
from collections.abc import Iterator, Sequence

import click

from compiler.diagnostics import Diagnostic
from compiler.frontend.settings import Entry, LintSettings, Policy

from ..output import print_diagnostics, print_json
from ..places import renamed
from ..streams import write
from .control import Control
from .controls import Controls

FORMAT_VERSION = 1
_TABLES = ("severity", "per_file_ignores")


def print_settings(paths: Sequence[str], controls: Controls, format_: str) -> int:
    """Print the settings of each file, as text or JSON; return the exit code, 1 where a configuration is wrong."""
    if format_ not in {"text", "json"}:
        raise click.UsageError(f"`--show-settings` goes with the formats text and json, not with {format_}.")
    its = [(path, controls.of(path)) for path in paths]
    mistakes = dict.fromkeys(item for _, control in its for item in control.diagnostics)
    if format_ == "json":
        print_json({"version": FORMAT_VERSION, "files": [_as_json(path, control) for path, control in its]})
    else:
        for path, control in its:
            write(_text(path, control))
        _print_mistakes(its)
    return int(bool(mistakes))


def _print_mistakes(its: Sequence[tuple[str, Control]]) -> None:
    seen: set[Diagnostic] = set()
    for _, control in its:
        names = {name: os.path.relpath(os.path.join(control.root, name)) for name in control.sources}
        sources = {names[name]: source for name, source in control.sources.items()}
        new = [item for item in renamed(control.diagnostics, names) if item not in seen]
        seen.update(new)
        print_diagnostics(new, sources, color="auto", quiet=False)


def _text(path: str, control: Control) -> str:
    rows = list(_rows(control))
    width = max(len(key) for key, _, _ in rows)
    lines = [f"{path}:", *(f"  {key:<{width}}  {_shown(value)}  ({origin})" for key, value, origin in rows)]
    return "\n".join(lines) + "\n"


def _rows(control: Control) -> Iterator[tuple[str, object, str]]:
    """Yield key, value and origin of each setting."""
    for key in LintSettings._fields:
        origin = control.origins.get(key, "default")
        value = getattr(control.settings, key)
        if key == "baseline":
            yield key, os.path.relpath(control.baseline_path) if control.baseline_path else "", origin
        elif key == "shellcheck":
            yield key, "auto" if value is None else value, origin
        else:
            yield key, dict(value) if key in _TABLES else value, origin
    for key in Policy._fields:
        entries: tuple[Entry, ...] = getattr(control.policy, key) if control.policy is not None else ()
        origin = os.path.relpath(os.path.join(control.root, entries[0].span.path)) if entries else "default"
        yield f"policy.{key}", [entry.text for entry in entries], origin


def _shown(value: object) -> str:
    import json

    return json.dumps(value, ensure_ascii=False)


def _as_json(path: str, control: Control) -> dict[str, object]:
    settings = {key: {"value": value, "origin": origin} for key, value, origin in _rows(control)}
    return {"path": path, "settings": settings}
