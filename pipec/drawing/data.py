"""The graph as data for other programs."""

from compiler.ir.expression.render import render
from compiler.ir.job import Job

from .facts import Blast, Facts

Json = dict[str, object]


def draw_json(facts: Facts) -> Json:
    """Return a JSON object; times in seconds, levels from 0, every instance by itself."""
    critical, redundant = facts.critical_edges, frozenset(facts.redundant)
    return {
        "pipeline": facts.plan.name,
        "nodes": [_node(facts, job) for job in facts.plan.jobs],
        "edges": [
            {
                "from": before,
                "to": name,
                "critical": (name, before) in critical,
                "redundant": (name, before) in redundant,
            }
            for name, others in facts.graph.items()
            for before in others
        ],
        "levels": facts.rows,
        "critical_path": {"jobs": facts.critical.jobs, "duration": facts.critical.duration},
        "parallelism": {
            "jobs": facts.parallel.jobs,
            "count": len(facts.parallel.jobs),
            "exact": facts.parallel.exact,
        },
        "redundant": [{"from": before, "to": after} for after, before in facts.redundant],
        "reduced": facts.reduced,
        "blast": None if facts.blast is None else _blast(facts.blast),
    }


def _node(facts: Facts, job: Job) -> Json:
    return {
        "id": job.id,
        "job": job.name,
        "matrix": None if job.matrix is None else dict(job.matrix.values),
        "level": facts.levels[job.id],
        "depends_on": facts.graph[job.id],
        "runs_on": job.runs_on,
        "conditional": None if job.conditional is None else render(job.conditional),
        "approval": job.approval is not None,
        "deploys_to": None if job.deploy is None else job.deploy.environment,
        "duration": facts.durations.seconds[job.id],
        "measured": job.id in facts.durations.measured,
    }


def _blast(blast: Blast) -> Json:
    return {"failed": blast.failed, "not_run": blast.down, "run": blast.started}
