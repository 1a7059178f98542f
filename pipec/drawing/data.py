"""The graph as data for other programs: what is there, not where it would stand in a picture."""

from compiler.ir.expression.render import render
from compiler.ir.job import Job

from .facts import Blast, Facts
from .marks import Mark, Marks

Json = dict[str, object]


def draw_json(facts: Facts, marks: Marks | None = None) -> Json:
    """Return a JSON object; times in seconds, levels from 0, every instance by itself."""
    critical, redundant = facts.critical_edges, frozenset(facts.redundant)
    told = marks or Marks()
    return {
        "pipeline": facts.plan.name,
        "nodes": [_node(facts, job, told.jobs.get(job.id)) for job in facts.plan.jobs],
        "edges": [
            {
                "from": before,
                "to": name,
                "critical": (name, before) in critical,
                "redundant": (name, before) in redundant,
                "change": told.edges.get((name, before)),
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
        "diff": None if marks is None else _diff(marks),
    }


def _node(facts: Facts, job: Job, mark: Mark | None) -> Json:
    return {
        **_said(job),
        "level": facts.levels[job.id],
        "depends_on": facts.graph[job.id],
        "runs_on": job.runs_on,
        "conditional": None if job.conditional is None else render(job.conditional),
        "approval": job.approval is not None,
        "deploys_to": None if job.deploy is None else job.deploy.environment,
        "duration": facts.durations.seconds[job.id],
        "measured": job.id in facts.durations.measured,
        "change": None if mark is None else {"kind": mark.kind, "was": mark.was or None, "fields": mark.notes},
    }


def _said(job: Job) -> Json:
    return {"id": job.id, "job": job.name, "matrix": None if job.matrix is None else dict(job.matrix.values)}


def _blast(blast: Blast) -> Json:
    return {"failed": blast.failed, "not_run": blast.down, "run": blast.started}


def _diff(marks: Marks) -> Json:
    """Return what went. In its edges `removed:ID` is a job that went, all others are jobs by the ids they have now."""
    was = marks.critical
    return {
        "base": marks.base,
        "removed_nodes": [_said(job) for job in marks.removed],
        "removed_edges": [
            {"from": before, "to": name} for (name, before), kind in marks.edges.items() if kind == "removed"
        ],
        "critical_path_before": None if was is None else {"jobs": was.jobs, "duration": was.duration},
    }
