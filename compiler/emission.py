"""From a plan to the files of a bundle: every wanted target checks, emits, and reads back what it wrote."""

from collections.abc import Iterable, Mapping
from importlib import import_module
from typing import NamedTuple

from .backends.base import Backend, Emission, Mapped
from .backends.profile import Profile
from .backends.serialize import json_bytes
from .diagnostics import Diagnostic, Span
from .frontend.document import Document
from .ir.codec import canonical_bytes
from .ir.plan import Plan
from .source import Source

PLAN = "plan.json"
SOURCE_MAP = "sourcemap.json"
SOURCE_MAP_FORMAT = 1

Files = Mapping[str, tuple[bytes, int]]


class EmissionBug(Exception):  # noqa: N818 - it is no error of the user's, and says so
    """What a target emitted is not what the plan says."""


class Emitted(NamedTuple):
    """The files of a bundle by path with bytes and mode; empty where a diagnostic is an error."""

    files: Files
    diagnostics: tuple[Diagnostic, ...]


def load_backend(target: str) -> Backend:
    """Return a target's backend; a KeyError or ImportError for what is none is a bug of the caller."""
    module = import_module(f".backends.{target}", __package__)
    backend: Backend = module.BACKEND
    return backend


def emit_targets(
    plan: Plan,
    profiles: Iterable[Profile],
    sources: Mapping[str, Source],
    *,
    environment: str | None = None,
    document: Document | None = None,
) -> Emitted:
    """Emit a plan for the targets of `profiles`.

    All targets check before any emits. With `environment` the files of other environments are left out. With the
    `document` that the plan was made of, the changes that targets propose become fixes.
    Raises EmissionBug when a target's files do not say what the plan does.
    """
    wanted = tuple(profiles)
    found = check_targets(plan, wanted, sources, document)
    if any(item.severity == "error" for item in found):
        return Emitted({}, found)
    chosen = [(load_backend(profile.target), profile) for profile in wanted]
    files: dict[str, tuple[bytes, int]] = {PLAN: (canonical_bytes(plan), 0o644)}
    mapped: dict[str, list[Mapped]] = {}
    for backend, profile in chosen:
        emission = backend.emit(plan, profile)
        _verify(backend, plan, profile, emission)
        for file in emission.files:
            if _wanted(file.path, environment):
                files[f"{backend.name}/{file.path}"] = (file.data, file.mode)
        mapped[backend.name] = [line for line in emission.mapped if _wanted(line.file, environment)]
    files[SOURCE_MAP] = (_source_map(mapped, sources), 0o644)
    return Emitted(dict(sorted(files.items())), found)


def check_targets(
    plan: Plan, profiles: Iterable[Profile], sources: Mapping[str, Source], document: Document | None = None
) -> tuple[Diagnostic, ...]:
    """Return what the targets of `profiles` cannot keep of a plan, or do in a way of their own; nothing is emitted."""
    found = [item for profile in profiles for item in load_backend(profile.target).check(plan, profile)]
    if document is not None and any(item.change is not None for item in found):
        from .frontend.changes import with_fixes

        found = list(with_fixes(found, document.body, sources))
    return tuple(found)


def _verify(backend: Backend, plan: Plan, profile: Profile, emission: Emission) -> None:
    problems = list(backend.verify(plan, profile, emission))
    if problems:
        raise EmissionBug(f"target {backend.name} emitted something else than the plan says: {'; '.join(problems[:5])}")


def _wanted(path: str, environment: str | None) -> bool:
    if environment is None:
        return True
    parts = path.split("/")
    return parts[0] != "environments" or parts[1] == environment


def _source_map(mapped: Mapping[str, Iterable[Mapped]], sources: Mapping[str, Source]) -> bytes:
    """Return the source map: per file, per pointer, `[source, line, column, end line, end column]`, from 1."""
    names: dict[str, int] = {}
    places: dict[Span, list[int] | None] = {}
    files: dict[str, dict[str, list[int]]] = {}
    for target, lines in mapped.items():
        for file, pointer, span in lines:
            if span not in places:
                places[span] = _place(span, names.setdefault(span.path, len(names)), sources)
            place = places[span]
            if place is not None:
                files.setdefault(f"{target}/{file}", {})[pointer] = place
    return json_bytes({"format": SOURCE_MAP_FORMAT, "sources": list(names), "files": dict(sorted(files.items()))})


def _place(span: Span, name: int, sources: Mapping[str, Source]) -> list[int] | None:
    source = sources.get(span.path)
    return None if source is None else [name, *source.position(span.start), *source.position(span.end)]
