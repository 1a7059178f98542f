"""`pipec run`: execute a pipeline here."""

import click

from ..options import PATH, Word, color_options, format_option, value_options
from ..state_options import state_option, tells_faults
from ..values import read_values

DEGRADABLE = (
    "approval",
    "artifacts",
    "fail_fast",
    "health_check",
    "image",
    "labels",
    "max_parallel",
    "network",
    "resources",
    "retry",
    "services",
)
EVENTS = ("push", "pull_request", "tag", "cron", "manual", "deployment", "release")


@click.command()
@click.argument("file", required=False, type=PATH, metavar="[FILE|BUNDLE]")
@click.option("--job", "jobs", multiple=True, metavar="JOB", help="Run only JOB and what it waits for.")
@click.option(
    "--from", "first", metavar="JOB", default="", help="Begin at JOB; what is before it comes from an earlier run."
)
@click.option(
    "--executor",
    type=Word(["process", "container", "nomad"]),
    default="process",
    show_default=True,
    help="How steps run: as processes of this machine, in containers of Docker or Podman, as Nomad jobs.",
)
@click.option(
    "--jobs",
    "-j",
    "slots",
    type=click.IntRange(1, 10_000),
    metavar="N",
    help="Run at most N jobs at once.  [default: one per processor]",
)
@value_options
@click.option("--keep-going", is_flag=True, help="After a failure start jobs that do not depend on it all the same.")
@click.option(
    "--allow-degraded",
    "allowed",
    multiple=True,
    type=Word(DEGRADABLE),
    metavar="FEATURE",
    help=f"Run although the executor cannot keep FEATURE: {', '.join(DEGRADABLE)}. May be given several times.",
)
@click.option("--secret-file", type=PATH, metavar="FILE", help="Look for secrets in this dotenv file first.")
@click.option("--event", type=Word(EVENTS), default="manual", show_default=True, help="What CI_PIPELINE_EVENT says.")
@click.option("--source", type=PATH, metavar="DIR", help="Where workspaces come from.  [default: the repository]")
@click.option("--keep", is_flag=True, help="Keep the workspaces of jobs.")
@click.option("--dry-run", is_flag=True, help="Show what would run, and start nothing.")
@click.option(
    "--metrics-file", type=PATH, metavar="FILE", help="Write metrics there, in the text format of Prometheus."
)
@state_option
@format_option("text", "json", help="text for people, json: one event a line.")
@color_options
@tells_faults
def command(
    file: str | None,
    jobs: tuple[str, ...],
    first: str,
    executor: str,
    slots: int | None,
    variables: tuple[str, ...],
    var_files: tuple[str, ...],
    keep_going: bool,
    allowed: tuple[str, ...],
    secret_file: str | None,
    event: str,
    source: str | None,
    keep: bool,
    dry_run: bool,
    metrics_file: str | None,
    state_dir: str | None,
    format_: str,
    color: str,
    quiet: bool,
) -> int:
    """Run the jobs of a pipeline on this machine, or on a cluster.

    FILE is compiled first; a BUNDLE, the directory that `pipec compile` writes, is verified first. What the executor
    cannot keep is said before anything starts. A run that is killed goes on with `pipec resume`.

    \b
    Examples:
      pipec run
      pipec run --job test --job lint
      pipec run pipeline.yaml --executor container --jobs 4
      pipec run pipec-out/shop --var channel=stable
      NOMAD_ADDR=https://nomad:4646 pipec run --executor nomad --jobs 50
      pipec run --from publish           after a failure: build and test come from the earlier run
      pipec run --dry-run

    Exit codes: 0 success, 1 failure, 2 usage, 3 internal error, 130 interrupted.
    """  # noqa: D301 - click wants the character
    from ..running.load import How, given_values, load
    from ..running.options import RunOptions
    from ..running.start import Wanted, choose, start, tell_choice

    values = read_values(variables, var_files)
    options = RunOptions(
        state_dir=state_dir,
        executor=executor,
        slots=slots or 0,
        keep_going=keep_going,
        keep=keep,
        allow_degraded=allowed,
        event=event,
        format=format_,
        color=color,
        quiet=quiet,
        secret_file=secret_file,
        metrics_file=metrics_file,
    )
    loaded = load(file, values, How(executor, source, color, quiet))
    if loaded is None:
        return 1
    wanted = Wanted(jobs, first, given_values(values.given))
    if dry_run:
        from ..running.dry import show_dry_run

        chosen = choose(loaded, wanted, options)
        tell_choice(chosen)
        return show_dry_run(loaded, chosen, options)
    return start(loaded, wanted, options)
