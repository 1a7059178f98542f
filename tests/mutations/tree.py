"""A pipeline file as plain data for the oracle: mappings, lists and leaves that keep their text."""

import re
from collections.abc import Callable
from typing import NamedTuple

from .layout import Node

WORDS = {"": None, "~": None, "null": None, "Null": None, "NULL": None, "true": True, "True": True, "TRUE": True,
         "false": False, "False": False, "FALSE": False}  # fmt: skip


NUMBERS: tuple[tuple[str, Callable[[str], float]], ...] = (
    (r"[-+]?[0-9]+", int),
    (r"0o[0-7]+", lambda text: int(text, 8)),
    (r"0x[0-9a-fA-F]+", lambda text: int(text, 16)),
    (r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", float),
)


class Leaf(NamedTuple):
    """A scalar: its text, and its value by the core schema of YAML 1.2."""

    text: str
    value: object


Data = Leaf | list["Data"] | dict[str, "Data"]


class WrongError(Exception):
    """The pipeline is not valid; the text says why."""


def read_data(node: Node) -> Data:
    """Return what a node stands for, aliases and merges written out."""
    if node.kind == "alias":
        assert node.target is not None
        return read_data(node.target)
    if node.kind == "seq":
        return [read_data(item) for item in node.items]
    if node.kind == "scalar":
        return Leaf(node.text, _value(node))
    return _mapping(node)


def _mapping(node: Node) -> dict[str, Data]:
    own: dict[str, Data] = {}
    merged: dict[str, Data] = {}
    keys: set[str] = set()
    for entry in node.entries:
        key = entry.key
        if key.kind != "scalar" or key.anchor:
            raise WrongError("a key is no plain text")
        if key.text in keys:
            raise WrongError(f"the key {key.text} stands twice")
        keys.add(key.text)
        value = read_data(entry.value)
        if key.text != "<<" or key.style:
            own[key.text] = value
            continue
        for one in value if isinstance(value, list) else [value]:
            if not isinstance(one, dict):
                raise WrongError("a merge of what is no mapping")
            merged = {**one, **merged}
    return {**merged, **own}


def _value(node: Node) -> object:
    text = node.text
    if node.style or text in WORDS:
        return text if node.style else WORDS[text]
    for pattern, convert in NUMBERS:
        if re.fullmatch(pattern, text):
            return convert(text)
    return text


def json_of(data: Data) -> object:
    """Return the data as a validator of JSON Schema wants it."""
    if isinstance(data, dict):
        return {key: json_of(value) for key, value in data.items()}
    if isinstance(data, list):
        return [json_of(item) for item in data]
    return data.value


def leaves(data: Data) -> list[Leaf]:
    """Return every leaf in some data."""
    if isinstance(data, Leaf):
        return [data]
    rows = data.values() if isinstance(data, dict) else data
    return [leaf for row in rows for leaf in leaves(row)]
