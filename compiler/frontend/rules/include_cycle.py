"""Includes do not lead back to themselves."""

from ...diagnostics import Diagnostic, Rule
from ..tree import Scalar

RULE = Rule("PC041", "include-cycle", "error")


def include_cycle(name: Scalar, files: tuple[str, ...]) -> Diagnostic:
    """Return the diagnostic of an include that closes a cycle of `files`, the first and last the same."""
    path = " → ".join(f"`{file}`" for file in files)
    return RULE.at(name.span, f"the includes lead back to themselves: {path}", label="closes the cycle", help="remove one of these includes")
