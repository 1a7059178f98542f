"""Holes: what a deployment fills into emitted files, because only the pipeline's run knows it."""

from collections.abc import Iterator
from typing import Any

from ...ir.release import Component, Environment
from ...ir.values import BuiltImage, Secret
from ..traced import Traced, escape
from .layout import dotenv_path, manifest_path
from .values import parts


def holes(environment: Environment) -> list[dict[str, Any]]:
    """Return the environment's holes: file, JSON pointer, and what goes there.

    In a file of variables the pointer is `/NAME`, and the deployment appends that variable's line.
    """
    path = manifest_path(environment)
    found: list[dict[str, Any]] = []
    artifact = 0
    for index, component in enumerate(environment.components):
        if isinstance(component.image, BuiltImage):
            filled = {"kind": "image", "job": component.image.job, "output": component.image.output}
            found.append(_hole(component, path, f"/components/{index}/image/pinned", filled))
        if component.artifact:
            filled = {"kind": "artifact", "job": component.artifact.job, "artifact": component.artifact.artifact}
            found.append(_hole(component, path, f"/artifacts/{artifact}/sha256", filled))
            artifact += 1
        found += _texts(environment, component, f"/components/{index}/environment")
    return found


def _texts(environment: Environment, component: Component, pointer: str) -> Iterator[dict[str, Any]]:
    for variable in component.environment:
        if variable.value.constant is not None:
            continue
        filled = {"kind": "text", "parts": parts(variable.value)}
        if any(isinstance(part, Secret) for part in variable.value.parts):
            filled["kind"] = "secret-text"
        elif environment.runner == "systemd":
            yield Traced(
                variable.origin,
                {"file": dotenv_path(environment, component), "pointer": f"/{escape(variable.name)}"} | filled,
            )
        where = {"file": manifest_path(environment), "pointer": f"{pointer}/{escape(variable.name)}"}
        yield Traced(variable.origin, where | filled)


def _hole(component: Component, file: str, pointer: str, filled: dict[str, str]) -> dict[str, Any]:
    return Traced(component.origin, {"file": file, "pointer": pointer} | filled)
