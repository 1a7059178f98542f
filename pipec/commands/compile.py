"""`pipec compile`: from pipeline files to bundles."""

import os

import click

from compiler.backends import TARGETS
from compiler.driver import Request

from ..compiling import Order, Outcome, finish, prepare
from ..completing import complete_environments
from ..faults import INTERNAL
from ..leftovers import Leftover, leftovers
from ..options import PATH, Word, color_options, files_argument, format_option, refuse_name, value_options
from ..outcomes import print_leftovers, print_outcomes, print_outcomes_json
from ..selection import STANDARD_INPUT, select_paths
from ..target_versions import Versions, refuse_unused, target_version_option
from ..values import read_values

DEFAULT_OUT = "pipec-out"


@click.command()
@files_argument
@click.option(
    "--target",
    "-t",
    "targets",
    multiple=True,
    type=Word(TARGETS),
    help="Emit for this target only. May be given several times.",
)
@target_version_option
@click.option(
    "--env",
    "-e",
    "environment",
    metavar="NAME",
    shell_complete=complete_environments,
    help="Leave the files of other environments out.",
)
@value_options
@click.option(
    "--out",
    "-o",
    default=DEFAULT_OUT,
    show_default=True,
    type=PATH,
    metavar="DIR",
    help="Write each bundle to DIR/NAME, NAME being the pipeline's.",
)
@click.option("--locked", is_flag=True, help="Fail when any image is not locked.")
@click.option("--check", is_flag=True, help="Write nothing; show what is stale and exit 1.")
@click.option("--install", is_flag=True, help="Also copy files to where engines read them (.woodpecker/).")
@click.option(
    "--nomad-format", type=Word(["json", "hcl"]), default="json", show_default=True, help="How Nomad jobs are written."
)
@format_option("text", "json")
@color_options
def command(
    files: tuple[str, ...],
    targets: tuple[str, ...],
    target_versions: Versions,
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
    own pipelines are compiled; without --target, for the targets of .pipec.toml, or for all. A file with errors does
    not stop the others. Findings go to standard error. With --check each stale file is shown with what differs in it
    and the line of the pipeline that caused it; without FILES also bundles whose pipeline is gone.

    \b
    Examples:
      pipec compile
      pipec compile --target nomad --env production --nomad-format hcl
      pipec compile --check              in CI, with the same options: are the bundles current?
      pipec compile --target woodpecker --install
      pipec compile --target-version nomad=1.7 --target-version woodpecker=3.0
      pipec compile --var region=eu --out dist - < pipeline.yaml

    Exit codes: 0 clean, 1 findings (with --check also stale files), 2 usage, 3 internal error.
    """  # noqa: D301 - click wants the character
    refuse_unused(target_versions, targets)
    values = read_values(variables, var_files)
    paths = select_paths(files)
    if install and STANDARD_INPUT in paths:
        raise click.UsageError("`--install` wants files: what standard input installs would belong to no pipeline.")
    order = Order(targets, environment, out, values.given, locked, check, install, nomad_format, target_versions)
    planned = [prepare(path, order) for path in paths]
    outcomes = [finish(each, order) for each in _refuse_environment(_refuse_same_name(planned), environment)]
    left = _leftovers(out, outcomes) if check and not files else []
    if format_ == "json":
        print_outcomes_json(outcomes, values.sources, left, check=check)
    else:
        print_outcomes(outcomes, values.sources, check=check, color=color, quiet=quiet)
        print_leftovers(left)
    if any(outcome.bug for outcome in outcomes):
        return INTERNAL
    return int(bool(left) or any(outcome.failed for outcome in outcomes))


def _leftovers(out: str, outcomes: list[Outcome]) -> list[Leftover]:
    """Return the bundles of pipelines that are gone; only where all pipelines are looked at."""
    read = [(each.directory, each.planned.read) for each in outcomes]
    requests = [(directory, request) for directory, request in read if isinstance(request, Request)]
    if not requests:
        return []
    root = requests[0][1].root
    made = {directory: os.path.relpath(request.path, root) for directory, request in requests if directory}
    return leftovers(out, root, made)


def _refuse_same_name(outcomes: list[Outcome]) -> list[Outcome]:
    """Refuse all pipelines of one name: which of them had the bundle would depend on their order."""
    paths: dict[str, list[str]] = {}
    for outcome in outcomes:
        if outcome.directory:
            paths.setdefault(outcome.directory, []).append(outcome.planned.path)
    return [_refused(outcome, paths.get(outcome.directory, [])) for outcome in outcomes]


def _refused(outcome: Outcome, paths: list[str]) -> Outcome:
    others = [path for path in paths if path != outcome.planned.path]
    if not others:
        return outcome
    return outcome._replace(
        error=f"{others[0]} has the same `name`, and so the same bundle `{outcome.directory}`; rename one"
    )


def _refuse_environment(outcomes: list[Outcome], name: str | None) -> list[Outcome]:
    """Refuse an environment that no pipeline has; one that only some have leaves the others without any."""
    plans = [outcome.planned.plan for outcome in outcomes if outcome.planned.plan is not None]
    known = tuple(dict.fromkeys(environment.name for plan in plans for environment in plan.environments))
    if name is None or name in known or not plans:
        return outcomes
    if len(plans) == len(outcomes):
        refuse_name("environment", name, known)
    error = f"there is no environment `{name}` in the pipelines that can be read"
    return [outcome._replace(error=outcome.error or error) for outcome in outcomes]
