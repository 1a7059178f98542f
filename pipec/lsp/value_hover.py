"""What is told of a variable, a parameter, an expression: its type, and its value as far as it is known."""

from compiler.frontend.check.matrix import check_matrix
from compiler.frontend.interpolation import resolve_expression, resolve_scalar
from compiler.frontend.resolved import Resolved, text_of
from compiler.frontend.scope import Scope
from compiler.frontend.tree import Mapping, Scalar
from compiler.ir.expression import Expression, Problem, check, parse, type_name
from compiler.ir.system import SYSTEM_VARIABLES

from .index import Symbol, Word
from .model import Model
from .roles import Path
from .scopes import scope_at
from .shapes import node_at

_LONGEST = 200


def describe_variable(model: Model, path: Path, symbol: Symbol) -> str:
    """Return what is told of a variable: the value that it has at a path, and where it comes from."""
    name = symbol.name
    if not symbol.owner and name in SYSTEM_VARIABLES:
        return f"**{name}**: {SYSTEM_VARIABLES[name]}.  \nA variable of the system, known when the pipeline runs."
    scope = scope_at(model, path)
    value = scope.lookup(name)
    if value is None and symbol.owner:
        node = node_at(model.tree, (*symbol.owner, name))
        value = resolve_scalar(scope_at(model, symbol.owner), node) if isinstance(node, Scalar) else None
    if value is None or value.broken:
        return f"**{name}**: a variable whose value is not known." if symbol.owner else ""
    return f"**{name}** = {_shown(value)}  \n{_origin(symbol)}"


def _origin(symbol: Symbol) -> str:
    match symbol.owner:
        case ("global_env",):
            return "A variable of every job, from `global_env`."
        case ("jobs", job, "environment"):
            return f"A variable of job `{job}`."
        case ("jobs", job, "steps", *_):
            return f"A variable of this step of job `{job}`."
        case ("jobs", _, "services", service, *_):
            return f"A variable of service `{service}`."
        case ("components", component, *_):
            return f"A variable of component `{component}`."
        case ("environments", place, *_):
            return f"A variable of deployments to `{place}`."
        case _:
            return "A variable of the pipeline's surroundings."


def _shown(value: Resolved) -> str:
    """Return a value as it is known, with its type."""
    kind = type_name(value.type)
    if value.known:
        text = text_of(value)
        return f"{_code(text)} ({kind}, known when the pipeline is compiled)"
    if value.unknown:
        return f"a {kind} that the caller gives when the pipeline is compiled"
    return f"a {kind} that is known when the pipeline runs"


def _code(text: str) -> str:
    line, _, rest = text.partition("\n")
    shown = f"{line[:_LONGEST]}…" if rest or len(line) > _LONGEST else line
    return f"`{shown}`" if shown and "`" not in shown else f"'{shown}'"


def describe_name(model: Model, path: Path, symbol: Symbol) -> str:
    """Return what is told of a parameter, an axis, a component and whatever else has a name."""
    match symbol.kind:
        case "param":
            return _parameter(model, symbol.name)
        case "axis":
            return _axis(model, str(path[1]), symbol.name)
        case "artifact":
            return f"**{symbol.name}**: an artifact of job `{symbol.owner[1]}`{_paths(model, symbol)}."
        case "output":
            return f"**{symbol.name}**: an output of job `{symbol.owner[1]}`, a string known when the pipeline runs."
        case "secret":
            return f"**{symbol.name}**: a secret; the runner gives its value."
        case "component":
            return _declared(model, symbol, "components", "image")
        case "environment":
            return _declared(model, symbol, "environments", "runner")
        case _:
            return ""


def _parameter(model: Model, name: str) -> str:
    parameter = model.context.params.get(name)
    if parameter is None:
        return ""
    body = parameter.declaration.body
    description = body.get("description")
    told = [f"**params.{name}**" + (f": {description.text}" if isinstance(description, Scalar) else "")]
    when = "when the pipeline runs" if parameter.bind == "run" else "when the pipeline is compiled"
    told.append(f"Type: {parameter.kind}, given {when}.")
    default = body.get("default")
    if isinstance(default, Scalar):
        told.append(f"Default: {_code(default.text)}.")
    elif parameter.bind == "compile" and not parameter.known:
        told.append("Required.")
    return "  \n".join(told)


def _axis(model: Model, job: str, name: str) -> str:
    """Return the values that an axis has in the instances of its job."""
    if job not in dict(model.document.jobs):
        return ""
    outer = scope_at(model, ("jobs", job, "matrix"))
    expansion = check_matrix(outer, model.document.jobs[job].body.get("matrix"))
    values = dict.fromkeys(text_of(dict(each)[name]) for each in expansion.combinations if name in dict(each))
    shown = ", ".join(f"`{value}`" for value in list(values)[:20])
    return f"**matrix.{name}**: an axis of job `{job}`" + (f", one of {shown}." if values else ".")


def _paths(model: Model, symbol: Symbol) -> str:
    node = node_at(model.tree, (*symbol.owner, "artifacts", symbol.name, "paths"))
    items = [item.text for item in getattr(node, "items", ()) if isinstance(item, Scalar)]
    return f": {', '.join(f'`{item}`' for item in items)}" if items else ""


def _declared(model: Model, symbol: Symbol, section: str, key: str) -> str:
    body = node_at(model.tree, (section, symbol.name))
    value = body.get(key) if isinstance(body, Mapping) else None
    if body is None:
        return ""
    told = f"**{symbol.kind} {symbol.name}**"
    if isinstance(value, Scalar):
        return f"{told}: {key} `{value.text}`"
    reference = value.get("from") if isinstance(value, Mapping) else None
    return f"{told}: image built by `{reference.text}`" if isinstance(reference, Scalar) else told


def describe_expression(model: Model, word: Word, start: int, end: int) -> str:
    """Return the type and, where it is known, the value of an expression in a scalar's text, from start to end.

    A range before the text is the whole text with its forms.
    """
    scope = scope_at(model, word.path)
    if start < 0:
        value = resolve_scalar(scope, word.scalar)
        return "" if value.broken else f"= {_shown(value)}"
    text = word.scalar.text[start:end]
    inner = text.removeprefix("${{").removesuffix("}}") if text.startswith("${{") else _unwrapped(text)
    expression = parse(inner, start)
    if isinstance(expression, Problem):
        return ""
    return _described(scope, word.scalar, expression)


def _unwrapped(text: str) -> str:
    return text.removeprefix("${").removesuffix("}") if text.startswith("${") else text


def _described(scope: Scope, scalar: Scalar, expression: Expression) -> str:
    type_, problems = check(expression, scope.root_type, status=True)
    if problems:
        return ""
    value = resolve_expression(scope, scalar, expression)
    if value.broken:
        return f"Type: {type_name(type_)}"
    return f"= {_shown(value._replace(type=type_))}"
