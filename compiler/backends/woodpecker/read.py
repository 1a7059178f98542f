"""A workflow as Woodpecker reads it: substituted, parsed, its commands taken for the files that they write."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from ..base import Emission
from ..yaml_read import read_yaml
from .placing import placed


class Unreadable(NamedTuple):
    """Why Woodpecker would not read a file."""

    reason: str


def read_workflows(emission: Emission) -> Iterator[tuple[str, dict[str, Any] | Unreadable]]:
    """Yield the workflows with their names, one at a time: 10,000 of them at once fill hundreds of megabytes."""
    import json
    from pathlib import Path

    import jsonschema_rs

    shape = json.loads(Path(__file__).with_name("shape.json").read_text(encoding="utf-8"))
    problems = jsonschema_rs.validator_for(shape).iter_errors
    for file in emission.files:
        yield file.path.rpartition("/")[2].removesuffix(".yaml"), _read(file.data, problems)


def _read(data: bytes, problems: Callable[[Any], Iterator[Any]]) -> dict[str, Any] | Unreadable:
    import yaml

    from .substitution import substitute

    try:
        loaded = read_yaml(substitute(data.decode()))
    except (ValueError, yaml.YAMLError) as error:
        return Unreadable(str(error))
    for problem in problems(loaded):
        return Unreadable(f"{'/'.join(map(str, problem.instance_path))}: {problem.message}")
    workflow: dict[str, Any] = loaded
    return workflow


def written(workflow: Mapping[str, Any]) -> dict[str, str]:
    """Return the files that the steps of a workflow write, by path."""
    return placed(command for step in workflow["steps"] for command in step["commands"])
