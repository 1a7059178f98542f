"""Which jobs become workflows, what they depend on, and which of them share one.

A chain is a row of jobs of which each hands artifacts to the next. Its jobs share one workflow, because Woodpecker's
workflows share nothing. That changes neither the order nor what a failure blocks when each job of the chain depends on
the one before and on nothing else that is not before that one too, and when all others that depend on a job of the
chain depend on its last job as well.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from ...ir.expression.syntax import Literal
from ...ir.graph import dependents, redundant_edges
from ...ir.job import Job
from ...ir.plan import Plan


class Workflows(NamedTuple):
    """The plan's jobs as workflows: chains in the plan's order, each named after its last job.

    `edges` is each emitted job to those that it depends on, jobs that never run passed over; `direct` the same without
    those that another one implies, `users` its reverse; `chain_of` each emitted job to its chain.
    """

    chains: tuple[tuple[Job, ...], ...]
    edges: Mapping[str, tuple[str, ...]]
    direct: Mapping[str, Sequence[str]]
    users: Mapping[str, Sequence[str]]
    chain_of: Mapping[str, tuple[Job, ...]]

    def depends_on(self, chain: tuple[Job, ...]) -> tuple[str, ...]:
        """Return the workflows that a chain waits for."""
        others = (self.chain_of[other] for job in chain for other in self.edges[job.id])
        return tuple(dict.fromkeys(other[-1].id for other in others if other is not chain))


def never_runs(job: Job) -> bool:
    """Tell whether the job's condition was false at compile time; it counts as succeeded."""
    return isinstance(job.conditional, Literal) and job.conditional.value is False


def workflows(plan: Plan) -> Workflows:
    """Return the workflows of a plan."""
    edges = _edges(plan)
    jobs = tuple(job for job in plan.jobs if job.id in edges)
    redundant = set(redundant_edges(edges))
    direct = {name: [other for other in others if (name, other) not in redundant] for name, others in edges.items()}
    users = dependents(direct)
    chains = _chains(jobs, direct, users)
    return Workflows(chains, edges, direct, users, {job.id: chain for chain in chains for job in chain})


def _edges(plan: Plan) -> dict[str, tuple[str, ...]]:
    stands_for: dict[str, tuple[str, ...]] = {}
    edges: dict[str, tuple[str, ...]] = {}
    for job in plan.jobs:
        named = (*(dependency.job for dependency in job.depends_on), *(item.job for item in job.inputs))
        reached = tuple(dict.fromkeys(each for other in named for each in stands_for[other]))
        if never_runs(job) or (job.runs_on == ("failure",) and not reached):
            stands_for[job.id] = reached
        else:
            stands_for[job.id] = (job.id,)
            edges[job.id] = reached
    return edges


def _chains(
    jobs: Iterable[Job], direct: Mapping[str, Sequence[str]], users: Mapping[str, Sequence[str]]
) -> tuple[tuple[Job, ...], ...]:
    order = list(jobs)
    by_id = {job.id: job for job in order}
    following: dict[str, str] = {}
    for job in order:
        before = direct[job.id]
        if len(before) == 1 and users[before[0]] == [job.id] and not parting(by_id[before[0]], job):
            following[before[0]] = job.id
    inner = set(following.values())
    starts = [job for job in order if job.id not in inner]
    chains = (_chain(job, following, by_id) for job in starts)
    return tuple(part for chain in chains for part in _parted(chain))


def _chain(job: Job, following: Mapping[str, str], by_id: Mapping[str, Job]) -> tuple[Job, ...]:
    chain = [job]
    while chain[-1].id in following:
        chain.append(by_id[following[chain[-1].id]])
    return tuple(chain)


def _parted(chain: tuple[Job, ...]) -> list[tuple[Job, ...]]:
    """Cut a row of jobs that could share a workflow where nothing is handed over the cut."""
    parts: list[tuple[Job, ...]] = []
    begin = 0
    for cut in range(1, len(chain) + 1):
        earlier, later = {job.id for job in chain[begin:cut]}, chain[cut:]
        if not any(item.job in earlier for job in later for item in job.inputs):
            parts.append(chain[begin:cut])
            begin = cut
    return parts


def parting(before: Job, after: Job) -> str:
    """Return what keeps two jobs that follow each other out of one workflow, as the end of a sentence, or nothing."""
    for key in ("labels", "network"):
        if getattr(before, key) != getattr(after, key):
            return f"`{before.name}` and `{after.name}` have different `{key}`"
    for job in (before, after):
        if job.runs_on != ("success",):
            return f"`{job.name}` has `runs_on: [{', '.join(job.runs_on)}]`"
        for key in ("matrix", "services", "deploy"):
            if getattr(job, key):
                return f"`{job.name}` has `{key}`"
    if len({job.checkout for job in (before, after)} - {None}) > 1:
        return f"`{before.name}` and `{after.name}` have different `checkout`"
    return ""


def why_apart(producer: str, job: Job, everything: Workflows, plan: Plan) -> str:
    """Return why a job and one whose artifact it takes are in different workflows, as the end of a sentence."""
    if producer not in everything.edges:
        return f"`{plan.job(producer).name}` never runs"
    after = job
    while after.id != producer and (before := everything.direct[after.id]):
        if len(before) > 1:
            return f"`{after.name}` depends on {_list(before)}, and a row has one job after another"
        if others := [other for other in everything.users[before[0]] if other != after.id]:
            return f"{_list(others)} {'depends' if len(others) == 1 else 'depend'} on `{before[0]}` too"
        last = plan.job(before[0])
        if reason := parting(last, after):
            return reason
        after = last
    return "they are not in one row"


def _list(jobs: Iterable[str]) -> str:
    return " and ".join(f"`{job}`" for job in jobs)
