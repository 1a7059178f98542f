"""Emitted files as data, and their lines: which node stands on a line, on which line a node of HCL stands."""

import json
import re
from pathlib import Path
from typing import Any, NamedTuple

from compiler.backends.traced import escape

from .nodes import at


class Unreadable(NamedTuple):
    """Why a file cannot be read as data."""

    reason: str


def read_emitted(path: str) -> Any:
    """Return the data of an emitted JSON, YAML or HCL file; `Unreadable` for another, and for a broken one."""
    try:
        text = Path(path).read_text(encoding="utf-8")
        if path.endswith(".json"):
            return json.loads(text)
        if path.endswith(".hcl"):
            from compiler.backends.nomad.hcl_read import read_job

            return read_job(text)
        return _yaml(text) if path.endswith((".yaml", ".yml")) else Unreadable("it is text")
    except (OSError, ValueError, KeyError, RecursionError) as error:
        return Unreadable(str(error))


def _yaml(text: str) -> Any:
    from yaml import YAMLError, safe_load

    try:
        return safe_load(text)
    except YAMLError as error:
        return Unreadable(str(error))


def pointer_of(path: str, line: int) -> str:
    """Return the pointer of what stands on a line: of data the node, of text `/LINE`; empty beyond the file's end."""
    try:
        text = Path(path).read_text(encoding="utf-8")
    except (OSError, ValueError):
        return ""
    if line > text.count("\n") + 1:
        return ""
    if not path.endswith((".yaml", ".yml", ".json")):
        return f"/{line}"
    # What cannot be read is broken at the line, and all before it says where it stands; else the file is meant.
    before = "".join(text.splitlines(keepends=True)[: line - 1])
    return _innermost(text, line) or _innermost(before, line) or "/"


def _innermost(text: str, line: int) -> str:
    from yaml import SafeLoader, YAMLError, compose

    try:
        node = compose(text, SafeLoader)
    except YAMLError:
        return ""
    return "" if node is None else _descend(node, "", line - 1)


def _descend(node: Any, pointer: str, line: int) -> str:
    """Return the pointer of the last child that begins on the line or before it, and so on downwards."""
    from yaml import MappingNode, SequenceNode

    items: list[tuple[str, Any, Any]] = []
    if isinstance(node, MappingNode):
        items = [(key.value, key, value) for key, value in node.value]
    elif isinstance(node, SequenceNode):
        items = [(str(index), value, value) for index, value in enumerate(node.value)]
    before = [item for item in items if item[1].start_mark.line <= line]
    if not before:
        return pointer
    key, _, value = before[-1]
    return _descend(value, f"{pointer}/{escape(key)}", line)


def line_of(path: str, data: Any, pointer: str) -> str:
    """Return `/LINE` of a node of a Nomad job in HCL: the line of its field, else of its task, group or job."""
    lines = Path(path).read_text(encoding="utf-8").splitlines()
    from compiler.backends.nomad.hcl import SHAPES

    number, tokens = 0, pointer.split("/")
    for depth, kind in ((4, "group"), (6, "task")):
        if len(tokens) > depth - 1 and tokens[depth - 2] in {"TaskGroups", "Tasks"}:
            name = at(data, "/".join(tokens[:depth]))["Name"]
            number = _after(lines, number, rf"\s*{kind} {re.escape(json.dumps(name))} \{{")
    names = {fields[tokens[-1]].name for fields in SHAPES.values() if tokens[-1] in fields}
    words = "|".join(sorted(names))
    found = _after(lines, number, rf'\s*({words})( =| \{{| ")') if names else number
    return f"/{found + 1}"


def _after(lines: list[str], number: int, pattern: str) -> int:
    found = (at for at in range(number, len(lines)) if re.match(pattern, lines[at]))
    return next(found, number)
