"""What is to be run: a pipeline that is compiled now, or a bundle that is verified."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

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


class Loaded(NamedTuple):
    """A plan, the folder that its workspaces begin as, and the names of parameters that are in it already."""

    plan: Plan
    source: Path | None
    compiled_with: frozenset[str] = frozenset()


def load(file: str | None, values: Values, *, source: str | None, color: str, quiet: bool) -> Loaded | None:
    """Return what a path stands for; None when there are findings, which are printed, that stand in the way."""
    from compiler.bundle_files import MARKER

    if source is not None and not Path(source).is_dir():
        raise click.BadParameter(f"`{source}` is no folder.", param_hint="'--source'")
    if file not in {None, STANDARD_INPUT} and Path(file or "", MARKER).is_file():
        plan = _read_bundle(file or "")
        return Loaded(plan, Path(source).absolute() if source else _repository())
    return _compile(file, values, source=source, color=color, quiet=quiet)


def given_values(given: Mapping[str, Given]) -> dict[str, Value]:
    """Return the values alone."""
    return {name: item.value for name, item in given.items()}


def _compile(file: str | None, values: Values, *, source: str | None, color: str, quiet: bool) -> Loaded | None:
    planned = plan_file(single_path(file), values.given)
    diagnostics, shown = planned.shown()
    sources: Mapping[str, Source] = {**values.sources, **shown}
    # What is advice for a file is noise for a run: warnings were told by lint, errors stand in the way.
    print_diagnostics(
        [item for item in diagnostics if item.severity == "error" or not quiet],
        sources,
        color=color,
        quiet=quiet or planned.plan is not None,
        stream=sys.stderr,
    )
    if planned.plan is None or not isinstance(planned.read, Request):
        return None
    root = Path(source).absolute() if source else Path(planned.read.root)
    return Loaded(planned.plan, root, frozenset(values.given))


def _read_bundle(directory: str) -> Plan:
    from compiler.bundle_files import BundleError
    from compiler.bundle_read import read_bundle
    from compiler.ir.codec import PlanFormatError, read_plan

    try:
        files = read_bundle(directory)
    except BundleError as error:
        raise BundleFault(str(error)) from None
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
