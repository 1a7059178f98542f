"""A workflow as Woodpecker reads it: substituted, parsed, its commands taken for the files that they write."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from ..base import Emission
from .placing import placed


class Unreadable(NamedTuple):
    """Why Woodpecker would not read a file."""

    reason: str


def read_workflows(emission: Emission) -> Mapping[str, dict[str, Any] | Unreadable]:
    """Return the workflows by name."""
    import json
    from pathlib import Path

    import jsonschema_rs

    shape = json.loads(Path(__file__).with_name("shape.json").read_text(encoding="utf-8"))
    problems = jsonschema_rs.validator_for(shape).iter_errors
    return {file.path.rpartition("/")[2].removesuffix(".yaml"): _read(file.data, problems) for file in emission.files}


def _read(data: bytes, problems: Callable[[Any], Iterator[Any]]) -> dict[str, Any] | Unreadable:
    import yaml

    from .substitution import substitute

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        loaded = yaml.load(substitute(data.decode()), Loader=loader)  # noqa: S506 - both loaders are safe
    except (ValueError, yaml.YAMLError) as error:
        return Unreadable(str(error))
    for problem in problems(loaded):
        return Unreadable(f"{'/'.join(map(str, problem.instance_path))}: {problem.message}")
    workflow: dict[str, Any] = loaded
    return workflow


def written(workflow: Mapping[str, Any]) -> dict[str, str]:
    """Return the files that the steps of a workflow write, by path."""
    return placed(command for step in workflow["steps"] for command in step["commands"])
