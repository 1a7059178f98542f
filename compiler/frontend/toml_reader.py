"""Values of a TOML document, checked one by one; what is wrong with them is collected."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from ..diagnostics import Diagnostic, Span
from .rules import configuration_key, configuration_type, configuration_value
from .toml_places import Path, Places


class TomlReader:
    """Reads values by their paths. A value that is wrong is reported, and read as if it were not there."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self.diagnostics: list[Diagnostic] = []

    def report(self, diagnostic: Diagnostic) -> None:
        """Add a diagnostic."""
        self.diagnostics.append(diagnostic)

    def table(self, path: Path, value: Any) -> dict[str, Any]:
        """Return a table."""
        return value if isinstance(value, dict) else self.wrong(path, "a table", value, {})

    def text(self, path: Path, value: Any) -> str:
        """Return a string."""
        return value if isinstance(value, str) else self.wrong(path, "a string", value, "")

    def items(self, path: Path, value: Any) -> Iterator[tuple[Path, str]]:
        """Yield the strings of a list that are not empty, with their paths."""
        if not isinstance(value, list):
            self.wrong(path, "a list of strings", value, None)
            return
        for index, each in enumerate(value):
            text = self.text((*path, index), each)
            if text:
                yield (*path, index), text

    def texts(self, path: Path, value: Any) -> tuple[str, ...]:
        """Return a list of strings."""
        return tuple(text for _, text in self.items(path, value))

    def pairs(self, path: Path, value: Any) -> tuple[tuple[str, str], ...]:
        """Return a table of strings."""
        entries = self.table(path, value).items()
        return tuple((name, text) for name, each in entries if (text := self.text((*path, name), each)))

    def flag(self, path: Path, value: Any) -> bool | None:
        """Return a boolean."""
        return value if isinstance(value, bool) else self.wrong(path, "a boolean", value, None)

    def word(self, path: Path, value: Any, words: Iterable[str]) -> str:
        """Return one of a few words."""
        listed = ", ".join(f'"{word}"' for word in words)
        text = value if isinstance(value, str) else self.wrong(path, f"one of {listed}", value, "")
        if text not in words and isinstance(value, str):
            name = next(str(part) for part in reversed(path) if isinstance(part, str))
            self.report(configuration_value.unknown_word(self.places.value(path), name, text, words))
            return ""
        return text

    def known(self, path: Path, value: dict[str, Any], keys: tuple[str, ...]) -> dict[str, Any]:
        """Return a table's keys that are among `keys`."""
        table = ".".join(str(part) for part in path)
        for name in value:
            if name not in keys:
                self.report(configuration_key.unknown_key(self.places.key((*path, name)), table, name, keys))
        return {name: each for name, each in value.items() if name in keys}

    def wrong(self, path: Path, expected: str, value: Any, default: Any) -> Any:
        """Report a value of another type, and return `default`."""
        name = next((part for part in reversed(path) if isinstance(part, str)), "tool.pipec")
        self.report(configuration_type.configuration_type(self.places.value(path), name, expected, value))
        return default

    def fault(self, path: Path, make: Callable[[Span, str], Diagnostic], text: str) -> None:
        """Report a value that says what cannot be."""
        self.report(make(self.places.value(path), text))
