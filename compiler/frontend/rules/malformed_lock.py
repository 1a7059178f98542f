"""The lock file is readable."""

from ...diagnostics import Diagnostic, Rule, Span

RULE = Rule("PC512", "malformed-lock", "error")


def malformed_lock(span: Span, problem: str) -> Diagnostic:
    """Return the diagnostic of a `pipec.lock` that cannot be read."""
    return RULE.at(span, f"the lock cannot be read: {problem}", help="it is JSON: {\"images\": {\"REFERENCE\": {\"digest\": \"sha256:…\"}}}")
