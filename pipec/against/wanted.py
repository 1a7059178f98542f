"""What is to be applied: a pipeline compiled now, or a bundle that is verified."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from compiler.diagnostics import NOWHERE, Diagnostic, Span
from compiler.driver import Request
from compiler.emission import SOURCE_MAP, SOURCE_MAP_FORMAT, Files, emit_targets
from compiler.ir.plan import Plan
from compiler.source import Source
from runtime.errors import BundleFault

from ..options import refuse_name
from ..output import print_diagnostics
from ..places import show_places
from ..planning import Planned, plan_file
from ..profiles import choose_profiles
from ..running.load import read_bundled_plan, read_files
from ..selection import STANDARD_INPUT, single_path
from ..tracing import SourceMap, nearest
from ..values import Values

_OPTIONS = {"nomad": (("format", "json"),), "compose": (("jobs", "false"),)}
"""What is asked is asked in JSON, and Compose is asked about environments alone."""


class Wanted(NamedTuple):
    """A plan and its emitted files by their paths in the bundle; `lines` is their source map."""

    path: str
    plan: Plan
    files: Files
    lines: SourceMap
    sources: Mapping[str, Source]

    def origin(self, file: str, pointer: str) -> Span:
        """Return the line of the pipeline that caused a node of a file, or the nearest above it."""
        place = nearest(self.lines.files.get(file, {}), self.lines.sources, pointer)
        source = self.sources.get(place.source) if place else None
        if place is None or source is None or place.end_line > len(source.line_starts):
            return NOWHERE
        start = source.offset(place.line, place.column)
        return Span(place.source, start, max(start, source.offset(place.end_line, place.end_column)))


class Asked(NamedTuple):
    """What the command line says: which file, for which engine and environment, how much is said."""

    file: str | None
    values: Values
    target: str
    environment: str | None
    locked: bool
    color: str
    quiet: bool


def wanted(asked: Asked) -> Wanted | None:
    """Return what is to be applied; None when there are findings, which are printed, that stand in the way."""
    from compiler.bundle_files import MARKER

    if asked.file not in {None, STANDARD_INPUT} and Path(asked.file or "", MARKER).is_file():
        return _bundle(asked.file or "", asked)
    return _compile(asked)


def _bundle(directory: str, asked: Asked) -> Wanted:
    files = read_files(directory)
    plan = read_bundled_plan(directory, files)
    _refuse_environment(plan, asked.environment)
    if not any(path.startswith(f"{asked.target}/") for path in files):
        raise BundleFault(
            f"the bundle `{directory}` has no files for {asked.target}", f"compile it with `--target {asked.target}`"
        )
    known = _source_map(files)
    return Wanted(directory, plan, files, known, _found_sources(directory, known))


def _found_sources(directory: str, known: SourceMap) -> dict[str, Source]:
    """Return the files of the pipeline that are to be found from the bundle, or from here."""
    from compiler.frontend.files import find_root, read_source

    roots = [Path(find_root(directory)), Path(find_root(str(Path.cwd())))]
    found: dict[str, Source] = {}
    for name in known.sources:
        path = next((root / name for root in roots if (root / name).is_file()), None)
        source = read_source(str(path), name) if path else None
        if isinstance(source, Source):
            found[name] = source
    return found


def _compile(asked: Asked) -> Wanted | None:
    planned = plan_file(single_path(asked.file), asked.values.given, locked=asked.locked)
    plan, request = planned.plan, planned.read
    if plan is None or not isinstance(request, Request):
        diagnostics, sources = planned.shown()
        _print(diagnostics, {**asked.values.sources, **sources}, asked)
        return None
    _refuse_environment(plan, asked.environment)
    chosen = choose_profiles(request.root, (asked.target,), _OPTIONS, str(Path(request.path).parent))
    emitted = emit_targets(plan, chosen.profiles, planned.sources, document=planned.document)
    errors = tuple(item for item in (*chosen.diagnostics, *emitted.diagnostics) if item.severity == "error")
    if errors:
        _print_emitted(planned, request, errors, {**planned.sources, **chosen.sources}, asked)
        return None
    path = planned.path if asked.file in {None, STANDARD_INPUT} else request.source.path
    return Wanted(path, plan, emitted.files, _source_map(emitted.files), planned.sources)


def _print_emitted(
    planned: Planned, request: Request, errors: tuple[Diagnostic, ...], sources: Mapping[str, Source], asked: Asked
) -> None:
    _print(*show_places(request, planned.path, errors, sources), asked)


def _print(diagnostics: tuple[Diagnostic, ...], sources: Mapping[str, Source], asked: Asked) -> None:
    print_diagnostics(diagnostics, sources, color=asked.color, quiet=asked.quiet, stream=sys.stderr)


def _refuse_environment(plan: Plan, name: str | None) -> None:
    known = tuple(each.name for each in plan.environments)
    if name is not None and name not in known:
        refuse_name("environment", name, known)


def _source_map(files: Files) -> SourceMap:
    """Return the source map, without lines where a bundle's is of another version."""
    data: dict[str, Any] = json.loads(files[SOURCE_MAP][0]) if SOURCE_MAP in files else {}
    if data.get("format") != SOURCE_MAP_FORMAT:
        return SourceMap([], {})
    return SourceMap(list(data["sources"]), data["files"])
