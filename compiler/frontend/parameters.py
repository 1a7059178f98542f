"""Parameters: what the file declares, bound to what the caller gave."""

import re
from collections.abc import Iterator
from collections.abc import Mapping as AbstractMapping
from typing import NamedTuple

from ..diagnostics import Diagnostic, Span
from ..ir.expression import ANY, BOOLEAN, NUMBER, STRING, Array, Type, Value
from .document import Declaration, Document, is_vague, scalars
from .resolution import resolve
from .resolved import value_text
from .tree import Broken, Mapping, Node, Scalar, Sequence

_SHELL_SAFE = re.compile(r"[A-Za-z0-9_./:@%+,=-]+")
_TYPES: dict[str, Type] = {"string": STRING, "number": NUMBER, "boolean": BOOLEAN, "array": Array(STRING)}


class BoundParameter(NamedTuple):
    """A parameter with its value. `given` says that the caller gave it; `known` that it has a value at all."""

    declaration: Declaration
    type: Type
    kind: str
    bind: str
    value: Value = ""
    known: bool = False
    given: bool = False
    tainted: bool = True

    @property
    def name(self) -> str:
        """The parameter's name."""
        return self.declaration.name.text


class Given(NamedTuple):
    """A value from the command line (text) or a variables file (typed), and where it stands."""

    value: Value
    span: Span | None = None


Bound = tuple[dict[str, BoundParameter], tuple[Diagnostic, ...]]


def bind_parameters(document: Document, given: AbstractMapping[str, Given], *, complete: bool) -> Bound:
    """Bind every declared parameter; problems are of the declaration, the given values, or missing ones."""
    found: list[Diagnostic] = []
    bound = {name: _bind(declaration, given.get(name), found) for name, declaration in document.params.items()}
    for name, value in given.items():
        if name not in bound and name not in document.params:
            from .rules.undeclared_parameter import undeclared

            found.append(undeclared(name, {key: item.declaration.name for key, item in bound.items()}, value.span))
    if complete:
        found.extend(_missing(parameter) for parameter in bound.values() if _lacks_value(parameter))
    return bound, tuple(found)


def _lacks_value(parameter: BoundParameter) -> bool:
    return parameter.bind == "compile" and not parameter.known and not parameter.given


def _missing(parameter: BoundParameter) -> Diagnostic:
    from .rules.missing_parameter import missing

    return missing(parameter.declaration.name)


def _bind(declaration: Declaration, given: Given | None, found: list[Diagnostic]) -> BoundParameter:
    body = declaration.body
    kind = _word(body.get("type"), "string")
    found.extend(_declaration_problems(kind, body))
    vague = declaration.broken or isinstance(body.get("type"), Broken)
    parameter = BoundParameter(
        declaration,
        ANY if vague else _TYPES.get(kind, STRING),
        kind,
        _word(body.get("bind"), "compile"),
        tainted=_tainted(kind, body),
    )
    default = body.get("default")
    if default is not None:
        parameter = _with_default(parameter, default, found)
    elif not _required(body) and parameter.bind == "compile" and not _violation(parameter, _ZERO[kind]):
        # Without a default a parameter that is not required is empty: the zero value of its type, where its pattern
        # and enum allow that. Where they do not it must be given.
        parameter = parameter._replace(value=_ZERO[kind], known=True)
    return parameter if given is None else _with_given(parameter, given, found)


def _declaration_problems(kind: str, body: Mapping) -> Iterator[Diagnostic]:
    pattern = body.get("pattern")
    if isinstance(pattern, Scalar):
        try:
            re.compile(pattern.text)
        except (re.error, OverflowError, RecursionError) as error:
            from .rules.parameter_declaration import malformed_pattern

            yield malformed_pattern(pattern, str(error))
    enum = body.get("enum")
    for item in enum if isinstance(enum, Sequence) and kind in {"number", "boolean"} else ():
        if isinstance(item, Scalar) and not _fits(kind, resolve(item)):
            from .rules.parameter_declaration import wrong_item

            yield wrong_item(item, kind)


def _fits(kind: str, value: Value) -> bool:
    return isinstance(value, bool) if kind == "boolean" else _is_number(value)


_ZERO: dict[str, Value] = {"string": "", "number": 0, "boolean": False, "array": []}


def _word(node: Node | None, default: str) -> str:
    return node.text if isinstance(node, Scalar) else default


def _required(body: Mapping) -> bool:
    node = body.get("required")
    return isinstance(node, Scalar) and node.text == "true"


