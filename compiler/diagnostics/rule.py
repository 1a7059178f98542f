"""What a rule module declares about itself."""

from typing import NamedTuple

from .diagnostic import Change, Diagnostic, Fix, Label, Severity
from .span import Span


class Rule(NamedTuple):
    """A code and what is constant about it; the module's docstring is its page.

    A rule module binds one `RULE` and at least one function that makes its diagnostics.
    """

    code: str
    title: str
    severity: Severity

    def at(
        self,
        span: Span,
        message: str,
        *,
        label: str = "",
        related: tuple[Label, ...] = (),
        help: str = "",
        fix: Fix | None = None,
        change: Change | None = None,
    ) -> Diagnostic:
        """Return a diagnostic of this rule at `span`."""
        return Diagnostic(self.code, self.severity, span, message, label, related, help, fix, change)
