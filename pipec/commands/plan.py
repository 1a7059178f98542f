"""`pipec plan`: what a pipeline means, and what it would change where it is applied."""

import sys

import click

from ..against.strict import StrictAgainst
from ..completing import complete_environments
from ..options import Word, color_options, file_argument, format_option, value_options
from ..output import print_diagnostics, print_json
from ..planning import plan_file
from ..selection import single_path
from ..state_options import tells_faults
from ..streams import write
from ..values import Values, read_values


@click.command(cls=StrictAgainst)
@file_argument
@value_options
@click.option("--locked", is_flag=True, help="Fail when any image is not locked.")
@click.option(
    "--against",
    type=Word(["nomad", "compose"]),
    help="Ask the engine, without changing anything, and print what applying the emitted files would change there. "
    "FILE may be a bundle.",
)
@click.option(
    "--env",
    "environment",
    metavar="NAME",
    shell_complete=complete_environments,
    help="With --against: ask for this environment alone.",
)
@format_option("text", "json", help="text for people, json as plan.json in the bundle; of --against, versioned.")
@color_options
def command(
    file: str | None,
    variables: tuple[str, ...],
    var_files: tuple[str, ...],
    locked: bool,
    against: str | None,
    environment: str | None,
    format_: str,
    color: str,
    quiet: bool,
) -> int:
    """Print the plan of a pipeline: every job instance with its defaults, values and order.

    Findings go to standard error. With --format json, what stands in the way of a plan is printed in its place, as
    `pipec lint --format json` does.

    With --against, the engine is asked instead: Nomad by NOMAD_ADDR and the other variables of its command line, for
    its own plan of each job; Compose by the containers that it has up, and by `docker compose` itself for what it would
    create anew. Nothing is registered, started or stopped.

    \b
    Examples:
      pipec plan
      pipec plan pipeline.yaml --var region=eu
      pipec plan --format json - < pipeline.yaml
      pipec plan --against nomad --env staging
      pipec plan --against compose pipec-out/shop

    Exit codes: 0 clean, 1 findings, 2 usage, 3 internal error. With --against: 0 nothing would change, 2 something
    would, 1 any error.
    """  # noqa: D301 - click wants the character
    values = read_values(variables, var_files)
    if against is not None:
        return _against(file, values, (against, environment), format_, locked=locked, color=color, quiet=quiet)
    if environment is not None:
        raise click.UsageError("--env goes with --against: a plan has all environments.")
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


@tells_faults
def _against(
    file: str | None,
    values: Values,
    what: tuple[str, str | None],
    format_: str,
    *,
    locked: bool,
    color: str,
    quiet: bool,
) -> int:
    from ..against.comparing import plan_against
    from ..against.wanted import Asked

    target, environment = what
    return plan_against(Asked(file, values, target, environment, locked, color, quiet), format_)
