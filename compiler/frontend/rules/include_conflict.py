"""What several files give is given once."""

from ...diagnostics import Diagnostic, Label, Rule
from ..tree import Scalar

RULE = Rule("PC042", "include-conflict", "error")


def name_in_two_files(key: Scalar, first: Scalar) -> Diagnostic:
    """Return the diagnostic of a name that two files define."""
    return RULE.at(
        key.span,
        f"`{key.text}` is defined in `{first.span.path}` and again in `{key.span.path}`",
        label="again here",
        related=(Label(first.span, "first defined here"),),
        help="rename one of the two, or remove it",
    )


def key_in_two_files(key: Scalar, first: Scalar) -> Diagnostic:
    """Return the diagnostic of a key of the pipeline that only one file may give."""
    return RULE.at(
        key.span,
        f"`{key.text}` stands in `{first.span.path}` and again in `{key.span.path}`, and such a key does not merge",
        label="again here",
        related=(Label(first.span, "first given here"),),
        help="keep it in one file; `jobs`, `components`, `environments`, `params`, `global_env` and `triggers` merge",
    )
