"""The HCL of this backend read back to the API's JSON: the inverse of `hcl.py`, for what that writes.

No reader of all HCL: a template is text (`$${` and `%%{` unescaped), the one function is `base64decode`.
"""

import re
from base64 import b64decode
from typing import Any, Final, NamedTuple

from .hcl import LABELS, SHAPES, Field

_SPACE: Final = re.compile(r"[ \t\r\n]*")
_WORD: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_NUMBER: Final = re.compile(r"-?[0-9]+")
_STRING: Final = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
_ESCAPE: Final = re.compile(r'\\(?:u([0-9a-f]{4})|([nrt"\\]))')
_HEREDOC: Final = re.compile(r"<<([A-Z0-9]+)\n")
_NAMED: Final = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
_TRUTHS: Final = {"true": True, "false": False}
_ARGUMENT: Final = re.compile(r'\("([^"]*)"\)')
_OPEN: Final = re.compile(r"\{")
_EQUALS: Final = re.compile("=")


class Block(NamedTuple):
    """A block: its type, its label or the empty text, its content in order."""

    type: str
    label: str
    body: "list[tuple[str, Any] | Block]"


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def skip(self) -> None:
        match = _SPACE.match(self.text, self.at)
        self.at = match.end() if match else self.at

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        match = pattern.match(self.text, self.at)
        if match:
            self.at = match.end()
        return match

    def sign(self, sign: str) -> bool:
        self.skip()
        if not self.text.startswith(sign, self.at):
            return False
        self.at += len(sign)
        return True

    def need(self, pattern: re.Pattern[str]) -> re.Match[str]:
        self.skip()
        match = self.take(pattern)
        if match is None:
            raise ValueError(f"no {pattern.pattern} at offset {self.at}")
        return match

    def body(self, *, nested: bool) -> list[tuple[str, Any] | Block]:
        found: list[tuple[str, Any] | Block] = []
        while not (self.sign("}") if nested else self.ended()):
            name = self.need(_WORD)[0]
            if self.sign("="):
                found.append((name, self.value()))
            else:
                self.skip()
                label = self.take(_STRING)
                self.need(_OPEN)
                found.append(Block(name, _plain(label[1]) if label else "", self.body(nested=True)))
        return found

    def ended(self) -> bool:
        self.skip()
        return self.at == len(self.text)

    def value(self) -> Any:
        self.skip()
        if match := self.take(_STRING):
            return _plain(match[1])
        if match := self.take(_HEREDOC):
            return self.heredoc(match[1])
        if self.sign("["):
            return self.items()
        return self.entries() if self.sign("{") else self.word()

    def word(self) -> Any:
        if match := self.take(_NUMBER):
            return int(match[0])
        word = self.need(_WORD)[0]
        return b64decode(self.need(_ARGUMENT)[1]).decode() if word == "base64decode" else _TRUTHS[word]

    def heredoc(self, marker: str) -> str:
        end = re.compile(rf"^[ \t]*{marker}$", re.MULTILINE).search(self.text, self.at)
        if end is None:
            raise ValueError(f"no {marker} ends the text at offset {self.at}")
        found = self.text[self.at : end.start()]
        self.at = end.end()
        return _unescaped(found)

    def items(self) -> list[Any]:
        found: list[Any] = []
        while not self.sign("]"):
            found.append(self.value())
            self.sign(",")
        return found

    def entries(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while not self.sign("}"):
            self.skip()
            quoted = self.take(_STRING)
            key = _plain(quoted[1]) if quoted else self.need(_WORD)[0]
            self.need(_EQUALS)
            found[key] = self.value()
            self.sign(",")
        return found


def read_job(text: str) -> dict[str, Any]:
    """Return `{"Job": {…}}` as `hcl.job_text` was given it; the order of keys may differ."""
    (job,) = _Reader(text).body(nested=False)
    if not isinstance(job, Block):
        raise ValueError("the file does not begin with a job")  # noqa: TRY004 - it is the file's content that is wrong
    return {"Job": {"ID": job.label} | _structure(job, "job")}


def _structure(block: Block, shape: str) -> dict[str, Any]:
    fields = {field.name: (name, field) for name, field in SHAPES[shape].items()}
    data: dict[str, Any] = {}
    for item in block.body:
        if isinstance(item, Block):
            _nested(data, item, fields)
        else:
            name, field = fields[item[0]]
            data[name] = _nanoseconds(item[1]) if field.kind == "duration" else item[1]
    return data


def _nested(data: dict[str, Any], item: Block, fields: dict[str, tuple[str, Field]]) -> None:
    name, field = fields[item.type]
    if field.kind == "map":
        data[name] = dict(each for each in item.body if not isinstance(each, Block))
    elif field.kind == "block":
        data[name] = _structure(item, field.shape)
    elif field.kind == "keyed":
        data.setdefault(name, {})[item.label] = _structure(item, field.shape)
    elif field.kind == "labelled":
        content = {LABELS[field.shape]: item.label} | _structure(item, field.shape)
        if field.shape == "port":
            name = "ReservedPorts" if "Value" in content else "DynamicPorts"
        data.setdefault(name, []).append(content)
    else:
        data.setdefault(name, []).append(_structure(item, field.shape))


def _nanoseconds(text: str) -> int:
    return int(text.removesuffix("s")) * 1_000_000_000


def _plain(quoted: str) -> str:
    return _unescaped(_ESCAPE.sub(lambda found: chr(int(found[1], 16)) if found[1] else _NAMED[found[2]], quoted))


def _unescaped(text: str) -> str:
    return text.replace("$${", "${").replace("%%{", "%{")