def _tainted(kind: str, body: Mapping) -> bool:
    if kind in {"number", "boolean"}:
        return False
    enum = body.get("enum")
    if is_vague(enum):
        return False
    if not isinstance(enum, Sequence) or not enum.items:
        return True
    return not all(isinstance(item, Scalar) and _SHELL_SAFE.fullmatch(item.text) for item in enum)


def _with_default(parameter: BoundParameter, node: Node, found: list[Diagnostic]) -> BoundParameter:
    value, fits = _read_default(parameter.kind, node)
    if not fits:
        if not is_vague(node) and not isinstance(parameter.declaration.body.get("type"), Broken):
            from .rules.parameter_value import wrong_default

            found.append(wrong_default(parameter.name, parameter.kind, node))
        return parameter._replace(type=ANY)  # of which type it was meant to be, nobody knows
    problem = _violation(parameter, value)
    if problem:
        from .rules.parameter_value import default_breaks

        allowed = scalars(parameter.declaration.body.get("enum"))
        found.append(default_breaks(parameter.name, node, problem, [item.text for item in allowed]))
    return parameter._replace(value=value, known=True)


def _read_default(kind: str, node: Node) -> tuple[Value, bool]:
    if kind == "array":
        if not isinstance(node, Sequence):
            return None, False
        return [item.text for item in node if isinstance(item, Scalar)], True
    if not isinstance(node, Scalar):
        return None, False
    if kind == "string":
        return node.text, True
    value = resolve(node)
    return value, _fits(kind, value)


def _is_number(value: Value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _with_given(parameter: BoundParameter, given: Given, found: list[Diagnostic]) -> BoundParameter:
    value, fits = _read_given(parameter.kind, given.value)
    problem = "" if not fits else _violation(parameter, value)
    if not fits or problem:
        from .rules.parameter_value import wrong_given

        span = given.span or parameter.declaration.name.span
        found.append(wrong_given(parameter.declaration.name, parameter.kind, given.value, problem, span))
        # Given, but what, nobody knows: neither its default nor its absence is to blame for anything further.
        return parameter._replace(known=False, given=True)
    return parameter._replace(value=value, known=True, given=True)


def _read_given(kind: str, value: Value) -> tuple[Value, bool]:
    if not isinstance(value, str):
        fits = {"boolean": isinstance(value, bool), "number": _is_number(value), "array": isinstance(value, list)}
        return value, fits.get(kind, False)
    if kind == "string":
        return value, True
    if kind == "boolean":
        return value == "true", value in {"true", "false"}
    if kind == "array":
        return _array(value)
    return _number(value)


def _array(text: str) -> tuple[Value, bool]:
    """Read an array from the command line: JSON where it begins like it, else texts with commas between them."""
    if not text.lstrip().startswith("["):
        return [item.strip() for item in text.split(",")] if text else [], True
    import json

    try:
        items = json.loads(text)
    except (ValueError, RecursionError):
        return None, False
    return [value_text(item) for item in items], all(isinstance(item, str | int | float) for item in items)


def _number(text: str) -> tuple[Value, bool]:
    if re.fullmatch(r"[-+]?\d+", text):
        return int(text), True
    if re.fullmatch(r"[-+]?(\d+\.\d*|\.\d+|\d+)([eE][-+]?\d+)?", text):
        return float(text), True
    return None, False


def _violation(parameter: BoundParameter, value: Value) -> str:
    """Return why the declaration's pattern or enum refuses a value of its type; empty when they do not."""
    body = parameter.declaration.body
    items = value if isinstance(value, list) else [value]
    pattern = body.get("pattern")
    if isinstance(pattern, Scalar) and not all(matches(pattern.text, value_text(item)) for item in items):
        return f"it does not match the pattern `{pattern.text}`"
    enum = body.get("enum")
    if isinstance(enum, Sequence) and not is_vague(enum):
        allowed = [item for item in enum if isinstance(item, Scalar)]
        if not all(any(_equal(parameter.kind, each, item) for each in allowed) for item in items):
            return f"it is not one of {', '.join(f'`{item.text}`' for item in allowed)}"
    return ""


def _equal(kind: str, node: Scalar, value: Value) -> bool:
    """Compare an allowed value as it is written with a value: as numbers where the parameter is one."""
    if kind == "number":
        return resolve(node) == value
    return node.text == value_text(value)


def matches(pattern: str, value: str) -> bool:
    """Tell whether a pattern matches the whole value; one that is malformed is reported where it is declared."""
    try:
        return re.fullmatch(pattern, value) is not None
    except (re.error, OverflowError, RecursionError):
        return True
