"""`pipec compile`: from pipeline files to bundles."""

import os
import sys

import click

from compiler.backends import TARGETS

from ..compiling import Job, Outcome, compile_file
from ..options import color_options, files_argument, format_option, value_options
from ..output import counted, print_diagnostics, print_json
from ..selection import select_paths
from ..values import read_values

DEFAULT_OUT = "pipec-out"


@click.command()
@files_argument
@click.option("--target", "-t", "targets", multiple=True, type=click.Choice(TARGETS), help="Emit for this target only. May be given several times.")
@click.option("--env", "-e", "environment", metavar="NAME", help="Emit this environment's files only.")
@value_options
@click.option("--out", "-o", default=DEFAULT_OUT, show_default=True, metavar="DIR", help="Write each bundle to DIR/PIPELINE.")
@click.option("--locked", is_flag=True, help="Fail when any image is not locked.")
@click.option("--check", is_flag=True, help="Write nothing; show what is stale and exit 1.")
@click.option("--install", is_flag=True, help="Also copy files to where engines read them (.woodpecker/).")
@click.option("--nomad-format", type=click.Choice(["json", "hcl"]), default="json", show_default=True, help="How Nomad jobs are written.")
@format_option
@color_options
def command(
    files: tuple[str, ...],
    targets: tuple[str, ...],
    environment: str | None,
    variables: tuple[str, ...],
    var_files: tuple[str, ...],
    out: str,
    locked: bool,
    check: bool,
    install: bool,
    nomad_format: str,
    format_: str,
    color: str,
    quiet: bool,
) -> int:
    """Emit Nomad jobs, Compose files, Woodpecker configuration and deploy manifests.

    Each pipeline becomes a bundle: a directory that is written whole or not at all. Without FILES the repository's
    own pipelines are compiled; without --target, for the targets of .pipec.toml, or for all.

    \b
    Examples:
      pipec compile
      pipec compile --target nomad --env production --nomad-format hcl
      pipec compile --check              in CI: are the committed artifacts current?
      pipec compile --var region=eu --out dist -

    Exit codes: 0 clean, 1 findings (with --check also stale files), 2 usage, 3 internal error.
    """
    given, sources = read_values(variables, var_files)
    job = Job(targets, environment, out, given, locked, check, install, nomad_format)
    outcomes = [compile_file(path, job) for path in select_paths(files)]
    _refuse_same_directory(outcomes)
    if format_ == "json":
        print_json({"format": 1, "bundles": [outcome.as_json() for outcome in outcomes]})
    else:
        for outcome in outcomes:
            everything = {**sources, **outcome.sources}
            print_diagnostics(outcome.diagnostics, everything, color=color, quiet=quiet, stream=sys.stderr)
            _print_outcome(outcome, check=check, quiet=quiet)
    return int(any(outcome.failed for outcome in outcomes))


def _refuse_same_directory(outcomes: list[Outcome]) -> None:
    seen: dict[str, str] = {}
    for outcome in outcomes:
        if outcome.directory and outcome.directory in seen:
            raise click.UsageError(
                f"{seen[outcome.directory]} and {outcome.path} have the same `name` and so the same bundle: rename one."
            )
        seen[outcome.directory] = outcome.path


def _print_outcome(outcome: Outcome, *, check: bool, quiet: bool) -> None:
    if outcome.error:
        click.echo(f"error: {outcome.path}: {outcome.error}", err=True)
    for item in outcome.stale:
        click.echo(f"{item.kind}: {os.path.join(outcome.directory, item.path)}")
        click.echo(item.diff, nl=False)
    if outcome.failed or quiet or not outcome.files:
        return
    verb = "is up to date" if check else "written"
    click.echo(f"{outcome.path}: {outcome.directory} {verb} ({counted(len(outcome.files), 'file')})")
    for path in sorted(outcome.files) if not check else ():
        click.echo(f"  {path}")
