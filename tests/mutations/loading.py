"""A pipeline with its fragments as one mapping, and what the published schema says of it, by a validator of others."""

import json
import posixpath
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from .layout import read_layout
from .tree import Data, Leaf, WrongError, json_of, read_data
from .values import items

SCHEMA = json.loads((Path(__file__).parents[2] / "schemas" / "pipeline.schema.json").read_text("utf-8"))
MERGED = ("jobs", "components", "environments", "params", "global_env")


@cache
def _validator(definition: str) -> Draft202012Validator:
    registry = Registry().with_resource("urn:schema", Resource.from_contents(SCHEMA))
    return Draft202012Validator({"$ref": f"urn:schema#/$defs/{definition}"}, registry=registry)


def shape(data: Data, definition: str) -> list[str]:
    """Return what the schema says against some data."""
    value = json_of(data)
    validator = _validator(definition)
    return (
        []
        if validator.is_valid(value)
        else [f"schema: {error.json_path}: {error.message[:90]}" for error in validator.iter_errors(value)]
    )


def load(files: Mapping[str, str], main: str, found: list[str]) -> dict[str, Data]:
    rows: list[dict[str, Data]] = []
    _read(files, main, (), [], rows, found)
    document: dict[str, Data] = dict(rows[0])
    for part in rows[1:]:
        for key, value in part.items():
            before = document.get(key)
            if before is None or key == "include":
                document.setdefault(key, value)
            elif key in MERGED and isinstance(before, dict) and isinstance(value, dict):
                if before.keys() & value.keys():
                    raise WrongError(f"{before.keys() & value.keys()} in two files")
                document[key] = {**before, **value}
            elif key == "triggers" and isinstance(before, list) and isinstance(value, list):
                document[key] = [*before, *value]
            elif key != "version" or before != value:
                raise WrongError(f"{key} in two files")
    return document


def _read(
    files: Mapping[str, str],
    name: str,
    chain: tuple[str, ...],
    seen: list[str],
    rows: list[dict[str, Data]],
    found: list[str],
) -> None:
    if name in chain:
        raise WrongError("a cycle of includes")
    if name in seen:
        return
    if name not in files:
        raise WrongError(f"{name} does not exist")
    seen.append(name)
    data = read_data(read_layout(files[name]))
    if not isinstance(data, dict):
        raise WrongError(f"{name} is no mapping")
    if chain:
        found.extend(shape(data, "fragment"))
    rows.append(data)
    for item in items(data.get("include")):
        if isinstance(item, Leaf):
            _read(
                files,
                posixpath.normpath(posixpath.join(posixpath.dirname(name), item.text)),
                (*chain, name),
                seen,
                rows,
                found,
            )
