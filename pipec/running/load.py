"""What is to be run: a pipeline that is compiled now, or a bundle that is verified."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import click

from compiler.driver import Request
from compiler.frontend.parameters import Given
from compiler.ir.expression import Value
from compiler.ir.plan import Plan
from compiler.source import Source
from runtime.errors import BundleFault

from ..output import print_diagnostics
from ..planning import plan_file
from ..selection import STANDARD_INPUT, single_path
from ..values import Values

if TYPE_CHECKING:
    from compiler.emission import Files
    from runtime.executors.nomad.emitted import Emitted

NOMAD: Final = "nomad"


class Loaded(NamedTuple):
    """A plan, the folder that its workspaces begin as, and the names of parameters that are in it already.

    `emitted` are its jobs for an engine that takes them whole.
    """

    plan: Plan
    source: Path | None
    compiled_with: frozenset[str] = frozenset()
    emitted: "Emitted | None" = None


class How(NamedTuple):
    """How it is loaded: for which executor, from which folder, with how much said."""

    executor: str
    source: str | None
    color: str
    quiet: bool


def load(file: str | None, values: Values, how: How) -> Loaded | None:
    """Return what a path stands for; None when there are findings, which are printed, that stand in the way."""
    from compiler.bundle_files import MARKER

    if how.source is not None and not Path(how.source).is_dir():
        raise click.BadParameter(f"`{how.source}` is no folder.", param_hint="'--source'")
    if file not in {None, STANDARD_INPUT} and Path(file or "", MARKER).is_file():
        return _bundle(file or "", how)
    return _compile(file, values, how)


def given_values(given: Mapping[str, Given]) -> dict[str, Value]:
    """Return the values alone."""
    return {name: item.value for name, item in given.items()}


def _bundle(directory: str, how: How) -> Loaded:
    files = read_files(directory)
    plan = read_bundled_plan(directory, files)
    emitted = None
    if how.executor == NOMAD:
        from .emitted import bundled_jobs

        emitted = bundled_jobs(directory, files, str(_repository()))
    return Loaded(plan, Path(how.source).absolute() if how.source else _repository(), emitted=emitted)


def _compile(file: str | None, values: Values, how: How) -> Loaded | None:
    planned = plan_file(single_path(file), values.given)
    diagnostics, shown = planned.shown()
    sources: Mapping[str, Source] = {**values.sources, **shown}
    # What is advice for a file is noise for a run: warnings were told by lint, errors stand in the way.
    print_diagnostics(
        [item for item in diagnostics if item.severity == "error" or not how.quiet],
        sources,
        color=how.color,
        quiet=how.quiet or planned.plan is not None,
        stream=sys.stderr,
    )
    if planned.plan is None or not isinstance(planned.read, Request):
        return None
    emitted = None
    if how.executor == NOMAD:
        from .emitted import emit_jobs

        emitted = emit_jobs(planned, planned.plan, planned.read, color=how.color)
        if emitted is None:
            return None
    root = Path(how.source).absolute() if how.source else Path(planned.read.root)
    return Loaded(planned.plan, root, frozenset(values.given), emitted)


def read_files(directory: str) -> "Files":
    """Return the files of a bundle; a BundleFault where it is torn or none."""
    from compiler.bundle_files import BundleError
    from compiler.bundle_read import read_bundle

    try:
        return read_bundle(directory)
    except BundleError as error:
        raise BundleFault(str(error)) from None


def read_bundled_plan(directory: str, files: "Files") -> Plan:
    """Return the plan of a bundle; a BundleFault where it is missing or unsound."""
    from compiler.ir.codec import PlanFormatError, read_plan

    if "plan.json" not in files:
        raise BundleFault(f"the bundle `{directory}` has no `plan.json`", "compile it again")
    try:
        plan = read_plan(files["plan.json"][0])
    except PlanFormatError as error:
        raise BundleFault(f"the plan of the bundle `{directory}` cannot be read: {error}", "compile it again") from None
    _refuse_unsound(directory, plan)
    return plan


def _refuse_unsound(directory: str, plan: Plan) -> None:
    """Refuse a plan that no compiler makes: checksums are no proof of who made it, and ids become paths."""
    from compiler.ir.verify import verify

    broken = verify(plan)
    if broken:
        raise BundleFault(f"the plan of the bundle `{directory}` is unsound: {broken[0]}", "compile it again")


def _repository() -> Path:
    from compiler.frontend.files import find_root

    return Path(find_root(str(Path.cwd())))
