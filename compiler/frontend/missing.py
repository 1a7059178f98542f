"""Names that an expression reads and that are not there: which thing is missing, and why it cannot be read here."""

from ..ir.expression import Object, Problem, paths
from ..ir.expression.syntax import Expression
from .folding import Cause, cause_of
from .scope import Scope

_KINDS = {"params": "parameter", "steps": "step", "matrix": "axis", "env": "variable"}
"""Each root whose members are things of their own, and what those are."""


def cause_of_problem(scope: Scope, expression: Expression, problem: Problem) -> Cause:
    """Return what is missing where a name of an expression is not known; nothing for other problems."""
    if problem.kind == "unknown-root":
        row = next((path.parts for path in paths(expression) if path.start == problem.start), ())
        return ("root", scope.job, row[0]) if row else ()
    if problem.kind not in {"unknown-member", "unset-variable"}:
        return ()
    for path in paths(expression):
        if len(path.parts) > 1 and path.start <= problem.start < path.end:
            return _missing(scope, path.parts)
    return ()


def _missing(scope: Scope, parts: tuple[str, ...]) -> Cause:
    root, name, *rest = parts
    if root == "job" and not _is_there(scope, root, name):
        return ("wait", scope.job, name) if name in scope.context.document.jobs else ("job", name)
    if root == "job":
        outputs = scope.context.document.jobs[name].outputs
        return cause_of("output", rest[1], outputs, name) if rest[:1] == ["outputs"] and len(rest) > 1 else ()
    if root not in _KINDS or _is_there(scope, root, name):
        return ()
    if root == "params":
        return cause_of("parameter", name, scope.context.document.params)
    return ("variable", name) if root == "env" else (_KINDS[root], scope.job, name)


def _is_there(scope: Scope, root: str, name: str) -> bool:
    owner = scope.root_type(root)
    return not isinstance(owner, Object) or owner.member(name) is not None


def explained(scope: Scope, expression: Expression, problem: Problem) -> Problem:
    """Say of a job or step that cannot be read here, but exists, why it cannot."""
    jobs = scope.context.document.jobs
    if problem.kind != "unknown-member" or scope.job not in jobs:
        return problem
    for path in paths(expression):
        if len(path.parts) < 2 or not path.start <= problem.start < path.end:
            continue
        root, name = path.parts[:2]
        owner = scope.root_type(root)
        if not isinstance(owner, Object) or owner.member(name) is not None:
            continue
        if root == "job" and name in jobs and name != scope.job:
            help_ = f"job `{scope.job}` does not wait for `{name}`: add it to `depends_on`"
            return problem._replace(help=help_, replacement=None)
        if root == "steps" and any(step.named and step.name == name for step in jobs[scope.job].steps):
            return problem._replace(help=f"`{name}` does not run before this step", replacement=None)
    return problem
