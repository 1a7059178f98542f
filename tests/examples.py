"""Pipelines run as a user runs them: the files of an example, what is found in them, what fixes make of them."""

import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from compiler.diagnostics import Diagnostic, Fix
from compiler.diagnostics.apply import apply_fixes
from compiler.driver import Request, examine, lint, plan_pipeline, settle
from compiler.emission import emit_targets
from compiler.frontend.files import read_source
from compiler.frontend.lock import EMPTY, NAME, read_lock
from compiler.frontend.parameters import Given
from compiler.source import Source
from pipec.control.control import control_for
from pipec.profiles import choose_profiles
from pipec.shellcheck.late import Late, ask_all, finish
from pipec.shellcheck.masks import show_scripts

COMPILING = ("target=", "locked", "compile", "var.")
KNOWN = (*COMPILING, "encoding=", "profile", "shellcheck", "lock")
MOVED = f"sha256:{'f' * 64}"


class Found(NamedTuple):
    """The diagnostics of an example in the order of reports, and the sources that they speak of."""

    diagnostics: tuple[Diagnostic, ...]
    sources: Mapping[str, Source]

    @property
    def codes(self) -> list[str]:
        """The code of each diagnostic."""
        return [item.code for item in self.diagnostics]


def write_files(folder: Path, files: Mapping[str, str], options: Sequence[str] = ()) -> None:
    """Write an example's files into `folder`, which becomes a repository."""
    encoding = next((option.partition("=")[2] for option in options if option.startswith("encoding=")), "utf-8")
    (folder / ".git").mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode(encoding))


def run_example(folder: Path, options: Sequence[str] = ()) -> Found:
    """Lint `pipeline.yaml` in `folder`, or compile it where `options` say so.

    `target=NAME` emits for that target, `compile` plans only, `locked` wants every image locked, `var.NAME=VALUE` gives
    a parameter, `encoding=NAME` is how the files are written. With `shellcheck` the scripts are checked too, by
    shellcheck itself. With `lock` the lock is checked, with `lock=OS/ARCH` for that platform; `lock=resolve` asks
    registries, once; `lock=write` writes digests into the pipeline; `lock=moved` is told that every tag has moved.
    """
    unknown = [option for option in options if not option.startswith(KNOWN)]
    if unknown:
        raise ValueError(f"an example has unknown options: {', '.join(unknown)}")
    path = str(folder / "pipeline.yaml")
    source = read_source(path, "pipeline.yaml")
    if not isinstance(source, Source):
        return Found((source,), {})
    given = dict(option.removeprefix("var.").split("=", 1) for option in options if option.startswith("var."))
    request = Request(path, source, str(folder), {name: Given(value) for name, value in given.items()})
    for option in options:
        if option == "lock" or option.startswith("lock="):
            return _lock(request, option.partition("=")[2])
    if any(option.startswith(COMPILING) for option in options):
        return _compile(request, options)
    return _lint(request, options)


def _lock(request: Request, how: str) -> Found:
    from pipec.locking.check import check_tags
    from pipec.locking.needs import needs_of
    from pipec.locking.work import Order, check_lock, lock_pipeline
    from pipec.planning import Planned
    from runtime.registry import Settings

    order = Order(Settings(tries=1), platforms=(how,) if "/" in how else (), write=how == "write")
    result = plan_pipeline(request)
    planned = Planned("pipeline.yaml", request, result.plan, result.diagnostics, result.sources, result.document)
    outcome = (lock_pipeline if how in {"resolve", "write"} else check_lock)(planned, order)
    found, sources = list(outcome.planned.diagnostics), outcome.planned.sources
    if how == "moved":
        assert result.plan is not None
        lock, _ = read_lock(sources[NAME])
        found += check_tags(needs_of(result.plan), lock, sources[NAME], dict.fromkeys(lock.digests, MOVED))
    return Found(settle(found, sources, compiled=True), sources)


def _lint(request: Request, options: Sequence[str]) -> Found:
    """Lint as the configuration of the example says."""
    control = control_for(request.root, request.root)
    request = request._replace(policy=control.policy, settings=control.settings)
    if "shellcheck" in options:
        found = lint_with_shellcheck(request)
    else:
        analysis = lint(request)
        found = Found(analysis.diagnostics, analysis.sources)
    shown = (*control.diagnostics, *control.apply(found.diagnostics, found.sources))
    return Found(shown, {**found.sources, **control.sources})


def lint_with_shellcheck(request: Request) -> Found:
    """Lint a pipeline and its scripts; an AssertionError when shellcheck fails."""
    analysis = examine(request)
    assert analysis.document is not None
    late = Late(request, analysis.diagnostics, analysis.sources, show_scripts(analysis.document))
    asked = ask_all([late])
    assert not asked.problems
    return Found(finish(late, asked), analysis.sources)


def _compile(request: Request, options: Sequence[str]) -> Found:
    sources: dict[str, Source] = {}
    found: list[Diagnostic] = []
    lock = EMPTY
    written = read_source(f"{request.root}/{NAME}", NAME)
    if isinstance(written, Source):
        sources[NAME] = written
        lock, problems = read_lock(written)
        found.extend(problems)
    result = plan_pipeline(request, lock, locked="locked" in options)
    sources.update(result.sources)
    found.extend(result.diagnostics)
    targets = tuple(option.partition("=")[2] for option in options if option.startswith("target="))
    if targets:
        chosen = choose_profiles(request.root, targets, {})
        sources.update(chosen.sources)
        found.extend(chosen.diagnostics)
        if result.plan is not None and all(item.severity != "error" for item in found):
            emitted = emit_targets(result.plan, chosen.profiles, sources, document=result.document)
            found.extend(emitted.diagnostics)
    return Found(settle(found, sources, compiled=True), sources)


def check_fixes(folder: Path, options: Sequence[str] = ()) -> None:
    """Make each fix that is proposed in `folder` alone: its diagnostic goes, and no other comes."""
    before = run_example(folder, options)
    for number, diagnostic in enumerate(before.diagnostics):
        if diagnostic.fix is None:
            continue
        copy = folder.parent / f"{folder.name}-{number}"
        shutil.copytree(folder, copy)
        for path, text in repaired(before, [diagnostic.fix]).items():
            (copy / path).write_bytes(text.encode())
        expected = Counter(told(before)) - Counter([told(before)[number]])
        if diagnostic.change is not None:  # what is allowed to be ignored is said to be
            expected[f"PC706: {diagnostic.message}: ignored"] += 1
        extra = Counter(told(run_example(copy, options))) - expected
        assert not extra, f"{diagnostic.fix.title}: {sorted(extra)}"


def told(found: Found) -> list[str]:
    """Return each diagnostic without its place, which a fix may move."""
    return [f"{item.code}: {item.message}" for item in found.diagnostics]


def repaired(found: Found, fixes: Sequence[Fix]) -> dict[str, str]:
    """Return the texts that the fixes change, all of them made; an AssertionError when one cannot be."""
    texts, made = apply_fixes({path: source.text for path, source in found.sources.items()}, fixes)
    assert made == tuple(fixes), "a fix could not be applied"
    return texts
