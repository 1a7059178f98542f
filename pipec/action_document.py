"""The document of an action that an emitted file holds, read back: arguments, secrets, time."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from compiler.ir.expression import Problem, parse
from runtime.actions import ActionFault


class ActionDocument(NamedTuple):
    """An action that is to be performed: its type, its arguments, the values of secrets in them, the step's seconds."""

    type: str
    arguments: Mapping[str, Any]
    secrets: tuple[str, ...]
    timeout: float


def read_document(text: str, environment: Mapping[str, str]) -> ActionDocument:
    """Return what a document says; `environment` has the texts that were known only at run time.

    ActionFault when it is no such document, or a variable is not there.
    """
    try:
        document = json.loads(text)
        given, timeout = document["with"], float(document["timeout"])
        secrets = tuple(_secret(entry, environment) for entry in document["secrets"])
        arguments = {name: _value(each, environment) for name, each in given.items()}
        return ActionDocument(str(document["type"]), arguments, tuple(filter(None, secrets)), timeout)
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        raise ActionFault(
            "the file is no document of an action, or of another version of pipec",
            "let the pipec that compiled the pipeline perform its actions",
            failure_class="configuration",
        ) from None


def _value(data: Any, environment: Mapping[str, str]) -> Any:
    if isinstance(data, list):
        return [_value(item, environment) for item in data]
    if not isinstance(data, dict):
        return data
    if data.keys() == {"$env"}:
        return _variable(str(data["$env"]), environment)
    if data.keys() == {"$expression"}:
        return _expression(data["$expression"])
    return {name[1:] if name.startswith("$$") else name: _value(item, environment) for name, item in data.items()}


def _variable(name: str, environment: Mapping[str, str]) -> str:
    if name not in environment:
        raise ActionFault(f"the variable {name} is not set", failure_class="configuration")
    return environment[name]


def _expression(text: Any) -> Any:
    tree = parse(text)
    if isinstance(tree, Problem):
        raise ValueError(tree.message)  # noqa: TRY004 - of the document, not of the program
    return tree


def _secret(entry: Mapping[str, str], environment: Mapping[str, str]) -> str:
    """Return the value of a secret, as far as the constants around it tell; empty where it is not there."""
    text = environment.get(entry["$env"], "")
    return text.removeprefix(entry["behind"]).removesuffix(entry["before"])
