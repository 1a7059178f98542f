"""What a deployment binds in an engine's files: where it stands there, and what stands there until then.

The engine's target writes by this convention and the manifest lists by it, so that the two cannot part. Files are named
relative to the target's own folder in the bundle.
"""

import re
from hashlib import sha256
from typing import Final

from ..ir.plan import Plan
from ..ir.release import Component, Environment
from ..ir.values import BuiltImage
from .slots import Colour

NO_REGISTRY: Final = "pipec.invalid"
"""The host of every placeholder: no registry can ever answer for it (RFC 2606)."""

NOMAD_IMAGE: Final = "/Job/TaskGroups/0/Tasks/0/Config/image"
"""Where the image of a component's job stands, in the form that Nomad's API takes."""

_FOREIGN: Final = re.compile(r"[^A-Za-z0-9_]")
_NO_PATH: Final = re.compile(r"[^a-z0-9]+")


def folder(environment: Environment) -> str:
    """Return the folder of an environment, the same for every target."""
    return f"environments/{environment.name}"


def nomad_file(environment: Environment, component: Component, form: str) -> str:
    """Return the file of a component's Nomad job; `form` is `json` or `hcl`."""
    return f"{folder(environment)}/{component.name}.nomad.{form}"


def placeholder(image: BuiltImage) -> str:
    """Return the reference that stands in a Nomad job where an image is not yet built."""
    mark = sha256(f"{image.job}\n{image.output}".encode()).hexdigest()[:12]
    return f"{NO_REGISTRY}/{_path_part(image.job)}/{_path_part(image.output)}-{mark}@sha256:{'0' * 64}"


def _path_part(name: str) -> str:
    return _NO_PATH.sub("-", name.lower()).strip("-") or "x"


def compose_lock(environment: Environment) -> str:
    """Return the file of an environment's Compose lock."""
    return f"{folder(environment)}/compose.lock.yaml"


def compose_colour(environment: Environment, component: str, colour: Colour) -> str:
    """Return the file of one colour of a component."""
    return f"{folder(environment)}/{component}-{colour}.yaml"


def two_versions(plan: Plan, environment: Environment) -> tuple[Component, ...]:
    """Return the components that some deployment to this environment replaces while the old version is alive."""
    names = {
        name
        for job in plan.jobs
        if job.deploy and job.deploy.environment == environment.name and job.deploy.strategy.type != "all-at-once"
        for name in job.deploy.components
    }
    return tuple(component for component in environment.components if component.name in names)


def variable_name(*words: str) -> str:
    """Return a variable's name made of words: `PIPEC`, `image`, `web-api` give `PIPEC_IMAGE_WEB_API`."""
    return _FOREIGN.sub("_", "_".join(words)).upper()


def image_variable(component: str) -> str:
    """Return the variable by which Compose is given the image of a component that the pipeline builds."""
    return variable_name("PIPEC_IMAGE", component)


def value_variable(component: str, name: str) -> str:
    """Return the variable by which Compose is given a component's value that only the deployment knows."""
    return variable_name("PIPEC_VALUE", component, name)
