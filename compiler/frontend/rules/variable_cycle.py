"""A variable's value does not depend on itself."""

from ...diagnostics import Diagnostic, Label, Rule
from ..tree import Entry, Scalar

RULE = Rule("PC402", "variable-cycle", "error")


def cycle(keys: tuple[Scalar, ...], entry: Entry) -> Diagnostic:
    """Return the diagnostic of variables whose values need each other, in the order of need."""
    names = [key.text for key in keys]
    if len(names) == 1:
        return RULE.at(
            entry.value.span,
            f"the variable `{names[0]}` refers to itself, and no outer scope defines it",
            label="refers to itself",
            help=f"give a default: `${{{names[0]}:-value}}`, or define it in an outer `environment`",
        )
    path = " → ".join(f"`{name}`" for name in (*names, names[0]))
    return RULE.at(
        keys[0].span,
        f"the variables need each other: {path}",
        label="needs itself in the end",
        related=tuple(Label(key.span, f"`{key.text}` is part of the cycle") for key in keys[1:]),
        help="give one of them a value of its own",
    )
