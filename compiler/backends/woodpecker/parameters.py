"""Parameters of a manual run: variables that the starter gives, checked before anything else runs."""

from collections.abc import Iterator

from ...ir.expression.value import to_text
from ...ir.plan import Parameter, ParameterValue, Plan
from ..shim.quote import quote
from . import names


def parameter_text(parameter: Parameter) -> str:
    """Return the text that a parameter has when the run does not give it."""
    return _text(parameter.default)


def _text(value: ParameterValue) -> str:
    return to_text(list(value)) if isinstance(value, tuple) else to_text(value)


def check_parameters(plan: Plan) -> Iterator[str]:
    """Yield commands that fail when a parameter is missing, of another type, or none of those allowed."""
    for parameter in plan.params:
        variable = names.parameter_variable(parameter.name)
        default = quote(parameter_text(parameter))
        wrong = f"{{ echo {quote(f'parameter {parameter.name} {_wanted(parameter)}')} >&2; exit 1; }}"
        if parameter.required and parameter.default is None:
            yield f'[ -n "${{{variable}+given}}" ] || {wrong}'
        if test := _test(parameter):
            yield f'value={default}; [ -z "${{{variable}+given}}" ] || value=${variable}; {test} || {wrong}'


def _wanted(parameter: Parameter) -> str:
    if parameter.enum:
        return f"is none of: {', '.join(map(_text, parameter.enum))}"
    return f"needs a {parameter.type} in {names.parameter_variable(parameter.name)}"


def _test(parameter: Parameter) -> str:
    if parameter.enum:
        words = " | ".join(quote(_text(value)) for value in parameter.enum)
        return f"case $value in {words}) ;; *) false ;; esac"
    if parameter.type == "boolean":
        return "case $value in true | false) ;; *) false ;; esac"
    if parameter.type == "number":
        return "case $value in '' | - | . | -. | *[!0-9.-]* | *.*.* | ?*-*) false ;; esac"
    return ""
