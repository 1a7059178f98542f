"""Values of the parameters that are bound when the pipeline runs."""

import re
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from compiler.ir.expression import Value, to_text
from compiler.ir.expression.value import decimal
from compiler.ir.plan import Parameter, Plan

from .errors import RuntimeFault

_EMPTY: Final[Mapping[str, Value]] = {"string": "", "number": 0, "boolean": False, "array": []}


class Bound(NamedTuple):
    """The values by name, and as text those that were given, which variables of the same name have."""

    values: Mapping[str, Value]
    overrides: Mapping[str, str]


class ParameterFault(RuntimeFault):
    """A parameter is missing, unknown, or may not have the value that it is given."""

    def __init__(self, message: str, help: str = "") -> None:
        super().__init__(message, help, failure_class="configuration")


def bind_parameters(plan: Plan, given: Mapping[str, Value], *, checked: Iterable[str] = ()) -> Bound:
    """Bind the run-time parameters of a plan; ParameterFault for the first that cannot be.

    `checked` are names that the compiler has taken already: their values are in the plan.
    """
    declared = {parameter.name: parameter for parameter in plan.params}
    for name in given.keys() - declared.keys() - set(checked):
        raise ParameterFault(
            f"there is no parameter `{name}` that is bound when the pipeline runs",
            "a value that is needed to compile has to be given to `pipec compile`",
        )
    values = {name: _value(parameter, given.get(name)) for name, parameter in declared.items()}
    overrides = {name: to_text(values[name]) for name in given if name in declared and not _is_array(declared[name])}
    return Bound(values, overrides)


def _is_array(parameter: Parameter) -> bool:
    return parameter.type == "array"


def _value(parameter: Parameter, given: Value) -> Value:
    if given is None:
        if parameter.required and parameter.default is None:
            raise ParameterFault(
                f"the parameter `{parameter.name}` is required", f"give it with `--var {parameter.name}=…`"
            )
        default = parameter.default
        return _EMPTY[parameter.type] if default is None else list(default) if isinstance(default, tuple) else default
    value = _read(parameter, given)
    _check(parameter, value)
    return value


def _read(parameter: Parameter, given: Value) -> Value:
    """Return what is given as a value of the parameter's type; text is what the command line gives."""
    if parameter.type == "string" and isinstance(given, str | int | float):
        return to_text(given)
    if parameter.type == "number":
        number = decimal(given) if isinstance(given, str) else given
        if isinstance(number, int | float) and not isinstance(number, bool):
            return number
    if parameter.type == "boolean" and str(given) in {"true", "false", "True", "False"}:
        return str(given).lower() == "true"
    if parameter.type == "array":
        return [each for each in given.split(",") if each] if isinstance(given, str) else given
    raise ParameterFault(f"the parameter `{parameter.name}` has to be a {parameter.type}")


def _check(parameter: Parameter, value: Value) -> None:
    if parameter.enum and value not in parameter.enum:
        allowed = ", ".join(to_text(each) for each in parameter.enum)
        raise ParameterFault(
            f"the parameter `{parameter.name}` may not have this value", f"it may be one of: {allowed}"
        )
    if parameter.pattern is not None and not re.fullmatch(parameter.pattern, to_text(value)):
        raise ParameterFault(
            f"the value of the parameter `{parameter.name}` does not match its pattern", f"it is `{parameter.pattern}`"
        )
