"""`pipec plan`: what a pipeline means."""

import sys

import click

from ..options import color_options, file_argument, format_option, value_options
from ..output import print_diagnostics, print_json
from ..planning import plan_file
from ..selection import single_path
from ..streams import write
from ..values import read_values


@click.command()
@file_argument
@value_options
@click.option("--locked", is_flag=True, help="Fail when any image is not locked.")
@format_option("text", "json", help="text for people, json as plan.json in the bundle.")
@color_options
def command(
    file: str | None,
    variables: tuple[str, ...],
    var_files: tuple[str, ...],
    locked: bool,
    format_: str,
    color: str,
    quiet: bool,
) -> int:
    """Print the plan of a pipeline: every job instance with its defaults, values and order.

    Findings go to standard error. With --format json, what stands in the way of a plan is printed in its place, as
    `pipec lint --format json` does.

    \b
    Examples:
      pipec plan
      pipec plan pipeline.yaml --var region=eu
      pipec plan --format json - < pipeline.yaml

    Exit codes: 0 clean, 1 findings, 2 usage, 3 internal error.
    """  # noqa: D301 - click wants the character
    values = read_values(variables, var_files)
    planned = plan_file(single_path(file), values.given, locked=locked)
    diagnostics, sources = planned.shown()
    sources = {**values.sources, **sources}
    print_diagnostics(diagnostics, sources, color=color, quiet=quiet, stream=sys.stderr)
    if planned.plan is None:
        if format_ == "json":
            from compiler.diagnostics.render_json import to_json

            print_json(to_json(diagnostics, sources))
        return 1
    if format_ == "json":
        from compiler.ir.codec import canonical_bytes

        write(canonical_bytes(planned.plan).decode())
    else:
        from compiler.ir.text import plan_text

        write(plan_text(planned.plan))
    return 0
