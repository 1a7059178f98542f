"""A value that is given has a parameter."""

from ...diagnostics import Diagnostic, Rule, Span
from ...diagnostics.nearest import nearest

RULE = Rule("PC406", "undeclared-parameter", "error")


def undeclared(name: str, known: tuple[str, ...], span: Span) -> Diagnostic:
    """Return the diagnostic of `--var` for a parameter that the file does not declare."""
    near = nearest(name, known)
    listed = ", ".join(f"`{item}`" for item in known)
    return RULE.at(
        span,
        f"`{name}` was given, but the pipeline declares no such parameter",
        help=f"did you mean `{near}`?" if near else (f"it declares {listed}" if known else "declare it under `params`"),
    )
