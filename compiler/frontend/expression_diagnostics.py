"""From the kind of a problem to the rule that reports it; a rule is loaded when it is first needed."""

from ..diagnostics import Diagnostic
from ..ir.expression import Problem
from .expression_report import Escape, Locate

MODULES: dict[str, str] = {
    "syntax": "expression_syntax",
    "unterminated-string": "expression_syntax",
    "double-quotes": "expression_quotes",
    "operator-spelling": "operator_spelling",
    "subtraction-spaces": "subtraction_spaces",
    "too-deep": "expression_too_large",
    "too-long": "expression_too_large",
    "unterminated-form": "unterminated_form",
    "bad-form": "bad_form",
    "unknown-root": "unknown_root",
    "unknown-function": "unknown_function",
    "argument-count": "argument_count",
    "type-mismatch": "type_mismatch",
    "comparison": "mixed_comparison",
    "unknown-member": "unknown_member",
    "not-a-number": "not_a_number",
    "status-function": "status_function",
    "format-holes": "format_holes",
    "unset-variable": "unset_variable",
    "division-by-zero": "division_by_zero",
    "index-out-of-range": "index_out_of_range",
    "invalid-json": "invalid_json",
    "too-large": "value_too_large",
    "empty-text": "empty_search",
}
"""Kind of problem to the module in `rules`."""


def diagnose(problem: Problem, locate: Locate, escape: Escape | None = None) -> Diagnostic:
    """Return the diagnostic of a problem.

    `locate` turns offsets of the text that was parsed into a span. `escape` writes text in the scalar's style (see
    `escape_for`); without it there is no fix that needs quotes.
    """
    from importlib import import_module

    module = import_module(f".rules.{MODULES[problem.kind]}", __package__)
    diagnostic: Diagnostic = module.report(problem, locate, escape)
    return diagnostic
