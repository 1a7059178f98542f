"""What is told of a job: what it waits for, who waits for it, and whether it decides how long a run takes."""

from compiler.driver import Analysis
from compiler.frontend.tree import Scalar
from compiler.ir.analysis import critical_path, plan_graph, timeouts
from compiler.ir.build import build_plan
from compiler.ir.graph import dependents

from ..drawing.words import clock
from .files import Open
from .model import Model
from .workspace import Workspace


def describe_job(workspace: Workspace, model: Model, name: str, opened: Open) -> str:
    """Return what is told of a job of the file, nothing where there is none."""
    if name not in dict(model.document.jobs):
        return ""
    ancestry = model.context.ancestry
    direct = ancestry.edges[name]
    further = [other for other in ancestry.of(name) if other not in direct]
    told = [f"**job {name}**", f"Waits for {_listed(direct)}{_through(direct, further)}."]
    if not direct:
        told[1] = "Waits for no other job."
    after = dependents(ancestry.edges)[name]
    if after:
        told.append(f"{_listed(after)} {'waits' if len(after) == 1 else 'wait'} for it.")
    condition = model.document.jobs[name].body.get("conditional")
    if isinstance(condition, Scalar):
        told.append(f"Runs if `{condition.text}`.")
    studied = workspace.study(model.request.path, opened)
    told.append(_critical(studied.analysis, name) if studied is not None else "")
    return "  \n".join(filter(None, told))


def _critical(analysis: Analysis, name: str) -> str:
    """Return whether a job is on the critical path; that is known where nothing is wrong."""
    document = analysis.checked.document
    if document is None or any(item.severity == "error" for item in analysis.diagnostics):
        return ""
    plan = build_plan(document)
    found = critical_path(plan_graph(plan), timeouts(plan))
    own = {job.id for job in plan.jobs if job.name == name}
    chain = " → ".join(f"`{job}`" for job in found.jobs)
    whether = "On" if own & set(found.jobs) else "Not on"
    return f"{whether} the critical path: {chain}, at most {clock(found.duration)} by timeouts."


def _listed(names: "tuple[str, ...] | list[str]") -> str:
    quoted = [f"`{name}`" for name in names]
    return f"{', '.join(quoted[:-1])} and {quoted[-1]}" if len(quoted) > 1 else "".join(quoted)


def _through(direct: tuple[str, ...], further: list[str]) -> str:
    return f", and through {'it' if len(direct) == 1 else 'them'} for {_listed(further)}" if further else ""
