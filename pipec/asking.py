"""What people say about runs: end, pause, approve, reject; to the process that executes one, through the state."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click

from .state_options import state_directory
from .streams import write

if TYPE_CHECKING:
    from runtime.state.queries import Queries
    from runtime.state.records import ApprovalRecord, RequestKind, RunRecord

Function = TypeVar("Function", bound=Callable[..., Any])


def named_run_argument(function: Function) -> Function:
    """RUN, which has to be given: what is done to it cannot be undone."""
    return click.argument("run", shell_complete=complete_runs)(function)


def reason_option(*, required: bool = False) -> Callable[[Function], Function]:
    """`--reason`: what is recorded as the why."""
    why = "Why; it is recorded, and told."
    if required:
        return click.option("--reason", "-r", required=True, metavar="TEXT", help=why)
    return click.option("--reason", "-r", default="", metavar="TEXT", help=why)


def as_option(function: Function) -> Function:
    """`--as`: for whom this is done."""
    return click.option(
        "--as", "who", default="", metavar="NAME", help="Do it in this name. The record also has yours.  [default: you]"
    )(function)


def complete_runs(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
    """Complete the id of a run, by its beginning."""
    from runtime.errors import RuntimeFault
    from runtime.state.queries import LATEST, Queries

    del parameter
    try:
        with Queries(state_directory(context.params.get("state_dir"))) as queries:
            known = [LATEST, *(record.id for record in queries.runs(100))]
    except RuntimeFault:
        return []
    return [name for name in known if name.startswith(incomplete)]


def complete_waiting(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
    """Complete a job of the run that waits for approval."""
    from runtime.errors import RuntimeFault
    from runtime.state.queries import Queries

    del parameter
    try:
        with Queries(state_directory(context.params.get("state_dir"))) as queries:
            jobs = queries.jobs(queries.find_run(context.params["run"]).id)
    except RuntimeFault:
        return []
    return [each.job for each in jobs if each.status == "waiting" and each.job.startswith(incomplete)]


class Voice(NamedTuple):
    """What somebody says of a run: `who` is empty for the user who calls."""

    run: str
    who: str
    reason: str
    state_dir: str | None


def ask(kind: "RequestKind", voice: Voice) -> int:
    """Want something of the process that executes a run; return the exit code."""
    from runtime.state.changes import Ask
    from runtime.state.journal import apply_changes
    from runtime.state.ownership import is_owned
    from runtime.state.queries import Queries

    from .running.actor import actor_name

    directory, actor = state_directory(voice.state_dir), actor_name()
    with Queries(directory) as queries:
        record = queries.find_run(voice.run)
    owned = is_owned(directory, record.id)
    if kind == "pause" and not owned:
        _refuse_pause(record)
    apply_changes(directory, actor, Ask(record.id, kind, voice.who or actor, voice.reason))
    write(f"run {record.id} is asked to {kind}\n" if owned else _nobody(record.id, "takes that up"))
    return 0


def decide(job: str, voice: Voice, *, approved: bool) -> int:
    """Approve or reject a job that waits; return the exit code."""
    from runtime.state.changes import Decide
    from runtime.state.journal import apply_changes
    from runtime.state.queries import Queries

    from .running.actor import actor_name

    directory, actor = state_directory(voice.state_dir), actor_name()
    with Queries(directory) as queries:
        record = queries.find_run(voice.run)
        _check_job(queries, record, job)
        apply_changes(directory, actor, Decide(record.id, job, approved, voice.who or actor, voice.reason))
        approval = next(each for each in queries.approvals(record.id) if each.job == job)
    write(f"job {job} of run {record.id} is {_standing(approval)}\n")
    _tell_interrupted(directory, record)
    return 0


def _standing(approval: "ApprovalRecord") -> str:
    if approval.verdict != "open":
        return approval.verdict
    more = "1 more has" if approval.missing == 1 else f"{approval.missing} more have"
    return f"approved by {len(approval.decisions)} of {approval.required}: {more} to approve"


def _check_job(queries: "Queries", record: "RunRecord", job: str) -> None:
    """Answer the name of a job that is none with the nearest."""
    from .options import refuse_name

    known = tuple(each.job for each in queries.jobs(record.id))
    if job not in known:
        refuse_name("job", job, known)


def _tell_interrupted(directory: Path, record: "RunRecord") -> None:
    from runtime.state.ownership import interrupted

    if interrupted(record, directory):
        write(_nobody(record.id, "goes on with it"))


def _nobody(run: str, what: str) -> str:
    ends = "; `pipec clean` ends it at once" if what == "takes that up" else ""
    return f"nobody executes run {run} now; `pipec resume {run}` {what}{ends}\n"


def _refuse_pause(record: "RunRecord") -> None:
    from runtime.errors import StateError
    from runtime.records import ENDED_RUN

    if record.status not in ENDED_RUN:
        raise StateError(
            f"nobody executes run {record.id}: there is nothing to pause",
            f"`pipec resume {record.id}` goes on with it.",
        )
