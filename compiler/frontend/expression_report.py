"""Problems of expressions and templates as diagnostics of their rules."""

from collections.abc import Callable

from ..diagnostics import Diagnostic, Edit, Fix, Rule, Span
from ..ir.expression import Problem
from .tree import Style

Locate = Callable[[int, int], Span]
"""Gives the span in the file of a range of the scalar's decoded text."""
Escape = Callable[[str], str]
"""Gives how decoded text is written in the scalar's style."""


def escape_for(style: Style) -> Escape:
    """Return how text is written inside a scalar of this style."""
    if style == "single":
        return lambda text: text.replace("'", "''")
    if style == "double":
        return lambda text: text.replace("\\", "\\\\").replace('"', '\\"')
    return str


def located(
    rule: Rule, problem: Problem, locate: Locate, escape: Escape | None = None, *, safe: bool = False
) -> Diagnostic:
    """Return the diagnostic of a problem; its replacement becomes a fix where the scalar's style surely allows it."""
    span = locate(problem.start, problem.end)
    return rule.at(
        span, problem.message, label=problem.label, help=problem.help, fix=_fix(problem, span, escape, safe=safe)
    )


def _fix(problem: Problem, span: Span, escape: Escape | None, *, safe: bool) -> Fix | None:
    text = problem.replacement
    if text is None or "\n" in text or (problem.start == 0 and not text[:1].isalnum()):
        return None  # what begins a plain scalar with a quote or a sign is YAML's
    if escape is None and set(text) & set("'\"\\"):
        return None
    return Fix(f"write `{text}`", safe, (Edit(span, escape(text) if escape else text),))
