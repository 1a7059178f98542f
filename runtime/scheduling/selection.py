"""Which jobs of a plan take part in a run."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from compiler.ir.job import Job
from compiler.ir.plan import Plan

from ..errors import RuntimeFault
from .graph import dependencies_of, dependents_of


class Selection(NamedTuple):
    """The ids of the jobs that take part, in the order of the plan.

    `taken` are jobs before them whose results come from an earlier run. `left_out` maps what cannot run here, and
    what waits for it, to the reason.
    """

    jobs: tuple[str, ...]
    taken: tuple[str, ...] = ()
    left_out: Mapping[str, str] = {}


class UnknownJob(RuntimeFault):
    """A job that is asked for is not in the plan; `known` are the names that are."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        super().__init__(f"there is no job `{name}`")
        self.name = name
        self.known = known


def select_jobs(plan: Plan, only: Collection[str] = (), first: str = "") -> Selection:
    """Choose the jobs of a run: `only` with all that they wait for, or `first` with all that wait for it, or all.

    Names are those of jobs, which mean all their instances, or ids of instances. Deployments, and what waits for them,
    are left out; who asks for one by name, or for no job at all, gets a RuntimeFault.
    """
    jobs = {job.id: job for job in plan.jobs}
    wanted = set(jobs)
    if first:
        wanted = dependents_of(jobs, instances(plan, first))
    if only:
        named = {identifier for name in only for identifier in instances(plan, name)}
        _refuse_deployments(jobs, named)
        wanted &= dependencies_of(jobs, named)
        _refuse_nothing(first, only, wanted)
    left_out = _left_out(jobs, wanted)
    chosen = tuple(identifier for identifier in jobs if identifier in wanted and identifier not in left_out)
    before = {item.job for identifier in chosen for item in jobs[identifier].depends_on} - set(chosen)
    return Selection(chosen, tuple(identifier for identifier in jobs if identifier in before), left_out)


def instances(plan: Plan, name: str) -> tuple[str, ...]:
    """Return the ids that a name means; UnknownJob when there are none."""
    found = tuple(job.id for job in plan.jobs if name in {job.id, job.name})
    if not found:
        raise UnknownJob(name, tuple(dict.fromkeys(known for job in plan.jobs for known in (job.name, job.id))))
    return found


def _refuse_nothing(first: str, only: Collection[str], wanted: Collection[str]) -> None:
    """Refuse a choice of no job at all: the run would succeed without having done anything."""
    if not wanted:
        raise RuntimeFault(
            f"nothing would run: no job of {', '.join(f'`{name}`' for name in only)} waits for `{first}`",
            "leave out one of `--from` and `--job`, or let `--job` name one that waits for the other",
        )


def _refuse_deployments(jobs: Mapping[str, Job], named: Collection[str]) -> None:
    for identifier in dependencies_of(jobs, named):
        if jobs[identifier].deploy is not None:
            raise RuntimeFault(
                f"job `{identifier}` deploys, and `pipec run` does not run deployments",
                "choose jobs that do not wait for one",
            )


def _left_out(jobs: Mapping[str, Job], wanted: Collection[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for identifier, job in jobs.items():
        if identifier not in wanted:
            continue
        waits = next((item.job for item in job.depends_on if item.job in found), "")
        if job.deploy is not None:
            found[identifier] = "it deploys, and `pipec run` does not run deployments"
        elif waits:
            found[identifier] = f"it waits for `{waits}`"
    return found
