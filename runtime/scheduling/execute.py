"""A run from its first transition to its last: journal, executor, scheduler, steering, and the cleaning afterwards."""

import asyncio
import contextlib
import functools
from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple

from compiler.ir.expression import Value
from compiler.ir.plan import Plan

from ..artifacts.store import ArtifactStore
from ..executors.base import Executor
from ..jobs.context import RunContext
from ..jobs.space import WORKSPACES, remove_tree
from ..logs.masking import Masker
from ..observer import Observer
from ..records import RunStatus
from ..state.changes import MoveJob, MoveRun
from ..state.journal import Journal
from ..state.queries import Queries
from .approvals import Approvals
from .clock import ActiveClock
from .endings import run_ending
from .graph import Graph
from .groups import Group, group_slot
from .restore import Restored
from .results import RunResults
from .scheduler import Scheduler
from .signals import Interruptions
from .steering import Steering, reason_of

SNAPSHOTS: Final = ("source", "source.unfinished")


class RunOrder(NamedTuple):
    """A run that is in the state already and owned by this process. `restored` is how far it was."""

    run: str
    plan: Plan
    state: Path
    jobs: tuple[str, ...]
    executor: Executor
    observer: Observer
    params: Mapping[str, Value]
    overrides: Mapping[str, str]
    variables: Mapping[str, str]
    secrets: Mapping[str, str]
    source: Path | None
    slots: int
    keep_going: bool
    keep: bool
    restored: Restored


class RunEnd(NamedTuple):
    """What a run came to; `signalled` when a signal ended it."""

    status: RunStatus
    reason: str
    signalled: bool = False


async def execute(order: RunOrder, actor: str, interruptions: Interruptions) -> RunEnd:
    """Execute a run to its end. Faults of the state are raised, after everything that ran was stopped."""
    journal = Journal(order.state, actor, order.run)
    queries = Queries(order.state)
    try:
        await order.executor.open()
        try:
            with contextlib.ExitStack() as stack:
                turned_away = await _enter_group(order, stack, queries, interruptions)
                if turned_away is not None:
                    return await _give_back(order, journal, turned_away)
                return await _execute(order, journal, queries, interruptions)
        finally:
            await order.executor.close()
    finally:
        queries.close()
        await journal.close()


async def _enter_group(
    order: RunOrder, stack: contextlib.ExitStack, queries: Queries, interruptions: Interruptions
) -> RunEnd | None:
    """Wait for a slot of the run's group; return how the run ends when somebody ends it before it has one."""
    if order.plan.concurrency is None:
        return None
    reasons: list[str] = []

    def stop() -> str:
        cancels = (each for each in queries.requests(order.run) if each.kind == "cancel")
        return next(iter(reasons), "") or next(map(reason_of, cancels), "")

    group = Group(order.state, order.plan.concurrency, order.run)
    with interruptions.handed_to(reasons.append, lambda: None) as received:
        tell = functools.partial(order.observer.run_changed, order.run, "pending")
        reason = await group_slot(group, stack, tell, stop)
    return RunEnd("cancelled", reason, signalled=bool(received)) if reason else None


async def _give_back(order: RunOrder, journal: Journal, end: RunEnd) -> RunEnd:
    """End a run that never got a slot of its group."""
    open_ = [job for job in order.jobs if job not in order.restored.endings]
    moves = [MoveJob(order.run, job, "cancelled", reason=end.reason) for job in open_]
    await journal.write(*moves, MoveRun(order.run, "cancelled", reason=end.reason))
    for job in open_:
        order.observer.job_changed(job, "cancelled", 0, 0, end.reason)
    order.observer.run_changed(order.run, "cancelled", end.reason)
    return end


