"""Where the keys and values of a TOML document stand.

The standard library's parser keeps no positions. This scanner walks a text that the parser has already accepted, so it
checks nothing, and notes the spans of keys, table headers and values under their path.
"""

import re
from typing import Final, NamedTuple

from ..diagnostics import Span
from ..source import Source

Path = tuple[str | int, ...]
"""Keys, and indices of arrays, from the root."""

_BLANK: Final = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_BARE_KEY: Final = re.compile(r"[A-Za-z0-9_-]+")
_DOT: Final = re.compile(r"[ \t]*\.[ \t]*")
_STRING: Final = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}(?!")' r"|'''.*?'{3,5}(?!')" r'|"(?:[^"\\\n]|\\.)*"' r"|'[^'\n]*'", re.DOTALL
)
_PLAIN: Final = re.compile(r"[^,\]}#\n]*")


class Places(NamedTuple):
    """Spans by path. A table's key is its header, the first one where several lead to it."""

    keys: dict[Path, Span]
    values: dict[Path, Span]

    def key(self, path: Path) -> Span:
        """Return the span of a key, or of the nearest one above it."""
        while path and path not in self.keys:
            path = path[:-1]
        return self.keys[path]

    def value(self, path: Path) -> Span:
        """Return the span of a value, or of its key for a table made by headers."""
        return self.values[path] if path in self.values else self.key(path)

    def below(self, prefix: Path) -> "Places":
        """Return the places of the table at `prefix`, by their paths inside it."""
        if not prefix:
            return self
        count = len(prefix)
        keys = {path[count:]: span for path, span in self.keys.items() if path[:count] == prefix}
        return Places(keys, {path[count:]: span for path, span in self.values.items() if path[:count] == prefix})


def scan(source: Source) -> Places:
    """Return the places of a valid TOML document."""
    return _Scanner(source).document()


class _Scanner:
    def __init__(self, source: Source) -> None:
        self.text = source.text
        self.path = source.path
        self.at = 0
        self.places = Places({(): Span(source.path, 0, 0)}, {})

    def document(self) -> Places:
        table: Path = ()
        self.skip(_BLANK)
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                table = self.header()
            else:
                self.pair(table)
            self.skip(_BLANK)
        return self.places

    def header(self) -> Path:
        double = self.text.startswith("[[", self.at)
        self.skip(re.compile(r"\[\[?[ \t]*"))
        path = self.keys(())
        self.skip(re.compile(r"[ \t]*\]\]?"))
        if not double:
            return path
        index = 0
        while (*path, index) in self.places.keys:
            index += 1
        self.places.keys[*path, index] = self.places.keys[path]
        return (*path, index)

    def pair(self, table: Path) -> None:
        path = self.keys(table)
        self.skip(re.compile(r"[ \t]*=[ \t]*"))
        self.value(path)

    def keys(self, table: Path) -> Path:
        """Read a dotted key below `table`, and return its path."""
        path = table
        while True:
            start = self.at
            path = (*path, self.key())
            self.places.keys.setdefault(path, Span(self.path, start, self.at))
            dot = _DOT.match(self.text, self.at)
            if dot is None:
                return path
            self.at = dot.end()

    def key(self) -> str:
        if self.text[self.at] in "\"'":
            return _string(self.skip(_STRING))
        return self.skip(_BARE_KEY)

    def value(self, path: Path) -> None:
        start = self.at
        first = self.text[self.at]
        if first == "[":
            self.array(path)
        elif first == "{":
            self.inline_table(path)
        elif first in "\"'":
            self.skip(_STRING)
        else:
            self.at = start + len(self.skip(_PLAIN).rstrip())
        self.places.values[path] = Span(self.path, start, self.at)

    def array(self, path: Path) -> None:
        index = 0
        while not self.closes("]"):
            self.value((*path, index))
            index += 1

    def inline_table(self, path: Path) -> None:
        while not self.closes("}"):
            self.pair(path)

    def closes(self, bracket: str) -> bool:
        """Pass the opening bracket or a comma, and the closing bracket if that comes next."""
        self.skip(_BLANK)
        if self.text[self.at] in "[{,":
            self.at += 1
            self.skip(_BLANK)
        if self.text[self.at] != bracket:
            return False
        self.at += 1
        return True

    def skip(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.text, self.at)
        if match is None:  # the parser has accepted the text, so this is a bug here
            raise AssertionError(f"unexpected TOML at character {self.at}")
        self.at = match.end()
        return match[0]


def _string(text: str) -> str:
    import tomllib

    return str(tomllib.loads(f"key = {text}")["key"])
