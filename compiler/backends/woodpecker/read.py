"""A workflow as Woodpecker reads it: substituted, parsed, its commands taken for the files that they write."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from ..base import Emission
from .placing import placed


class Unreadable(NamedTuple):
    """Why Woodpecker would not read a file."""

    reason: str


def read_workflows(emission: Emission) -> Mapping[str, dict[str, Any] | Unreadable]:
    """Return the workflows by name."""
    return {file.path.rpartition("/")[2].removesuffix(".yaml"): _read(file.data) for file in emission.files}


def _read(data: bytes) -> dict[str, Any] | Unreadable:
    import yaml

    from .substitution import substitute

    try:
        loaded = yaml.load(substitute(data.decode()), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both loaders are safe
    except (ValueError, yaml.YAMLError) as error:
        return Unreadable(str(error))
    problem = next(iter(_shape_problems(loaded)), None)
    return Unreadable(problem) if problem else loaded


def _shape_problems(data: object) -> list[str]:
    import json
    from pathlib import Path

    import jsonschema_rs

    shape = json.loads(Path(__file__).with_name("shape.json").read_text(encoding="utf-8"))
    validator = jsonschema_rs.validator_for(shape)
    return [f"{'/'.join(map(str, error.instance_path))}: {error.message}" for error in validator.iter_errors(data)]


def written(workflow: Mapping[str, Any]) -> dict[str, str]:
    """Return the files that the steps of a workflow write, by path."""
    return placed(command for step in workflow["steps"] for command in step["commands"])
