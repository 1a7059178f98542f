"""What is told of a variable, a parameter, an expression: its type, and its value as far as it is known."""

from collections.abc import Callable, Sequence

from compiler.frontend.check.matrix import check_matrix
from compiler.frontend.interpolation import resolve_expression, resolve_part, resolve_scalar
from compiler.frontend.resolved import BROKEN, Resolved, text_of
from compiler.frontend.scope import Scope
from compiler.frontend.template import VariableForm
from compiler.frontend.tree import Mapping, Scalar
from compiler.frontend.wording import with_article
from compiler.ir.expression import Problem, check, parse, type_name
from compiler.ir.system import SYSTEM_VARIABLES

from .index import Symbol, Word
from .model import Model
from .roles import Path
from .scopes import instances_at, scope_at
from .shapes import node_at

_LONGEST = 200
_MOST_INSTANCES = 8


def describe_variable(model: Model, path: Path, symbol: Symbol) -> str:
    """Return what is told of a variable: the value that it has at a path, and where it comes from."""
    name = symbol.name
    if not symbol.owner and name in SYSTEM_VARIABLES:
        return f"**{name}**: {SYSTEM_VARIABLES[name]}.  \nA variable of the system, known when the pipeline runs."
    values = _over_instances(model, path, lambda scope: scope.lookup(name))
    if not values and symbol.owner:
        node = node_at(model.tree, (*symbol.owner, name))
        values = [resolve_scalar(scope_at(model, symbol.owner), node)] if isinstance(node, Scalar) else []
    shown = _shown(values)
    if not shown:
        return f"**{name}**: a variable whose value is not known." if symbol.owner else ""
    return f"**{name}**{shown}  \n{_origin(symbol)}"


def _over_instances(model: Model, path: Path, value: Callable[[Scope], Resolved | None]) -> list[Resolved]:
    """Return a value in the first instances of the job at a path; none that is undefined."""
    count = min(instances_at(model, path), _MOST_INSTANCES)
    found = [value(scope_at(model, path, instance)) for instance in range(count)]
    return [item for item in found if item is not None]


def _origin(symbol: Symbol) -> str:  # noqa: PLR0911 - one table
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


def _shown(values: Sequence[Resolved]) -> str:
    """Return what follows a name: its value as far as it is known, with its type; nothing for what is broken."""
    if not values or any(value.broken for value in values):
        return ""
    first = values[0]
    kind = type_name(first.type)
    if all(value.known for value in values):
        texts = " or ".join(dict.fromkeys(_code(text_of(value)) for value in values))
        return f" = {texts} ({kind}, known when the pipeline is compiled)"
    when = "the caller gives when the pipeline is compiled" if first.unknown else "is known when the pipeline runs"
    return f": {with_article(kind)} that {when}"


def _code(text: str) -> str:
    line, _, rest = text.partition("\n")
    shown = f"{line[:_LONGEST]}…" if rest or len(line) > _LONGEST else line
    return f"`{shown}`" if shown and "`" not in shown else f"'{shown}'"


def describe_name(model: Model, path: Path, symbol: Symbol) -> str:  # noqa: PLR0911 - one table
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
    """Return the type and, where it is known, the value of the form or bare expression in a text, start to end."""
    text = word.scalar.text[start:end]
    opening = next((sign for sign in ("${{", "${") if text.startswith(sign)), "")
    inner = text.removeprefix(opening).removesuffix("}" * (len(opening) - 1)) if opening else text
    expression = parse(inner, start + len(opening))
    if isinstance(expression, Problem):
        return ""

    def value(scope: Scope) -> Resolved:
        type_, problems = check(expression, scope.root_type, status=True)
        if problems:
            return BROKEN
        return resolve_expression(scope, word.scalar, expression)._replace(type=type_)

    shown = _shown(_over_instances(model, word.path, value))
    return f"`{inner.strip()}`{shown}" if shown and "`" not in inner else shown


def describe_form(model: Model, word: Word, form: VariableForm) -> str:
    """Return what a variable form comes to."""
    text = word.scalar.text[form.start : form.end]
    shown = _shown(_over_instances(model, word.path, lambda scope: resolve_part(scope, word.scalar, form)))
    return f"`{text}`{shown}" if shown and "`" not in text else shown
