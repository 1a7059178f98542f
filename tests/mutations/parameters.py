"""The oracle's own reading of parameters: declarations, defaults, what is known of their values."""

import re

from .functions import Value
from .jobs import Checks
from .tree import Data, Leaf
from .values import items, mapping, texts, word


def read_parameters(oracle: Checks) -> dict[str, Value]:
    """Return every parameter with its value."""
    found = {}
    for name, param in mapping(oracle.document.get("params")).items():
        found[name] = _parameter(oracle, name, mapping(param))
    return found


def _parameter(oracle: Checks, name: str, body: dict[str, Data]) -> Value:
    kind, bind = word(body.get("type"), "string"), word(body.get("bind"), "compile")
    pattern = body.get("pattern")
    if isinstance(pattern, Leaf):
        try:
            re.compile(pattern.text)
        except re.error:
            oracle.wrong(f"pattern of {name}")
            pattern = None
    enum = [item for item in items(body.get("enum")) if isinstance(item, Leaf)]
    if any(not _is(kind, item) for item in enum if kind in {"number", "boolean"}):
        oracle.wrong(f"enum of {name}")
    allowed = {item.text if kind != "number" else item.value for item in enum}
    default = body.get("default")
    rows = default if isinstance(default, list) else [default] if default is not None else []
    if default is not None and isinstance(default, list) is not (kind == "array"):
        oracle.wrong(f"default of {name}")
        rows = []
    for row in rows:
        assert isinstance(row, Leaf)
        if kind != "array" and not _is(kind, row):
            oracle.wrong(f"default of {name}")
        elif isinstance(pattern, Leaf) and not re.fullmatch(pattern.text, row.text):
            oracle.wrong(f"pattern of {name}")
        elif allowed and (row.text if kind != "number" else row.value) not in allowed:
            oracle.wrong(f"enum of {name}")
    words = bool(enum) and all(re.fullmatch(r"[A-Za-z0-9_./:@%+,=-]+", item.text) for item in enum)
    taint = kind not in {"number", "boolean"} and not words
    known = default is not None and bind == "compile"
    value = Value(kind, _default(kind, default), known, taint)
    if (
        not known
        and default is None
        and bind == "compile"
        and word(body.get("required"), "false") != "true"
        and not enum
        and not pattern
    ):
        zero: dict[str, object] = {"string": "", "number": 0, "boolean": False, "array": []}
        value = value._replace(known=True, value=zero[kind])
    return value._replace(runtime=bind == "run")


def _default(kind: str, default: Data | None) -> object:
    if isinstance(default, list):
        return texts(default)
    return None if not isinstance(default, Leaf) else default.text if kind == "string" else default.value


def _is(kind: str, leaf: Leaf) -> bool:
    if kind == "boolean":
        return isinstance(leaf.value, bool)
    return kind == "string" or (isinstance(leaf.value, int | float) and not isinstance(leaf.value, bool))
