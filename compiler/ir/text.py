"""The plan for people: one fact a line, what is default left out, scripts as they are. For reviews and goldens.

The form is made from the plan's types, so that no field can be forgotten: a record is a line with what names it and
below, or beside if it is small, what is not as usual. Two plans with different JSON have different texts.
"""

from collections.abc import Iterator
from typing import Any, Final

from .expression.render import render
from .job import Action, ArgumentList, ArgumentMap, Dependency, Input, Job, Matrix, Service, Step
from .json_records import fields_of, kind_of
from .plan import Plan, Trigger
from .release import AllAtOnce, BlueGreen, Canary, Component, Deploy, Environment, Rolling, Stage
from .text_values import BYTES, SECONDS, duration, is_expression, quoted, shown_text, size
from .values import BuiltImage, Image, Text, Variable

_INDENT: Final = "  "
_HEADS: Final[dict[type, tuple[str, ...]]] = {
    Input: ("job", "artifact"),
    Trigger: ("event",),
    Stage: ("weight",),
    Step: ("id",),
    Job: ("id",),
}
"""What stands beside a record's label where that is not its `name`, or its `type`."""

_LABELS: Final = {
    "depends_on": "after",
    "conditional": "if",
    "environment": "env",
    "params": "param",
    "triggers": "on",
    "inputs": "input",
    "steps": "step",
    "services": "service",
    "artifacts": "artifact",
    "components": "component",
    "environments": "environment",
    "ports": "port",
    "volumes": "volume",
    "routes": "route",
    "stages": "stage",
    "secrets": "secret",
    "jobs": "job",
}
_BLOCKS: Final = (Job, Step, Service, Component, Environment, Deploy, AllAtOnce, Rolling, BlueGreen, Canary)
"""Records that always go on below their line."""


def plan_text(plan: Plan) -> str:
    """Return the readable form of a plan, ending in a newline."""
    head = [f"pipeline {plan.name}", *(_INDENT + line for line in _fields(plan, skip=(*_PARTS, "name")))]
    released = {component.name: _content(component) for component in plan.components}
    blocks = [head]
    blocks += [list(_record("component", component)) for component in plan.components]
    blocks += [list(_environment(environment, released)) for environment in plan.environments]
    blocks += [list(_record("job", job)) for job in plan.jobs]
    return "\n".join("".join(f"{line}\n" for line in block) for block in blocks)


_PARTS: Final = ("jobs", "components", "environments")


def _environment(environment: Environment, released: dict[str, Any]) -> Iterator[str]:
    """Write an environment; a component that it changes nothing of is named only."""
    yield from _record("environment", environment._replace(components=()))
    for component in environment.components:
        if _content(component) == released.get(component.name):
            yield f"{_INDENT}component {component.name} as released"
        else:
            yield from (_INDENT + line for line in _record("component", component))


def _content(component: Component) -> Any:
    return kind_of(Component).write(component._replace(digest=""))


def _record(label: str, record: Any) -> Iterator[str]:
    """Write a record: its label and name, then its other fields beside if they are few words, else below."""
    heads = _HEADS.get(type(record)) or tuple(name for name in ("name", "type") if name in record._fields)[:1]
    named = ".".join(_word(head, getattr(record, head)) for head in heads)
    equal = ("name",) if getattr(record, "name", None) == getattr(record, "id", "") else ()
    below = list(_fields(record, skip=(*heads, *equal, "digest" if isinstance(record, Component) else "")))
    line = f"{label} {named}" if named else label
    beside = ", ".join(below)
    if isinstance(record, _BLOCKS) or any("\n" in each or each.startswith((" ", "|")) for each in below):
        yield line
        yield from (_INDENT + each for each in below)
    else:
        yield f"{line}: {beside}" if beside else line


def _fields(record: Any, skip: tuple[str, ...]) -> Iterator[str]:
    defaults: dict[str, Any] = record._field_defaults
    kind: type = type(record)
    for field in fields_of(kind):
        value = record[field.place]
        if field.name in skip or (field.name in defaults and value == defaults[field.name]):
            continue
        yield from _field(field.name, value)


