"""`pipec logs`: what the steps of a run wrote."""

import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path

import click

from ..options import Word, format_option, refuse_name
from ..since import Since
from ..state_options import run_argument, state_directory, state_option, tells_faults

TYPE_CHECKING = False
if TYPE_CHECKING:
    from runtime.logs.layout import LogKey
    from runtime.logs.line import Line
    from runtime.logs.selection import Selection

_BATCH = 1000


def complete_logged(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
    """Complete the name of a job of the run, or of a step that wrote something."""
    from runtime.errors import RuntimeFault
    from runtime.logs.layout import find_logs
    from runtime.state.ownership import run_directory

    directory = state_directory(context.params.get("state_dir"))
    try:
        name, jobs = _find(directory, context.params.get("run") or "latest")
    except RuntimeFault:
        return []
    if parameter.name == "step":
        logs = find_logs(run_directory(directory, name), context.params.get("job"))
        jobs = tuple(dict.fromkeys(files.key.step for files in logs if files.key.step))
    return [job for job in jobs if job.startswith(incomplete)]


@click.command()
@run_argument
@click.option("--job", "-j", metavar="JOB", shell_complete=complete_logged, help="Of this job only.")
@click.option("--step", "-s", metavar="STEP", shell_complete=complete_logged, help="Of this step only.")
@click.option("--attempt", type=click.IntRange(1), metavar="N", help="Of the Nth try of each step only.")
@click.option(
    "--stream",
    "streams",
    multiple=True,
    type=Word(["stdout", "stderr", "system"]),
    help="What went there only; system is what pipec said itself. May be given several times.",
)
@click.option("--follow", "-f", "follows", is_flag=True, help="Go on until the run ends.")
@click.option("--tail", type=click.IntRange(0), metavar="N", help="Begin with the last N lines.")
@click.option(
    "--since", type=Since(), metavar="WHEN", help="Begin so long ago (`10m`), or at a moment (`2026-01-31T14:05`)."
)
@click.option("--timestamps", "-t", is_flag=True, help="Say when each line was written, in local time.")
@format_option("text", "json", "raw", help="text for people, json a line each for programs, raw the bytes of one step.")
@click.option(
    "--color",
    type=Word(["auto", "always", "never"]),
    default="auto",
    help="When to colour. auto: on a terminal, unless NO_COLOR is set.",
)
@state_option
@tells_faults
def command(
    run: str,
    job: str | None,
    step: str | None,
    attempt: int | None,
    streams: tuple[str, ...],
    follows: bool,
    tail: int | None,
    since: int | None,
    timestamps: bool,
    format_: str,
    color: str,
    state_dir: str | None,
) -> int:
    """Print what the steps of a run wrote, by time.

    RUN is a run's id, the beginning or the end of it, or `latest`, which is the default. Secrets are `***` in all that
    is kept. Each line of text begins with its job and step, `#2` says that it is of the second try of the step, and a
    colon instead of the bar that pipec itself says it; escape sequences other than colours are not passed on.
    `raw` is what the step wrote, byte by byte: into a file it is harmless, a terminal obeys it.

    \b
    Examples:
      pipec logs
      pipec logs --follow
      pipec logs 20260131 --job test --tail 100 --timestamps
      pipec logs latest --stream stderr --since 10m
      pipec logs --job build --step compile --format raw > compile.log
      pipec logs --format json | jq -r 'select(.level == "error").message'

    Exit codes: 0 printed, 1 failure, 2 usage, 130 interrupted.
    """  # noqa: D301 - click wants the character
    from runtime.logs.layout import find_logs
    from runtime.logs.reader import read_lines, read_output
    from runtime.logs.selection import EVERYTHING, Selection
    from runtime.state.ownership import run_directory

    wanted = Selection(job, step, attempt, frozenset(streams) or EVERYTHING.streams, since)  # type: ignore[arg-type]  # words
    if format_ == "raw" and (follows or tail is not None or since is not None or timestamps):
        raise click.UsageError(
            "`--format raw` is all of one step: `--follow`, `--tail`, `--since`, `--timestamps` do not go with it."
        )
    directory = state_directory(state_dir)
    name, jobs = _find(directory, run)
    folder = run_directory(directory, name)
    _refuse_unknown(folder, jobs, _begun(directory, name, wanted), wanted, waits=follows)
    if format_ == "raw" and job is not None and step is not None and not any(find_logs(folder, job, step, attempt)):
        return 0  # it has begun, and wrote nothing
    if format_ == "raw":
        return _print_bytes(read_output(folder, _one_log(folder, wanted), wanted))
    encode = _encoder(format_, color, timestamps=timestamps)
    if follows:
        import gc

        from runtime.logs.reader import follow

        gc.enable()
        return _print(follow(folder, lambda: _ended(directory, name), wanted, tail), encode)
    return _print(_batches(read_lines(folder, wanted, tail)), encode)


def _find(directory: Path, text: str) -> tuple[str, tuple[str, ...]]:
    """Return the id of the run, and the names of its jobs."""
    from runtime.state.queries import Queries

    with Queries(directory) as queries:
        name = queries.find_run(text).id
        return name, tuple(job.job for job in queries.jobs(name))


def _begun(directory: Path, name: str, wanted: "Selection") -> frozenset[str]:
    """Return the steps that have begun, where one is asked for."""
    from runtime.state.queries import Queries

    if wanted.step is None:
        return frozenset()
    with Queries(directory) as queries:
        return frozenset(step.step for step in queries.steps(name, wanted.job))


def _ended(directory: Path, name: str) -> bool:
    """Tell whether nobody executes the run: it has ended, waits for `pipec resume`, or was interrupted."""
    from runtime.state.ownership import is_owned

    return not is_owned(directory, name)


def _refuse_unknown(
    folder: Path, jobs: Sequence[str], silent: Collection[str], wanted: "Selection", *, waits: bool
) -> None:
    """Refuse names of jobs and steps that the run has not; `waits` for steps that may yet begin.

    `silent` are the steps that the state knows: one that wrote nothing has no log.
    """
    from runtime.logs.layout import find_logs

    if wanted.job is not None and wanted.job not in jobs:
        refuse_name("job", wanted.job, jobs)
    if wanted.step is not None and not waits:
        steps = dict.fromkeys(files.key.step for files in find_logs(folder, wanted.job) if files.key.step)
        if wanted.step not in steps and wanted.step not in silent:
            refuse_name("log of a step", wanted.step, tuple(steps))


def _one_log(folder: Path, wanted: "Selection") -> "LogKey":
    """Return the one log that is selected; of several tries of one step the last."""
    from runtime.logs.layout import find_logs

    found_logs = find_logs(folder, wanted.job, wanted.step, wanted.attempt)
    keys = [files.key for files in found_logs if files.key.step]
    steps = dict.fromkeys(f"{key.job}/{key.step}" for key in keys)
    if len(steps) != 1:
        found = f"There are: {', '.join(steps)}." if steps else "There are none."
        raise click.UsageError(f"`--format raw` is of one step: say it with `--job` and `--step`. {found}")
    return keys[-1]


def _encoder(format_: str, color: str, *, timestamps: bool) -> "Callable[[Line], str]":
    from ..log_lines import JsonLines, TextLines
    from ..output import wants_color

    if format_ == "json":
        return JsonLines().encode
    return TextLines(color=wants_color(color, sys.stdout), timestamps=timestamps).encode


def _batches(lines: "Iterator[Line]") -> "Iterator[list[Line]]":
    from itertools import islice

    while batch := list(islice(lines, _BATCH)):
        yield batch


def _print(batches: "Iterable[list[Line]]", encode: "Callable[[Line], str]") -> int:
    """Print each batch at once; end when nobody reads any more."""
    return _print_bytes("".join(map(encode, batch)).encode("utf-8", "backslashreplace") for batch in batches)


def _print_bytes(pieces: Iterable[bytes]) -> int:
    from ..streams import discard_output

    if sys.stdout is None:  # the caller closed it
        return 0
    try:
        for piece in pieces:
            sys.stdout.buffer.write(piece)
            sys.stdout.buffer.flush()
    except BrokenPipeError:
        discard_output()
    return 0
