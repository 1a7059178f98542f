"""A new run: what takes part, what it needs, and its first transition."""

import asyncio
import os
import time
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import NamedTuple

from compiler.ir.expression import Value
from compiler.ir.plan import Plan
from runtime.artifacts.queries import ArtifactQueries
from runtime.executors.base import Executor
from runtime.executors.nomad.emitted import Emitted, write_emitted
from runtime.jobs.checkout import refuse_source
from runtime.parameters import Bound, bind_parameters
from runtime.records import Refusal
from runtime.reporting.model import LookupReport
from runtime.scheduling.begin import (
    as_selection,
    create_run,
    find_unkept,
    needed_secrets,
    refusal_fault,
    secrets_of,
    write_plan,
)
from runtime.scheduling.earlier import Taken, references, take_results
from runtime.scheduling.restore import Restored
from runtime.scheduling.selection import Selection, UnknownJob, select_jobs
from runtime.secrets.resolve import resolve_secrets
from runtime.state.numbers import take_number
from runtime.state.ownership import new_run_id, own_run
from runtime.state.queries import Queries
from runtime.state.records import RunRecord
from runtime.system import Started, system_variables

from ..options import refuse_name
from ..secret_sources import load_secret_sources, with_secret_file
from ..state_options import state_directory
from ..streams import warn
from .actor import actor_name
from .load import Loaded
from .options import RunOptions
from .perform import FoundSecrets, Prepared, make_executor, perform

_LOOK_BACK = 50
"""Among so many runs of pipelines of the same name, in whatever repository, the one before is looked for."""


class Wanted(NamedTuple):
    """Which jobs are asked for, and the values of parameters."""

    only: tuple[str, ...]
    first: str
    given: Mapping[str, Value]


class Chosen(NamedTuple):
    """What a run will do, known before anything is touched."""

    state: Path
    executor: Executor
    selection: Selection
    bound: Bound
    degraded: tuple[Refusal, ...]


def choose(loaded: Loaded, wanted: Wanted, options: RunOptions) -> Chosen:
    """Choose jobs and bind parameters; a usage error for an unknown job, a RuntimeFault for what cannot be kept."""
    state = state_directory(options.state_dir)
    try:
        selection = select_jobs(loaded.plan, wanted.only, wanted.first)
    except UnknownJob as error:
        refuse_name("job", error.name, error.known)
    bound = bind_parameters(loaded.plan, wanted.given, checked=loaded.compiled_with)
    chosen = frozenset(selection.jobs)
    if loaded.source is not None and any(job.checkout for job in loaded.plan.jobs if job.id in chosen):
        refuse_source(loaded.source)
    executor = make_executor(options.executor, state)
    unkept = find_unkept(executor, loaded.plan, selection.jobs, options.allow_degraded)
    if unkept.refused:
        raise refusal_fault(options.executor, unkept.refused)
    return Chosen(state, executor, selection, bound, unkept.degraded)


def tell_choice(chosen: Chosen) -> None:
    """Say what will not be as the pipeline wants it."""
    for item in chosen.degraded:
        where = f"{item.job}/{item.step}" if item.step else item.job
        warn(f"warning: {where}: {item.message}")
    for job, reason in chosen.selection.left_out.items():
        warn(f"warning: job {job} is left out: {reason}")


def start(loaded: Loaded, wanted: Wanted, options: RunOptions) -> int:
    """Start a run and execute it; return the exit code."""
    chosen = choose(loaded, wanted, options)
    if not options.quiet:
        tell_choice(chosen)
    asyncio.run(_probe(chosen.executor))
    secrets = _secrets(loaded, chosen, options)
    actor, run = actor_name(), new_run_id()
    with own_run(chosen.state, run) as directory, Queries(chosen.state) as queries:
        with ArtifactQueries(chosen.state) as stored:
            root = str(loaded.source or "")
            taken = take_results(queries, stored, loaded.plan, root, chosen.selection.taken)
        digest = write_plan(directory, loaded.plan)
        if loaded.emitted is not None:
            write_emitted(directory, loaded.emitted)
        record = _record(run, loaded, chosen, options, digest, queries)
        selection = as_selection(chosen.selection, wanted.only, wanted.first, taken.runs)
        record = record._replace(selection={**selection, "keep": options.keep, "given": dict(chosen.bound.overrides)})
        create_run(chosen.state, actor, record, chosen.selection, *references(run, taken))
        prepared = _prepared(record, loaded, chosen, secrets, taken)
        return perform(prepared, chosen.executor, options, actor)


async def _probe(executor: Executor) -> None:
    """Find out whether the engine answers, before there is a run."""
    await executor.open()
    await executor.close()


def _secrets(loaded: Loaded, chosen: Chosen, options: RunOptions) -> FoundSecrets:
    if loaded.emitted is not None:
        return secrets_there(loaded.plan, chosen.selection.jobs, loaded.emitted)
    return find_secrets(loaded.plan, chosen.selection.jobs, loaded.source, options.secret_file)


def secrets_there(plan: Plan, jobs: Collection[str], emitted: Emitted) -> FoundSecrets:
    """Return the values that jobs find at their engine, to mask them; a SecretError names those that are missing."""
    wanted = {job.id: secrets_of(job) for job in plan.jobs if job.id in set(jobs)}
    if not any(wanted.values()):
        return FoundSecrets({})
    from runtime.executors.nomad.secrets import read_secrets

    return FoundSecrets(asyncio.run(read_secrets(emitted, wanted)))


def find_secrets(plan: Plan, jobs: Collection[str], source: Path | None, file: str | None) -> FoundSecrets:
    """Return the values of the secrets that these jobs read; a SecretError names those that are missing."""
    names = needed_secrets(plan, jobs)
    if not names:
        return FoundSecrets({})
    began, clock = round(time.time() * 1000), time.monotonic()
    sources = load_secret_sources(str(source or Path.cwd()))
    if file is not None:
        sources = with_secret_file(sources, file)
    values = asyncio.run(resolve_secrets(names, sources, tell=warn))
    return FoundSecrets(values, LookupReport(began, round((time.monotonic() - clock) * 1000), len(values)))


def _prepared(record: RunRecord, loaded: Loaded, chosen: Chosen, secrets: FoundSecrets, taken: Taken) -> Prepared:
    return Prepared(
        record,
        loaded.plan,
        chosen.state,
        chosen.selection.jobs,
        chosen.bound,
        secrets,
        loaded.source,
        Restored(taken=taken.results),
    )


def _record(run: str, loaded: Loaded, chosen: Chosen, options: RunOptions, digest: str, queries: Queries) -> RunRecord:
    plan = loaded.plan
    root = str(loaded.source or "")
    before = [item for item in queries.runs(_LOOK_BACK, plan.name) if item.root == root]
    number = take_number(chosen.state, f"{plan.name} {root}")
    created = round(time.time() * 1000)
    started = Started(number, created, options.event, before[0] if before else None)
    return RunRecord(
        run,
        plan.name,
        plan.source,
        root,
        digest,
        created=created,
        executor=options.executor,
        parallelism=options.slots or os.cpu_count() or 1,
        keep_going=options.keep_going,
        parameters=dict(chosen.bound.values),
        variables=system_variables(loaded.source, started, os.environ),
        number=number,
    )
