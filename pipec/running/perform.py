"""A run in this process: watched, executed, summed up."""

import asyncio
import contextlib
import gc
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from compiler.ir.plan import Plan
from runtime.errors import RuntimeFault, StateError
from runtime.executors.base import Executor
from runtime.executors.registry import EXECUTORS
from runtime.parameters import Bound
from runtime.reporting.model import LookupReport, RunReport
from runtime.reporting.view import View
from runtime.scheduling.execute import RunOrder, execute
from runtime.scheduling.restore import Restored
from runtime.scheduling.signals import INTERRUPTED, Interruptions
from runtime.state.queries import Queries
from runtime.state.records import RunRecord

from ..output import wants_color
from ..streams import warn, write
from .options import RunOptions
from .tidying import tidy

SUCCESS, FAILED = 0, 1


class FoundSecrets(NamedTuple):
    """The values of secrets by name, and when they were looked for, where any are needed."""

    values: Mapping[str, str]
    lookup: LookupReport | None = None


class Prepared(NamedTuple):
    """All that a run needs: it is in the state, and owned by this process."""

    record: RunRecord
    plan: Plan
    state: Path
    jobs: tuple[str, ...]
    bound: Bound
    secrets: FoundSecrets
    source: Path | None
    restored: Restored


def make_executor(name: str, state: Path) -> Executor:
    """Return the executor of this name."""
    return EXECUTORS[name](state)


def perform(prepared: Prepared, executor: Executor, options: RunOptions, actor: str) -> int:
    """Execute a run; return the exit code."""
    # The command line works without a collector because it is one short burst; a run may take hours.
    gc.enable()
    gc.freeze()
    try:
        with Interruptions() as interruptions, _view(prepared, options) as view:
            end = asyncio.run(execute(_order(prepared, executor, view), actor, interruptions))
    except (RuntimeFault, RuntimeError) as error:
        fault = error if isinstance(error, RuntimeFault) else _no_thread(error)
        again = f"`pipec resume {prepared.record.id}` then goes on with the run."
        fault.help = f"{fault.help}\n  {again}" if fault.help else again
        raise fault from None
    _check_kept(prepared, end.status)
    _sum_up(prepared, options)
    if options.quiet and end.status != "success":
        warn(f"run {prepared.record.id} ended in {end.status}; `pipec report {prepared.record.id}` says why")
    trouble = tidy(prepared.state, actor)
    if trouble:
        warn(f"warning: {trouble}")
    if end.signalled:
        return INTERRUPTED
    return SUCCESS if end.status == "success" else FAILED


def _no_thread(error: RuntimeError) -> RuntimeFault:
    """Return the fault that it is when no thread can be started; raise what is another error."""
    if "start new thread" not in str(error):
        raise error
    return RuntimeFault(
        "no more processes or threads can be started",
        "Raise the limit (`ulimit -u`), or run fewer jobs at once (`--jobs`).",
        failure_class="resource",
    )


def _check_kept(prepared: Prepared, status: str) -> None:
    """See that the end is where others look for it: who holds an open database writes to it though it was deleted."""
    state, run = prepared.state, prepared.record.id
    try:
        with Queries(state) as queries:
            kept: str = queries.find_run(run).status
    except RuntimeFault as fault:
        kept = str(fault)
    if kept != status:
        raise StateError(
            f"run {run} ended in {status}, and that is not recorded: {state} was moved, deleted or replaced meanwhile",
            "Put the directory back as it was, or start a new run.",
        )


def _order(prepared: Prepared, executor: Executor, view: View) -> RunOrder:
    return RunOrder(
        run=prepared.record.id,
        plan=prepared.plan,
        state=prepared.state,
        jobs=prepared.jobs,
        executor=executor,
        observer=view,
        params=prepared.bound.values,
        overrides=prepared.bound.overrides,
        variables=prepared.record.variables,
        secrets=prepared.secrets.values,
        source=prepared.source,
        slots=prepared.record.parallelism,
        keep_going=prepared.record.keep_going,
        keep=bool(prepared.record.selection.get("keep")),
        restored=prepared.restored,
    )


def _view(prepared: Prepared, options: RunOptions) -> View:
    from runtime.reporting.choose import Format, choose_observer

    chosen: Format = "json" if options.format == "json" else "auto"
    metrics = None if options.metrics_file is None else Path(options.metrics_file)
    chosen_jobs = frozenset(prepared.jobs)
    return choose_observer(
        chosen,
        prepared.plan._replace(jobs=tuple(job for job in prepared.plan.jobs if job.id in chosen_jobs)),
        color=wants_color(options.color, sys.stdout),
        quiet=options.quiet,
        metrics_file=metrics,
        elapsed=prepared.restored.active_ms,
    )


def _sum_up(prepared: Prepared, options: RunOptions) -> None:
    """Print the summary, write the metrics, send the trace, where they are wanted; a run never fails for them."""
    from runtime.reporting.traces import export_run, wants_traces

    shown = options.format != "json" and not options.quiet and sys.stdout is not None
    if not shown and not wants_traces() and options.metrics_file is None:
        return
    from runtime.reporting.load import load_summary
    from runtime.reporting.summary_text import render_summary

    state, run = prepared.state, prepared.record.id
    with Queries(state) as queries:
        summary = load_summary(queries, state, queries.find_run(run))
    if shown:
        write(render_summary(summary, color=wants_color(options.color, sys.stdout)))
    if options.metrics_file is not None:
        _write_metrics(summary.run, options.metrics_file)
    trouble = export_run(summary.run._replace(lookup=prepared.secrets.lookup))
    if trouble:
        warn(f"warning: {trouble}")


def _write_metrics(run: RunReport, path: str) -> None:
    """Write the metrics of the whole run, also of what went on before a resumption, with all that the state counts."""
    from runtime.reporting.metrics import metrics_of
    from runtime.reporting.writing import write_whole

    with contextlib.suppress(RuntimeFault):  # told already when the file of the run as it went was closed
        write_whole(path, metrics_of(run).decode())
