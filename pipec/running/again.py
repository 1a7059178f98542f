"""Going on with a run: one that is paused, or one whose runtime is gone."""

import asyncio
from pathlib import Path

from compiler.ir.expression import Value
from runtime.artifacts.queries import ArtifactQueries
from runtime.errors import StateError
from runtime.executors.base import Executor
from runtime.executors.nomad.emitted import read_emitted
from runtime.executors.whole import WholeExecutor
from runtime.jobs.space import spaces_of
from runtime.parameters import Bound
from runtime.scheduling.begin import read_run_plan, resumable
from runtime.scheduling.restore import Took, corrections, read_progress
from runtime.state.changes import Ask
from runtime.state.journal import apply_changes
from runtime.state.ownership import is_owned, own_run, run_directory
from runtime.state.queries import Queries
from runtime.state.records import RunRecord

from ..state_options import state_directory
from ..streams import warn, write
from .actor import actor_name
from .options import RunOptions
from .perform import Prepared, make_executor, perform
from .start import find_secrets, secrets_there


def go_on(text: str, options: RunOptions) -> int:
    """Let a run go on; return the exit code, which is that of the run where this process executes it."""
    state = state_directory(options.state_dir)
    with Queries(state) as queries:
        record = resumable(queries, text)
        if is_owned(state, record.id):
            return _continue(state, record)
        with own_run(state, record.id):
            # Another process may have gone on with it, to its end, between the look and the lock.
            return _resume(state, queries, resumable(queries, record.id), options)


def _continue(state: Path, record: RunRecord) -> int:
    """Tell the process that executes the run to go on."""
    actor = actor_name()
    apply_changes(state, actor, Ask(record.id, "continue", actor))
    write(f"run {record.id} goes on; `pipec watch {record.id}` follows it\n")
    return 0


def _resume(state: Path, queries: Queries, record: RunRecord, options: RunOptions) -> int:
    plan = read_run_plan(run_directory(state, record.id), record)
    executor = make_executor(record.executor, state)
    source = Path(record.root) if record.root else None
    jobs = tuple(record.selection["jobs"])
    if {item.job for item in queries.jobs(record.id)} != set(jobs):
        raise StateError(f"the jobs of run {record.id} are not those that it began with", "Start a new run.")
    adopts = isinstance(executor, WholeExecutor)
    if adopts:
        secrets = secrets_there(plan, jobs, read_emitted(run_directory(state, record.id)))
    else:
        secrets = find_secrets(plan, jobs, source, options.secret_file)
    if not adopts:
        _put_right(executor, state, queries, record.id)
    restored = read_progress(queries, record.id, adopts=adopts)
    with ArtifactQueries(state) as stored:
        kept = {key: item.digest for key, item in stored.of_run(record.id).items()}
    taken = _taken(queries, record, kept)
    restored = restored._replace(artifacts=kept, taken=taken)
    prepared = Prepared(record, plan, state, jobs, _bound(record), secrets, source, restored)
    return perform(prepared, executor, options._replace(executor=record.executor), actor_name())


def _put_right(executor: Executor, state: Path, queries: Queries, run: str) -> None:
    """End what still runs, and record that it was cut off."""
    for sentence in sweep(executor, state, run, running_handles(queries, run)):
        warn(sentence)
    changes = corrections(queries, run)
    if changes:
        apply_changes(state, actor_name(), *changes)


def running_handles(queries: Queries, run: str) -> tuple[str, ...]:
    """Return how the programs are found again that ran when the runtime was gone."""
    return tuple(step.handle for step in queries.steps(run) if step.status == "running" and step.handle)


def sweep(executor: Executor, state: Path, run: str, handles: tuple[str, ...]) -> tuple[str, ...]:
    """End what a runtime that is gone left running, and make its files ours, so that they can be removed."""
    return asyncio.run(_sweep(executor, state, run, handles))


async def _sweep(executor: Executor, state: Path, run: str, handles: tuple[str, ...]) -> tuple[str, ...]:
    await executor.open()
    try:
        ended = await executor.sweep(run, handles)
        for space in spaces_of(state, run):
            await executor.reclaim(space)
        return ended
    finally:
        await executor.close()


def _bound(record: RunRecord) -> Bound:
    values: dict[str, Value] = dict(record.parameters)
    return Bound(values, dict(record.selection.get("given", {})))


def _taken(queries: Queries, record: RunRecord, kept: dict[tuple[str, str], str]) -> dict[str, Took]:
    """Return the results that the run took over from earlier ones; their artifacts are its own by now."""
    found: dict[str, Took] = {}
    for job, earlier in record.selection.get("taken", {}).items():
        outputs = next((item.outputs for item in queries.jobs(earlier) if item.job == job), {})
        artifacts = {name: digest for (owner, name), digest in kept.items() if owner == job}
        found[job] = Took(outputs, artifacts)
    return found
