"""`pipec plan`: what a pipeline means."""

import sys

import click

from compiler.frontend.lock import EMPTY

from ..compiling import read_lock_beside
from ..options import color_options, file_argument, value_options
from ..output import print_diagnostics
from ..selection import Unreadable, read_request, single_path
from ..values import read_values


@click.command()
@file_argument
@value_options
@click.option("--locked", is_flag=True, help="Fail when any image is not locked.")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", help="text for people, json as in the bundle.")
@color_options
def command(
    file: str | None, variables: tuple[str, ...], var_files: tuple[str, ...], locked: bool, format_: str, color: str, quiet: bool
) -> int:
    """Print the plan of a pipeline: every job instance with its defaults, values and order.

    \b
    Examples:
      pipec plan
      pipec plan pipeline.yaml --var region=eu
      pipec plan --format json - < pipeline.yaml

    Exit codes: 0 clean, 1 findings, 2 usage, 3 internal error.
    """
    from compiler.driver import plan_pipeline, settle

    given, sources = read_values(variables, var_files)
    request = read_request(single_path(file), given)
    if isinstance(request, Unreadable):
        print_diagnostics([request.diagnostic], sources, color=color, quiet=quiet, stream=sys.stderr)
        return 1
    lock, lock_sources, found = read_lock_beside(request)
    result = plan_pipeline(request, lock if not found else EMPTY, locked=locked)
    everything = {**sources, **lock_sources, **result.sources}
    print_diagnostics(settle((*found, *result.diagnostics), everything, compiled=True), everything, color=color, quiet=quiet, stream=sys.stderr)
    if result.plan is None or found:
        return 1
    if format_ == "json":
        from compiler.ir.codec import canonical_bytes

        sys.stdout.write(canonical_bytes(result.plan).decode())
    else:
        from compiler.ir.text import plan_text

        sys.stdout.write(plan_text(result.plan))
    return 0
