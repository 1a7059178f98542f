"""The first transition of a run, and the way back to one that was interrupted."""

import os
from collections.abc import Collection, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, NamedTuple

from compiler.ir.codec import PlanFormatError, canonical_bytes, read_plan
from compiler.ir.job import Job
from compiler.ir.plan import Plan

from ..errors import BundleFault, RuntimeFault, StateError
from ..executors.base import Executor
from ..records import ENDED_RUN, Refusal
from ..state.change import Change
from ..state.changes import CreateRun
from ..state.journal import apply_changes
from ..state.queries import Queries
from ..state.records import RunRecord
from .selection import Selection

PLAN: Final = "plan.json"
_SHOWN: Final = 8
"""So many places with the same remedy are listed."""


class Unkept(NamedTuple):
    """What an executor cannot keep: what may be left out all the same, and what stands in the way of the run."""

    degraded: tuple[Refusal, ...]
    refused: tuple[Refusal, ...]


def find_unkept(executor: Executor, plan: Plan, jobs: Collection[str], allowed: Collection[str]) -> Unkept:
    """Sort what an executor cannot keep of these jobs by whether the job, or the caller, can do without."""
    wanted = frozenset(jobs)
    chosen = {job.id: job for job in plan.jobs if job.id in wanted}
    degraded: list[Refusal] = []
    refused: list[Refusal] = []
    for refusal in executor.refusals(plan, tuple(chosen.values())):
        forgiven = refusal.feature in allowed or refusal.feature in chosen[refusal.job].allow_degraded
        (degraded if forgiven and refusal.feature else refused).append(refusal)
    return Unkept(tuple(degraded), tuple(refused))


def needed_secrets(plan: Plan, jobs: Collection[str]) -> tuple[str, ...]:
    """Return the names of the secrets that these jobs read, sorted."""
    wanted = frozenset(jobs)
    names: set[str] = set()
    return tuple(sorted(names.union(*(secrets_of(job) for job in plan.jobs if job.id in wanted))))


def secrets_of(job: Job) -> set[str]:
    """Return the names of the secrets that a job reads."""
    from ..jobs.values import argument_texts, secret_names

    return _secrets_of(job, argument_texts, secret_names)


def _secrets_of(job: Job, argument_texts: Any, secret_names: Any) -> set[str]:
    texts = [variable.value for service in job.services for variable in service.environment]
    for step in job.steps:
        texts.extend(variable.value for variable in step.environment)
        if step.action is not None:
            texts.extend(argument_texts(step.action.arguments))
    found: set[str] = secret_names(texts)
    return found


def write_plan(directory: Path, plan: Plan) -> str:
    """Write the plan of a run, durably; return its digest."""
    data = canonical_bytes(plan)
    unfinished = directory / f"{PLAN}.unfinished"
    with unfinished.open("wb") as file:
        os.fchmod(file.fileno(), 0o600)
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(directory / PLAN)
    return sha256(data).hexdigest()


def read_run_plan(directory: Path, record: RunRecord) -> Plan:
    """Return the plan of a run; a BundleFault when it is gone or not the one that the run began with."""
    try:
        data = (directory / PLAN).read_bytes()
    except OSError as error:
        raise BundleFault(f"the plan of run {record.id} cannot be read: {error.strerror}") from None
    if sha256(data).hexdigest() != record.plan_digest:
        raise BundleFault(
            f"the plan of run {record.id} is not the one that it began with: `{directory / PLAN}` was changed",
            "restore the file, or start a new run",
        )
    try:
        return read_plan(data)
    except PlanFormatError as error:
        raise BundleFault(f"the plan of run {record.id} cannot be read: {error}") from None


def create_run(state: Path, actor: str, record: RunRecord, selection: Selection, *more: Change) -> None:
    """Write the run, and with it what it takes over."""
    apply_changes(state, actor, CreateRun(record, selection.jobs), *more)


def resumable(queries: Queries, text: str) -> RunRecord:
    """Return the run that a text names; a StateError when it has ended."""
    record = queries.find_run(text)
    if record.status in ENDED_RUN:
        raise StateError(
            f"run {record.id} has ended: {record.status}",
            f"`pipec report {record.id}` says how; `pipec run` starts anew.",
        )
    return record


def as_selection(selection: Selection, only: Collection[str], first: str, taken: Mapping[str, str]) -> dict[str, Any]:
    """Return a selection as the state keeps it."""
    return {"jobs": list(selection.jobs), "only": list(only), "from": first, "taken": dict(taken)}


def refusal_fault(executor: str, refused: Collection[Refusal]) -> RuntimeFault:
    """Return the error that lists all that an executor cannot keep."""
    remedies: dict[str, list[str]] = {}
    for item in refused:
        remedies.setdefault(item.help, []).append(f"  {_place(item)}: {item.message}")
    lines = [line for remedy, found in remedies.items() for line in _with_remedy(found, remedy)]
    return RuntimeFault(
        f"the executor `{executor}` cannot keep all of this pipeline, and nothing was started:\n" + "\n".join(lines),
        failure_class="configuration",
    )


def _with_remedy(found: list[str], remedy: str) -> list[str]:
    more = [f"  … and {len(found) - _SHOWN} more"] if len(found) > _SHOWN else []
    return [*found[:_SHOWN], *more, f"    {remedy}"]


def _place(refusal: Refusal) -> str:
    return f"job {refusal.job}, step {refusal.step}" if refusal.step else f"job {refusal.job}"
