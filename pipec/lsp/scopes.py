"""The scope at a path of a pipeline: which variables, jobs and steps can be seen there."""

from compiler.diagnostics import NOWHERE
from compiler.frontend.check.matrix import check_matrix
from compiler.frontend.check.services import service_variables
from compiler.frontend.document import Declaration, as_mapping
from compiler.frontend.scope import Scope
from compiler.frontend.tree import Mapping, Node, Sequence

from .model import Model
from .roles import Path


def instances_at(model: Model, path: Path) -> int:
    """Return how many instances the job at a path has; 1 outside of jobs and where that is not known."""
    if len(path) < 2 or path[0] != "jobs" or path[1] not in dict(model.document.jobs):
        return 1
    scope = scope_at(model, (*path[:2], "matrix"))
    return len(check_matrix(scope, model.document.jobs[scope.job].body.get("matrix")).combinations) or 1


def scope_at(model: Model, path: Path, instance: int = 0) -> Scope:
    """Return the scope of the value at a path, as the check stage makes it for one instance of a job."""
    outer = Scope(model.context, "the pipeline", model.document.global_env)
    match path:
        case ("jobs", str() as name, *rest) if name in dict(model.document.jobs):
            return _in_job(model, outer, name, tuple(rest), instance)
        case ("components", str() as name, *_):
            return _deployed(model, f"component `{name}`", model.document.components, name)
        case ("environments", _, "overrides", str() as name, *_):
            return _deployed(model, f"component `{name}`", model.document.components, name)
        case ("environments", str() as name, *_):
            scope = Scope(model.context, f"environment `{name}`")
            scope.system = False
            return scope
        case _:
            return outer


def _in_job(model: Model, outer: Scope, name: str, rest: Path, instance: int) -> Scope:
    job = model.document.jobs[name]
    owner = Scope(model.context, f"job `{name}`", None, outer)
    owner.job = name
    if rest[:1] == ("matrix",):
        return owner
    expansion = check_matrix(owner, job.body.get("matrix"))
    scope = Scope(model.context, owner.owner, job.body.get("environment"), owner)
    combination = expansion.combinations[instance] if expansion.combinations else expansion.placeholder
    scope.matrix = dict(combination) if expansion.axes else None
    scope.services = service_variables(job.body)
    match rest:
        case ("steps", int() as number, *inner):
            items = _items(job.body.get("steps"))
            body = as_mapping(items[number]) if number < len(items) else None
            scope = Scope(model.context, f"a step of job `{name}`", body and body.get("environment"), scope)
            scope.steps = job.steps[: sum(isinstance(item, Mapping) for item in items[:number])]
            scope.status = tuple(inner[:1]) == ("conditional",)
        case ("services", str() as service, *_):
            body = as_mapping((as_mapping(job.body.get("services")) or _NOTHING).get(service))
            scope = Scope(model.context, f"service `{service}`", body and body.get("environment"), scope)
    return scope


def _deployed(model: Model, owner: str, known: dict[str, Declaration], name: str) -> Scope:
    body = known[name].body if name in dict(known) else _NOTHING
    scope = Scope(model.context, owner, body.get("environment"))
    scope.system = False
    scope.release = True
    return scope


def _items(node: Node | None) -> tuple[Node, ...]:
    return node.items if isinstance(node, Sequence) else ()


_NOTHING = Mapping((), NOWHERE)
