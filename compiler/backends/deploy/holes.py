"""Holes: what a deployment fills into emitted files, because only the pipeline's run knows it.

A hole is named by its file in the bundle, whichever target wrote that, and by what stands there: a JSON pointer, or for
Compose, which binds by itself, the variable that it reads.
"""

from collections.abc import Iterator
from typing import Any

from ...diagnostics import Span
from ...ir.plan import Plan
from ...ir.release import Component, Environment
from ...ir.values import BuiltImage, Secret, Variable
from ..binding import (
    NOMAD_IMAGE,
    compose_colour,
    compose_lock,
    image_variable,
    nomad_file,
    placeholder,
    two_versions,
    value_variable,
)
from ..slots import COLOURS
from ..traced import Traced, escape
from .layout import dotenv_path, manifest_path
from .values import parts

Hole = dict[str, Any]


def holes(plan: Plan, environment: Environment, nomad_form: str) -> list[Hole]:
    """Return the environment's holes, components in their order; `nomad_form` is `json` or `hcl`.

    In a file of variables the pointer is `/NAME`, and the deployment appends that variable's line. In HCL it is that of
    the same job as the API takes it; the placeholder is what stands there.
    """
    found: list[Hole] = []
    artifact = 0
    for index, component in enumerate(environment.components):
        if isinstance(component.image, BuiltImage):
            found += _images(plan, environment, component, component.image, (index, nomad_form))
        if component.artifact:
            filled = {"kind": "artifact", "job": component.artifact.job, "artifact": component.artifact.artifact}
            found.append(_manifest(environment, component.origin, f"/artifacts/{artifact}/sha256", filled))
            artifact += 1
        for variable in component.environment:
            if variable.value.constant is None:
                found += _texts(plan, environment, component, variable, index)
    return found


def _images(
    plan: Plan, environment: Environment, component: Component, image: BuiltImage, place: tuple[int, str]
) -> Iterator[Hole]:
    index, form = place
    made = {"job": image.job, "output": image.output}
    own = {"kind": "image", "placeholder": None} | made
    yield _manifest(environment, component.origin, f"/components/{index}/image/pinned", own)
    if environment.runner == "nomad":
        file = f"nomad/{nomad_file(environment, component, form)}"
        filled = {"kind": "image", "placeholder": placeholder(image)} | made
        yield Traced(component.origin, {"file": file, "pointer": NOMAD_IMAGE} | filled)
    elif environment.runner == "compose":
        yield from _variables(plan, environment, component, image_variable(component.name), made)


def _texts(
    plan: Plan, environment: Environment, component: Component, variable: Variable, index: int
) -> Iterator[Hole]:
    filled: dict[str, Any] = {"kind": "text", "parts": parts(variable.value)}
    secret = any(isinstance(part, Secret) for part in variable.value.parts)
    known = all(isinstance(part, str | Secret) for part in variable.value.parts)
    if secret:
        filled["kind"] = "secret-text"
    elif environment.runner == "systemd":
        file = f"deploy/{dotenv_path(environment, component)}"
        yield Traced(variable.origin, {"file": file, "pointer": f"/{escape(variable.name)}"} | filled)
    if environment.runner == "compose" and not known:
        name = value_variable(component.name, variable.name)
        yield from _variables(plan, environment, component, name, {"parts": filled["parts"]})
    pointer = f"/components/{index}/environment/{escape(variable.name)}"
    yield _manifest(environment, variable.origin, pointer, filled)


def _variables(
    plan: Plan, environment: Environment, component: Component, name: str, value: dict[str, Any]
) -> Iterator[Hole]:
    """Yield a hole for each Compose file that reads a variable."""
    files = [compose_lock(environment)]
    if any(each.name == component.name for each in two_versions(plan, environment)):
        files += [compose_colour(environment, component.name, colour) for colour in COLOURS]
    for file in files:
        yield Traced(component.origin, {"file": f"compose/{file}", "kind": "variable", "variable": name} | value)


def _manifest(environment: Environment, origin: Span, pointer: str, filled: dict[str, Any]) -> Hole:
    return Traced(origin, {"file": f"deploy/{manifest_path(environment)}", "pointer": pointer} | filled)
