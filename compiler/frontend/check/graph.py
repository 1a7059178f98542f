"""The graph of jobs: no cycles, no edge that says nothing, no job that can never start."""

from ...ir.graph import redundant_edges, shortest_cycle
from ..checked import CheckedJob
from ..context import Context
from .inputs import declared_edges

Edges = dict[str, tuple[str, ...]]


def dependency_edges(context: Context) -> Edges:
    """Return each job of the file with those it waits for, by name."""
    jobs = context.document.jobs
    return {name: declared_edges(job, jobs) for name, job in jobs.items()}


def ancestors(edges: Edges, name: str) -> tuple[str, ...]:
    """Return all jobs that `name` waits for, directly or not, nearest first; a cycle does no harm."""
    found: dict[str, None] = {}
    row = list(edges.get(name, ()))
    while row:
        found.update(dict.fromkeys(row))
        row = [further for job in row for further in edges.get(job, ()) if further not in found]
        row = list(dict.fromkeys(row))
    return tuple(job for job in found if job != name)


def check_graph(context: Context, edges: Edges, jobs: tuple[CheckedJob, ...]) -> None:
    """Check the graph as a whole; in a cycle every edge is implied, so nothing is then said of such."""
    cycle = shortest_cycle(edges)
    if cycle:
        from ..rules.dependency_cycle import dependency_cycle

        context.report(dependency_cycle(context.document, tuple(cycle)))
    else:
        _report_redundant(context, edges, jobs)
    by_name = {job.name: job for job in jobs}
    for job in jobs:
        _report_unreachable(context, job, by_name, edges)


def _report_redundant(context: Context, edges: Edges, jobs: tuple[CheckedJob, ...]) -> None:
    by_name = {job.name: job for job in jobs}
    # Only where every job starts on success does an implied edge say nothing: a catch looks at each ending.
    plain = {name: wanted if _on_success(by_name.get(name)) else () for name, wanted in edges.items()}
    for name, dependency in redundant_edges(plain):
        job = by_name[name]
        written = next((item for item in job.depends_on if item.job == dependency and not item.implied), None)
        if written is not None:
            from ..rules.redundant_dependency import redundant_dependency

            context.report(redundant_dependency(context.document.jobs[name], written, plain))


def _on_success(job: CheckedJob | None) -> bool:
    return job is not None and job.runs_on == ("success",)


def _report_unreachable(context: Context, job: CheckedJob, jobs: dict[str, CheckedJob], edges: Edges) -> None:
    if job.runs_on == ("failure",) and not edges[job.name]:
        from ..rules.unreachable_job import catches_nothing

        context.report(catches_nothing(context.document.jobs[job.name]))
        return
    must = _must_succeed(job, jobs)
    for name in must:
        catch = jobs[name]
        if catch.runs_on == ("failure",) and all(item.job in must for item in catch.depends_on) and catch.depends_on:
            from ..rules.unreachable_job import contradiction

            # A job that waits for such a job cannot start either; it is told once, where it begins.
            context.report(contradiction(context.document.jobs[job.name], catch, must))
            return


def _must_succeed(job: CheckedJob, jobs: dict[str, CheckedJob]) -> tuple[str, ...]:
    """Return the jobs that must have succeeded before `job` starts, as far as `[success]` says."""
    found: dict[str, None] = {}
    row = [job]
    while row:
        current = row.pop()
        if current.runs_on != ("success",):
            continue
        for item in current.depends_on:
            if item.job not in found and item.job in jobs:
                found[item.job] = None
                row.append(jobs[item.job])
    return tuple(found)
