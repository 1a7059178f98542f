"""Values of the plan in the manifest's shape."""

from typing import Any

from ...diagnostics import NOWHERE
from ...ir.expression.render import render
from ...ir.values import Approval, HealthCheck, Resources, Secret, Text
from ..traced import Traced


def parts(text: Text) -> list[dict[str, str]]:
    """Return the parts of a text that a deployment has to complete."""
    return [
        {"text": part}
        if isinstance(part, str)
        else {"secret": part.name}
        if isinstance(part, Secret)
        else {"expression": render(part)}
        for part in text.parts
    ]


def health_check(check: HealthCheck | None) -> dict[str, Any] | None:
    """Return a health check, times in seconds; None stays None."""
    return None if check is None else _traced(check, "type")


def approval(wanted: Approval | None) -> dict[str, Any] | None:
    """Return an approval, its timeout in seconds; None stays None."""
    return None if wanted is None else _traced(wanted)


def resources(limits: Resources) -> dict[str, Any]:
    """Return limits: thousandths of a core and bytes."""
    return {"cpu": limits.cpu, "memory": limits.memory, "disk": limits.disk}


def _traced(value: HealthCheck | Approval, *first: str) -> dict[str, Any]:
    fields = value._asdict()
    origin = fields.pop("origin", NOWHERE)
    data = {name: fields.pop(name) for name in first} | fields
    return Traced(origin, {name: list(each) if isinstance(each, tuple) else each for name, each in data.items()})
