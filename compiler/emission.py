"""From a plan to the files of a bundle: every wanted target checks, emits, and reads back what it wrote."""

from collections.abc import Iterable, Mapping
from importlib import import_module
from typing import NamedTuple

from .backends.base import Backend, Emission, Mapped
from .backends.profile import Profile
from .backends.serialize import json_bytes
from .diagnostics import Diagnostic
from .ir.codec import canonical_bytes
from .ir.plan import Plan
from .source import Source

PLAN = "plan.json"
SOURCE_MAP = "sourcemap.json"
SOURCE_MAP_FORMAT = 1

Files = Mapping[str, tuple[bytes, int]]


class CompilerBug(Exception):  # noqa: N818  it is what it says
    """What was emitted is not what the plan says; never the user's mistake."""


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
    plan: Plan, profiles: Iterable[Profile], sources: Mapping[str, Source], *, environment: str | None = None
) -> Emitted:
    """Emit a plan for the targets of `profiles`.

    All targets check before any emits. With `environment` the files of other environments are left out.
    Raises CompilerBug when a target's files do not say what the plan does.
    """
    chosen = [(load_backend(profile.target), profile) for profile in profiles]
    found = [item for backend, profile in chosen for item in backend.check(plan, profile)]
    if any(item.severity == "error" for item in found):
        return Emitted({}, tuple(found))
    files: dict[str, tuple[bytes, int]] = {PLAN: (canonical_bytes(plan), 0o644)}
    mapped: list[Mapped] = []
    for backend, profile in chosen:
        emission = backend.emit(plan, profile)
        _verify(backend, plan, profile, emission)
        _collect(backend.name, emission, environment, files, mapped)
    files[SOURCE_MAP] = (_source_map(mapped, sources), 0o644)
    return Emitted(dict(sorted(files.items())), tuple(found))


def _verify(backend: Backend, plan: Plan, profile: Profile, emission: Emission) -> None:
    problems = list(backend.verify(plan, profile, emission))
    if problems:
        raise CompilerBug(f"target {backend.name} emitted something else than the plan says: {'; '.join(problems[:5])}")


def _collect(
    target: str,
    emission: Emission,
    environment: str | None,
    files: dict[str, tuple[bytes, int]],
    mapped: list[Mapped],
) -> None:
    for file in emission.files:
        if _wanted(file.path, environment):
            files[f"{target}/{file.path}"] = (file.data, file.mode)
    mapped.extend(
        Mapped(f"{target}/{line.file}", line.pointer, line.span)
        for line in emission.mapped
        if _wanted(line.file, environment)
    )


def _wanted(path: str, environment: str | None) -> bool:
    parts = path.split("/")
    return environment is None or parts[0] != "environments" or parts[1] == environment


def _source_map(mapped: list[Mapped], sources: Mapping[str, Source]) -> bytes:
    """Return the source map: per file, per pointer, `[source, line, column, end line, end column]`, from 1."""
    names = list(dict.fromkeys(line.span.path for line in mapped))
    places = {name: index for index, name in enumerate(names)}
    files: dict[str, dict[str, list[int]]] = {}
    for file, pointer, span in mapped:
        source = sources.get(span.path)
        if source is not None:
            start, end = source.position(span.start), source.position(span.end)
            files.setdefault(file, {})[pointer] = [places[span.path], *start, *end]
    return json_bytes({"format": SOURCE_MAP_FORMAT, "sources": names, "files": dict(sorted(files.items()))})
