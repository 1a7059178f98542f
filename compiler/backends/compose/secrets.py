"""How the secrets of an environment reach its containers: as variables, or as files that the deployment supplies."""

from collections.abc import Iterator

from ...ir.release import Component, ComponentSecret, Environment
from ...ir.values import Secret
from ..binding import variable_name
from .escape import optional, required

DIRECTORY = optional("PIPEC_SECRETS", "./secrets")
"""Where secret files stand, one named as each secret, 0400: Compose mounts them as they are, with their owner."""


def variable(environment: Environment, name: str) -> str:
    """Return the variable that supplies a secret: the one its source names, else `PIPEC_SECRET_NAME`."""
    for source in environment.secrets:
        if source.name == name and source.kind == "env":
            return source.locator
    return variable_name("PIPEC_SECRET", name)


def references(environment: Environment, component: Component) -> dict[str, str]:
    """Return, for each secret that the component's variables hold, the reference that Compose resolves."""
    return {
        name: required(variable(environment, name), f"secret {name} of environment {environment.name} is not set")
        for name in sorted(set(_names(component)))
    }


def _names(component: Component) -> Iterator[str]:
    yield from (secret.name for secret in component.secrets if secret.env)
    for item in component.environment:
        yield from (part.name for part in item.value.parts if isinstance(part, Secret))


def files(component: Component) -> list[ComponentSecret]:
    """Return the secrets that the component reads from files."""
    return [secret for secret in component.secrets if secret.file]


def definitions(components: tuple[Component, ...]) -> dict[str, dict[str, str]]:
    """Return the top-level `secrets`: the files that the components read."""
    names = dict.fromkeys(secret.name for component in components for secret in files(component))
    return {name: {"file": f"{DIRECTORY}/{name}"} for name in names}
