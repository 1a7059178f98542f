"""The graph of jobs: no cycles, no edge that says nothing, no job that can never start."""

from collections.abc import Mapping

from ...ir.graph import redundant_edges, shortest_cycle
from ..ancestry import Ancestry
from ..checked import CheckedJob
from ..context import Context
from ..document import is_vague


def check_graph(context: Context, jobs: tuple[CheckedJob, ...]) -> None:
    """Check the graph as a whole; in a cycle every edge is implied, so nothing is then said of such."""
    by_name = {job.name: job for job in jobs}
    if not _report_cycles(context):
        _report_redundant(context, by_name)
    _report_unreachable(context, by_name)


def _report_cycles(context: Context) -> bool:
    """Report one cycle, a shortest, for each tangle of jobs that wait for each other."""
    edges: Mapping[str, tuple[str, ...]] = context.ancestry.edges
    found = False
    while cycle := shortest_cycle(edges):
        from ..rules.dependency_cycle import dependency_cycle

        found = True
        context.report(dependency_cycle(context.document, tuple(cycle)))
        tangle = {name for name in edges if name in cycle or _both_ways(context.ancestry, name, cycle[0])}
        edges = {name: wanted for name, wanted in edges.items() if name not in tangle}
    return found


def _both_ways(ancestry: Ancestry, name: str, other: str) -> bool:
    return ancestry.reaches(name, other) and ancestry.reaches(other, name)


def _report_redundant(context: Context, jobs: Mapping[str, CheckedJob]) -> None:
    # Only where every job starts on success does an implied edge say nothing: a catch looks at each ending.
    edges = context.ancestry.edges
    plain = {name: wanted if _on_success(context, jobs[name]) else () for name, wanted in edges.items()}
    for name, dependency in redundant_edges(plain):
        written = next((item for item in jobs[name].depends_on if item.job == dependency and not item.implied), None)
        if written is not None:
            from ..rules.redundant_dependency import redundant_dependency

            context.report(redundant_dependency(context, context.document.jobs[name], written, plain))


def _on_success(context: Context, job: CheckedJob) -> bool:
    return job.runs_on == ("success",) and not is_vague(context.document.jobs[job.name].body.get("runs_on"))


def _report_unreachable(context: Context, jobs: Mapping[str, CheckedJob]) -> None:
    catches = {job.name: job for job in jobs.values() if job.runs_on == ("failure",)}
    for job in catches.values():
        if not context.ancestry.edges[job.name] and job.name not in context.ancestry.broken:
            from ..rules.unreachable_job import catches_nothing

            context.report(catches_nothing(context.document.jobs[job.name]))
    if catches:
        _report_contradictions(context, jobs, catches)


def _report_contradictions(context: Context, jobs: Mapping[str, CheckedJob], catches: Mapping[str, CheckedJob]) -> None:
    """Report jobs that need the success of a catch and of all that it catches, each where that begins."""
    edges = context.ancestry.edges
    success = {name: edges[name] if job.runs_on == ("success",) else () for name, job in jobs.items()}
    ancestry = Ancestry(success)
    broken = context.ancestry.broken
    caught = {name: ancestry.bits(edges[name]) for name in catches if edges[name] and name not in broken}
    some = ancestry.bits(caught)
    dead: dict[str, str] = {}
    for name, must in ancestry.reached().items():
        needed = (each for each in caught if ancestry.bits((each,)) & must and not caught[each] & ~must)
        catch = next(needed, None) if must & some else None
        if catch is not None:
            dead[name] = catch
    for name, catch in dead.items():
        if not any(other in dead for other in success[name]):
            from ..rules.unreachable_job import contradiction

            must_names = ancestry.of(name)
            context.report(contradiction(context.document.jobs[name], catches[catch], must_names))
