"""Environment, scripts and secrets as templates that consul-template renders on the client.

Neither text nor value meets Nomad's own `${…}` here. A template's delimiters are chosen so that its constant texts do
not contain them. The text also stays clear of what HCL would touch: doubled `$${` and `%%{`, and characters that are
not in Unicode's form C, to which HCL normalizes every string.

Environment templates are read by go-envparse: one `KEY=value` for each line of less than 64 KiB, a value being double
quoted JSON strings side by side. It drops empty values, so those stand in the task's `Env`, where nothing in them
can be interpolated.
"""

import re
from collections.abc import Iterable, Sequence
from json import dumps
from typing import Any, Final, NamedTuple
from unicodedata import is_normalized

LONGEST_LINE: Final = 65535
"""Bytes of the longest line that go-envparse reads, with its newline."""

_DOUBLED: Final = re.compile(r"(\$\$+|%%+)\{")


class Action(NamedTuple):
    """What a template computes: the actions, without delimiters, that print the value as such and as JSON."""

    raw: tuple[str, ...]
    quoted: tuple[str, ...]


Piece = str | Action
Value = tuple[Piece, ...]


class EnvironmentTexts(NamedTuple):
    """A task's variables: what its `Env` holds, and the template for the rest."""

    env: dict[str, str]
    templates: list[dict[str, Any]]


def variable_item(path: str, item: str) -> Action:
    """Return the item of a Nomad variable. A missing item is an error, never the empty text.

    `.Value` matters: the item itself prints as Go quotes it, which is not JSON.
    """
    lead = f"with nomadVar {_go(path)}"
    if item.isidentifier() and item.isascii():
        return Action((lead, f".{item}.Value", "end"), (lead, f".{item}.Value | toJSON", "end"))
    found = f"(index . {_go(item)})"
    guard = (f"if not {found}.Key", ".__missing__", "end")
    return Action(
        (lead, *guard, f"{found}.Value", "end"),
        (lead, *guard, f"{found}.Value | toJSON", "end"),
    )


def vault_item(path: str, key: str) -> Action:
    """Return the key of a Vault secret; a path through `/data/` is one of version 2 of the key-value engine."""
    data = ".Data.data" if "/data/" in path else ".Data"
    lead = f"with secret {_go(path)}"
    found = f"(index {data} {_go(key)})"
    guard = (f"if not {found}", ".Data.__missing__", "end")
    return Action((lead, *guard, found, "end"), (lead, *guard, f"{found} | toJSON", "end"))


def variable(name: str) -> Action:
    """Return a variable of the task's own environment, the empty text when absent."""
    call = f"env {_go(name)}"
    return Action((call,), (f"{call} | toJSON",))


def _go(text: str) -> str:
    """Quote a string for Go's templates, which know all of JSON's escapes but those of surrogate pairs."""
    return dumps(text, ensure_ascii=False)


def interpolated(text: str) -> bool:
    """Tell whether Nomad would replace something in `text` where it interpolates, or refuse or change it."""
    return bool(re.search(r"\$\{[A-Za-z0-9_.-]+\}", text))


def environment(values: Iterable[tuple[str, Value]], path: str, change: str) -> EnvironmentTexts:
    """Return how a task gets its variables; `path` is the template's destination, `change` its change mode."""
    env: dict[str, str] = {}
    lines: list[tuple[str, Value]] = []
    for name, value in values:
        text = constant(value)
        if text == "" or (text is not None and not fits(name, text)):
            env[name] = text
        else:
            lines.append((name, value))
            if text is None:
                env[name] = ""
    return EnvironmentTexts(env, [_environment_template(lines, path, change)] if lines else [])


def constant(value: Value) -> str | None:
    """Return the whole value where it is constant."""
    return "".join(piece for piece in value if isinstance(piece, str)) if _is_constant(value) else None


def fits(name: str, text: str) -> bool:
    """Tell whether a variable's line is short enough for the template."""
    return len(f"{name}={json_text(text)}\n".encode()) <= LONGEST_LINE


def _is_constant(value: Value) -> bool:
    return all(isinstance(piece, str) for piece in value)


def json_text(text: str) -> str:
    """Quote `text` for go-envparse, in form C and without what HCL would unescape."""
    quoted = dumps(text, ensure_ascii=not is_normalized("NFC", text))
    return _DOUBLED.sub(r"\1\\u007b", quoted)


def _environment_template(lines: Sequence[tuple[str, Value]], path: str, change: str) -> dict[str, Any]:
    quoted: list[Piece] = []
    for name, value in lines:
        quoted.append(f"{name}=")
        quoted.extend(json_text(piece) if isinstance(piece, str) else Action(piece.quoted, ()) for piece in value)
        quoted.append("\n")
    return _template(quoted, path, change, "0400") | {"Envvars": True}


def file(value: Value, path: str, perms: str = "0444", change: str = "noop") -> dict[str, Any]:
    """Return the template of a file with exactly this content."""
    pieces: list[Piece] = []
    for piece in value:
        if isinstance(piece, Action):
            pieces.append(piece)
        else:
            pieces.extend(_protected(piece))
    return _template(pieces or [Action(("/* empty */",), ())], path, change, perms)


def _protected(text: str) -> list[Piece]:
    if not is_normalized("NFC", text):
        from base64 import b64encode

        return [Action((f'base64Decode "{b64encode(text.encode()).decode()}"',), ())]
    pieces: list[Piece] = []
    at = 0
    for found in _DOUBLED.finditer(text):
        pieces += [text[at : found.start()], Action((f'"{found[1]}"',), ())]
        at = found.end(1)
    pieces.append(text[at:])
    return [piece for piece in pieces if piece]


def _template(pieces: Sequence[Piece], path: str, change: str, perms: str) -> dict[str, Any]:
    left, right = delimiters(piece for piece in pieces if isinstance(piece, str))
    text = "".join(
        piece if isinstance(piece, str) else "".join(f"{left}{action}{right}" for action in piece.raw)
        for piece in pieces
    )
    return {
        "EmbeddedTmpl": text,
        "DestPath": path,
        "Perms": perms,
        "ChangeMode": change,
        "LeftDelim": left,
        "RightDelim": right,
        "ErrMissingKey": True,
    }


def delimiters(texts: Iterable[str]) -> tuple[str, str]:
    """Return delimiters of which no text contains the left one.

    No proper beginning of the left one is also its end, so that text before it cannot make another one with it.
    """
    whole = "\n".join(texts)
    if "<|" not in whole:
        return "<|", "|>"
    number = 1
    while f"<{number}|" in whole:
        number += 1
    return f"<{number}|", f"|{number}>"
