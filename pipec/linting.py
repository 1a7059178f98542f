"""Linting of many files, on as many cores as there are once that pays."""

# ruff: noqa: PTH120 - pathlib costs 2 ms at start-up

import os
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from compiler.diagnostics import Diagnostic
from compiler.diagnostics.concealing import conceal
from compiler.driver import Request, examine, settle, wants_reasons
from compiler.frontend.parameters import Given
from compiler.source import Source

from .control.control import Control
from .control.controls import Controls
from .faults import describe_bug, is_bug
from .places import show_places
from .selection import STANDARD_INPUT, Unreadable, read_request

if TYPE_CHECKING:
    from compiler.driver import Analysis

    from .shellcheck.late import Late

FEW = 64
"""So many files are linted sooner by one process than others are started."""

Tell = Callable[[int], None]
"""Hears how many files are done."""


class Found(NamedTuple):
    """What was found in one pipeline, settled, and every source of it; files are named from the root."""

    diagnostics: tuple[Diagnostic, ...]
    sources: Mapping[str, Source]


class Result(NamedTuple):
    """What was found in one file; `sources` are those that its diagnostics speak of, `bug` that pipec itself failed.

    `late` is what there is of a file whose scripts are yet to be checked.
    """

    path: str
    diagnostics: tuple[Diagnostic, ...] = ()
    sources: Mapping[str, Source] = {}
    bug: str = ""
    late: "Late | None" = None


def lint_files(
    paths: tuple[str, ...],
    given: Mapping[str, Given],
    tell: Tell | None = None,
    *,
    shellcheck: bool | None = None,
    controls: Controls | None = None,
) -> list[Result]:
    """Lint every file, results in the order of `paths`; what `controls` leave out is not among them.

    `shellcheck` says whether scripts are checked by it, None: as the configuration says, else where it is installed.
    """
    controls = controls or Controls()
    if len(paths) > FEW and STANDARD_INPUT not in paths:
        from .parallel import spread

        results = spread(lambda path: lint_file(path, given, controls, shellcheck=shellcheck), paths, tell)
    else:
        results = [lint_file(path, given, controls, shellcheck=shellcheck) for path in paths]
    if any(result.late is not None for result in results):
        return _with_scripts(results, controls)
    return results


def lint_file(path: str, given: Mapping[str, Given], controls: Controls, *, shellcheck: bool | None = False) -> Result:
    """Lint one file but for the scripts that shellcheck has yet to see; sources are kept where something was found."""
    return _guarded(path, lambda: _lint(path, given, controls, shellcheck))


def _guarded(path: str, work: Callable[[], Result]) -> Result:
    try:
        return work()
    except Exception as error:
        if not is_bug(error):
            raise
        return Result(path, bug=describe_bug(error, path))


def _lint(path: str, given: Mapping[str, Given], controls: Controls, shellcheck: bool | None) -> Result:
    request = read_request(path, given)
    if isinstance(request, Unreadable):
        return Result(path, *show_places(request, path, (request.diagnostic,), {}))
    control = _control(request, controls)
    looked = _look(request, control, shellcheck)
    if isinstance(looked, Found):
        return _result(path, request, control, *looked)
    return Result(path, late=looked)


def find(request: Request, control: Control, *, shellcheck: bool | None) -> Found:
    """Return what is found in one pipeline under its settings, scripts and all; files are named from the root."""
    looked = _look(request, control, shellcheck)
    if isinstance(looked, Found):
        return looked
    from .shellcheck.late import ask_all, finish

    return Found(finish(looked, ask_all([looked])), looked.sources)


def _look(request: Request, control: Control, shellcheck: bool | None) -> "Found | Late":
    """Return what is found in one pipeline, or what there is of it until shellcheck has seen its scripts."""
    request = request._replace(policy=control.policy, settings=control.settings)
    analysis = examine_for(request, control)
    late = _late(request, analysis, shellcheck)
    if late is not None:
        return late
    found = settle(analysis.diagnostics, analysis.sources, reasons=wants_reasons(request))
    return Found(found, analysis.sources)


def examine_for(request: Request, control: Control) -> "Analysis":
    """Analyse one pipeline, for the targets that its configuration names too."""
    analysis = examine(request)
    if not control.profiles:
        return analysis
    from .target_checks import check_for_targets

    found = check_for_targets(analysis, control.profiles)
    return analysis._replace(diagnostics=(*analysis.diagnostics, *found))


def _control(request: Request, controls: Controls) -> Control:
    return controls.at(os.path.dirname(request.path), request.root)


def _result(
    path: str, request: Request, control: Control, found: tuple[Diagnostic, ...], sources: Mapping[str, Source]
) -> Result:
    """Return what is shown of what was found; what is wrong with the configuration comes first."""
    chosen = (*control.diagnostics, *control.choose(found))
    if not chosen:
        return Result(path)
    return Result(path, *show_places(request, path, chosen, {**conceal(found, sources), **control.sources}))


def _late(request: Request, analysis: "Analysis", shellcheck: bool | None) -> "Late | None":
    """Return what of a file has to wait for shellcheck, None where it has no scripts or they are not to be checked."""
    if analysis.document is None or shellcheck is False:
        return None
    from .shellcheck.program import wants_shellcheck

    if not wants_shellcheck(request.settings.shellcheck if request.settings and shellcheck is None else shellcheck):
        return None
    from .shellcheck.masks import show_scripts

    scripts = show_scripts(analysis.document)
    if not scripts:
        return None
    from .shellcheck.late import Late

    return Late(request, analysis.diagnostics, analysis.sources, scripts)


def _with_scripts(results: list[Result], controls: Controls) -> list[Result]:
    from .shellcheck.late import ask_all, finish

    asked = ask_all([result.late for result in results if result.late is not None])

    def finished(result: Result) -> Result:
        late = result.late
        if late is None:
            return result
        control = _control(late.request, controls)
        return _result(result.path, late.request, control, finish(late, asked), late.sources)

    return [_guarded(result.path, partial(finished, result)) for result in results]
