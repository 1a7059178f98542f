"""Where in a text a value came in, and where what it refers to is defined: what a diagnostic points at."""

from collections.abc import Callable, Iterable, Iterator

from ..diagnostics import Label, Span
from ..ir.expression import Expression, paths
from .interpolation import resolve_part
from .resolved import Resolved
from .scope import Scope
from .template import SecretForm, TemplatePart, VariableForm
from .tree import Mapping, Scalar

_SECRET_START = len("${secrets.")


def form_with(scope: Scope, scalar: Scalar, wanted: Callable[[Resolved], bool]) -> TemplatePart:
    """Return the first form of a text whose value is `wanted`; the empty text when none is."""
    forms = (part for part in scope.context.template(scalar) if not isinstance(part, str))
    return next((part for part in forms if wanted(resolve_part(scope, scalar, part))), "")


def place_of(scope: Scope, scalar: Scalar, part: TemplatePart) -> Span:
    """Return where a form stands in its file; the whole text for a constant."""
    return scalar.span if isinstance(part, str) else scope.context.locate(scalar, part.start, part.end)


def definitions(scope: Scope, *parts: TemplatePart) -> tuple[Label, ...]:
    """Return labels at the definitions of the variables and parameters that the forms refer to."""
    return _labels(scope, (name for part in parts for name in _names(part)))


def definitions_in(scope: Scope, expression: Expression, start: int, end: int) -> tuple[Label, ...]:
    """Return the same for what the part of an expression from `start` to `end` refers to."""
    return _labels(scope, (path.parts[:2] for path in paths(expression) if path.start < end and path.end > start))


def _labels(scope: Scope, names: Iterable[tuple[str, ...]]) -> tuple[Label, ...]:
    found: dict[Span, Label] = {}
    for root, *rest in names:
        span = _definition(scope, root, rest[0]) if rest else None
        if span is not None:
            found[span] = Label(span, f"`{rest[0]}` is {'declared' if root == 'params' else 'defined'} here")
    return tuple(found.values())


def _names(part: TemplatePart) -> Iterator[tuple[str, ...]]:
    if isinstance(part, VariableForm):
        yield "env", part.name
    elif not isinstance(part, str | SecretForm):
        yield from (path.parts[:2] for path in paths(part.expression))


def _definition(scope: Scope, root: str, name: str) -> Span | None:
    if root == "matrix":
        return _axis(scope, name)
    if root == "params" and name in scope.context.params:
        return scope.context.params[name].declaration.name.span
    return scope.definition(name) if root == "env" else None


def _axis(scope: Scope, name: str) -> Span | None:
    job = scope.context.document.jobs.get(scope.job)
    matrix = job.body.get("matrix") if job is not None else None
    entry = matrix.entry(name) if isinstance(matrix, Mapping) else None
    return None if entry is None else entry.key.span


def secret_name(scope: Scope, scalar: Scalar, name: str) -> Span | None:
    """Return where a text names a secret; None when it comes in through a variable."""
    for part in scope.context.template(scalar):
        if isinstance(part, SecretForm) and part.name == name:
            return scope.context.locate(scalar, part.start + _SECRET_START, part.end - 1)
    return None
