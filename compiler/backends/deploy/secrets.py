"""The secrets that an environment's components need, by name; values are never here."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from ...diagnostics import Span
from ...ir.release import Component, Environment
from ...ir.values import Secret
from ..traced import Traced


class Use(NamedTuple):
    """One use of a secret: the component, and the variable or the file that holds it (or a longer text's variable)."""

    name: str
    component: str
    env: str | None
    file: str | None
    origin: Span


def uses(environment: Environment) -> Iterator[Use]:
    """Yield each use, components in their order."""
    for component in environment.components:
        yield from component_uses(component)


def component_uses(component: Component) -> Iterator[Use]:
    """Yield each use of one component: its declared secrets, then those inside its variables."""
    for secret in component.secrets:
        yield Use(secret.name, component.name, secret.env, secret.file, secret.origin)
    for variable in component.environment:
        for part in variable.value.parts:
            if isinstance(part, Secret):
                yield Use(part.name, component.name, variable.name, None, variable.origin)


def required(environment: Environment) -> list[dict[str, Any]]:
    """Return the required secrets by name, each with its source (None: the runner's own store) and its users."""
    sources = {source.name: source for source in environment.secrets}
    users: dict[str, list[str]] = {}
    first: dict[str, Span] = {}
    for use in uses(environment):
        first.setdefault(use.name, use.origin)
        users.setdefault(use.name, []).append(use.component)
    found: list[dict[str, Any]] = []
    for name in sorted(users):
        source = sources.get(name)
        known = source and {"kind": source.kind, "locator": source.locator, "key": source.key or None}
        data = {"name": name, "source": known, "components": list(dict.fromkeys(users[name]))}
        found.append(Traced(source.origin if source else first[name], data))
    return found