def _field(name: str, value: Any) -> Iterator[str]:
    label = name if isinstance(value, str) else _LABELS.get(name, name)
    if isinstance(value, Image):
        yield f"{label} {quoted(value.reference)}{f' @ {value.digest}' if value.digest else ''}"
    elif isinstance(value, BuiltImage):
        yield f"{label} from {quoted(value.job)}.{quoted(value.output)}"
    elif isinstance(value, Matrix):
        yield from _matrix(value)
    elif isinstance(value, Action):
        yield f"action {value.type}"
        yield from (_INDENT + line for line in _argument_lines(value.arguments))
    elif is_expression(value):
        yield f"{label} {render(value)}"
    elif isinstance(value, str) and "\n" in value:
        yield from _block(label, value)
    elif isinstance(value, tuple) and hasattr(value, "_fields"):
        yield from _record(label, value)
    elif isinstance(value, tuple):
        yield from _items(name, label, value)
    else:
        yield f"{label} {_word(name, value)}"


def _items(name: str, label: str, values: tuple[Any, ...]) -> Iterator[str]:
    """Write a list: records each on its own, pairs and variables as `key = value`, words in one line."""
    if not values:
        yield f"{label} none"
    elif isinstance(values[0], Dependency):
        yield f"{label} {', '.join(dependency.job for dependency in values)}"
    elif isinstance(values[0], Variable):
        for variable in values:
            yield from _assignment(f"{label} {_key(variable.name)}", variable.value)
    elif hasattr(values[0], "_fields"):
        for value in values:
            yield from _record(label, value)
    elif name == "labels":
        for key, value in values:
            yield f"{label} {_key(key)} = {quoted(value)}"
    else:
        yield f"{label} {', '.join(_word(name, value) for value in values)}"


def _matrix(matrix: Matrix) -> Iterator[str]:
    yield f"matrix {', '.join(f'{_key(axis)} = {quoted(value)}' for axis, value in matrix.values)}"
    yield from (f"matrix {line}" for line in _fields(matrix, skip=("values",)))


def _assignment(label: str, text: Text) -> Iterator[str]:
    if text.constant and "\n" in text.constant:
        yield from _block(f"{label} =", text.constant)
    else:
        yield f"{label} = {shown_text(text)}"


def _block(label: str, text: str) -> Iterator[str]:
    """Write text of several lines: `|-` says that no newline follows, quotes show what cannot be seen."""
    yield label
    lines = text.split("\n")
    last = lines.pop()
    for line in lines:
        seen = line == line.rstrip() and line.replace("\t", " ").isprintable()
        yield f"{_INDENT}| {line}".rstrip() if seen else f'{_INDENT}|" {quoted(line, always=True)}'
    if last:
        yield f"{_INDENT}|- {quoted(last)}"


def _argument_lines(arguments: ArgumentMap) -> Iterator[str]:
    for key, value in arguments.entries:
        yield from _argument(_key(key), value)


def _argument(label: str, value: Any) -> Iterator[str]:
    if isinstance(value, Text):
        yield from _assignment(label, value)
    elif isinstance(value, ArgumentMap):
        yield f"{label} map"
        yield from (_INDENT + line for line in _argument_lines(value))
    elif isinstance(value, ArgumentList):
        yield f"{label} list"
        yield from (_INDENT + line for item in value.items for line in _argument("-", item))
    else:
        yield f"{label} = {_bare(value)}"


def _key(name: str) -> str:
    return quoted(name, always=" " in name or name == "-")


def _word(name: str, value: Any) -> str:
    """Write what stands on one line: durations and sizes as a person would, text in quotes where it must."""
    if name in SECONDS and isinstance(value, int) and not isinstance(value, bool):
        return duration(value)
    if name in BYTES and isinstance(value, int):
        return size(value)
    if name == "weight":
        return f"{_bare(value)}%"
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, tuple):
        return f"[{', '.join(_word('', item) for item in value)}]"
    return _bare(value)


def _bare(value: Any) -> str:
    """Write a scalar that is no text."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(int(value)) if isinstance(value, float) and value.is_integer() and abs(value) < 2**53 else str(value)
