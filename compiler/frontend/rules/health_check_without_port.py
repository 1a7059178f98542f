"""A health check over the network has a port."""

from ...diagnostics import Diagnostic, Rule
from ...ir.release import Port
from ..tree import Mapping

RULE = Rule("PC606", "health-check-without-port", "error")


def without_port(check: Mapping, kind: str, ports: tuple[Port, ...]) -> Diagnostic:
    """Return the diagnostic of an http or tcp check without port."""
    example = ports[0].container if ports else 8080
    return RULE.at(
        check.span,
        f"the health check of type `{kind}` has no `port`",
        label="which port?",
        help=f"add `port: {example}`",
    )