async def _execute(order: RunOrder, journal: Journal, queries: Queries, interruptions: Interruptions) -> RunEnd:
    results = RunResults(order.plan)
    context = _context(order, journal, results)
    chosen = frozenset(order.jobs)
    graph = Graph(job for job in order.plan.jobs if job.id in chosen)
    order.restored.apply(graph, results, context)
    if order.restored.status != "running":
        await journal.write(MoveRun(order.run, "running"))
    context.observer.run_changed(order.run, "running", "")
    approvals = Approvals(context, lambda: {item.job: item for item in queries.approvals(order.run)})
    scheduler = Scheduler(
        context,
        graph,
        results,
        slots=order.slots,
        keep_going=order.keep_going,
        ask=approvals.ask,
        progress=order.restored.progress(),
        approved=order.restored.approved,
    )
    clock = ActiveClock(order.restored.active_ms)
    clock.start()
    steering = Steering(context, scheduler, approvals, clock, queries)

    def cancel(reason: str) -> None:
        sentence = "stopping; what does not end within 10 s is killed, at once if you interrupt again"
        context.observer.run_changed(order.run, "running", sentence)
        scheduler.cancel(reason)

    with contextlib.closing(context.remover), interruptions.handed_to(cancel, context.hurry) as received:
        if order.restored.cancelled:
            scheduler.cancel(order.restored.cancelled)
        await _both(scheduler, steering, graph)
    return await _end(order, context, scheduler, steering, clock, received=bool(received))


def _context(order: RunOrder, journal: Journal, results: RunResults) -> RunContext:
    masker = Masker(order.secrets.values())
    return RunContext(
        order.run,
        order.plan,
        order.state,
        executor=order.executor,
        journal=journal,
        observer=order.observer,
        store=ArtifactStore(order.state, secret=lambda text: masker.mask_text(text) != text),
        masker=masker,
        results=results,
        params=order.params,
        variables=order.variables,
        secrets=order.secrets,
        overrides=order.overrides,
        source=order.source,
        keep=order.keep,
    )


async def _both(scheduler: Scheduler, steering: Steering, graph: Graph) -> None:
    """Run the jobs and watch over them; a fault of the watch cancels the jobs, and is raised."""
    watch = asyncio.ensure_future(steering.watch())
    watch.add_done_callback(lambda done: _give_up(done, scheduler))
    try:
        await scheduler.run(list(graph.roots()))
    finally:
        watch.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await watch


def _give_up(watch: asyncio.Future[None], scheduler: Scheduler) -> None:
    fault = None if watch.cancelled() else watch.exception()
    if fault is not None:
        scheduler.give_up(fault)


async def _end(
    order: RunOrder,
    context: RunContext,
    scheduler: Scheduler,
    steering: Steering,
    clock: ActiveClock,
    *,
    received: bool,
) -> RunEnd:
    clock.stop()
    status: RunStatus = run_ending(scheduler.results.endings[job] for job in order.jobs)
    if scheduler.stopping and not steering.timed_out:
        status = "cancelled"
    reason = scheduler.stopping
    if steering.status == "paused" and status == "success":
        await context.write(MoveRun(order.run, "running"))
    if not order.keep:  # before the last transition: a run that has ended is never gone on with, and leaves nothing
        reason = await asyncio.to_thread(_removal, order, context) or reason
    await context.write(MoveRun(order.run, status, reason=reason, active_ms=clock.milliseconds))
    context.store.close()
    context.observer.run_changed(order.run, status, reason)
    return RunEnd(status, reason, signalled=received)


def _removal(order: RunOrder, context: RunContext) -> str:
    """Remove what the run worked in; return what is to be told when something of it cannot be removed."""
    if context.unclosed:
        return f"something of `{context.unclosed[0]}` is left that the executor could not end; `pipec clean` ends it"
    try:
        remove_leftovers(order.state, order.run)
    except OSError as error:
        return f"what is left of its workspaces cannot be removed: {error.strerror}"
    return ""


def remove_leftovers(state: Path, run: str) -> None:
    """Remove the workspaces of a run and its copy of the source; its plan and logs stay."""
    for path in (state / WORKSPACES / run, *(state / "runs" / run / name for name in SNAPSHOTS)):
        if path.exists():
            remove_tree(path)
