"""The order of environments has no cycle."""

from ...diagnostics import Diagnostic, Label, Rule
from ..document import Declaration

RULE = Rule("PC603", "environment-cycle", "error")


def environment_cycle(cycle: tuple[Declaration, ...]) -> Diagnostic:
    """Return the diagnostic of environments that each come after the next."""
    names = [item.name.text for item in cycle]
    path = " → ".join(f"`{name}`" for name in (*names, names[0]))
    after = cycle[0].body.get("after")
    return RULE.at(
        cycle[0].name.span if after is None else after.span,
        f"the environments come after each other: {path}",
        label="part of a cycle",
        related=tuple(Label(item.name.span, f"`{item.name.text}` is part of it") for item in cycle[1:]),
        help="let a release enter one of them first: remove its `after`",
    )
