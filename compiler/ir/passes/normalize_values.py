"""Equal meanings are equal values: neighbouring constants of a text joined, environments sorted by name."""

from ..plan import Plan
from ..texts import replace_variables
from ..values import Part, Text, Variable


def normalize_values(plan: Plan) -> Plan:
    """Return the plan with each environment sorted and its texts in normal form."""
    return replace_variables(plan, _normalize)


def _normalize(variables: tuple[Variable, ...]) -> tuple[Variable, ...]:
    normal = [variable._replace(value=normal_text(variable.value)) for variable in variables]
    return tuple(sorted(normal, key=lambda variable: variable.name))


def normal_text(text: Text) -> Text:
    """Return text without empty constants, and without two of them side by side."""
    if text.constant:
        return text
    parts: list[Part] = []
    for part in text.parts:
        last = parts[-1] if parts else None
        if isinstance(part, str) and isinstance(last, str):
            parts[-1] = last + part
        elif part != "":
            parts.append(part)
    return Text(tuple(parts))
