"""The keys of `[lint]` and `[policy]`: their types, what they may hold, and how they become settings."""

import re
from collections.abc import Callable
from typing import Any, Final, NamedTuple

from ..diagnostics import sort_key
from .configuration import TABLES, Document
from .rules import configuration_key, configuration_value
from .settings import Configuration, Entry, LintSettings, Policy
from .toml_places import Path, scan
from .toml_reader import TomlReader

SEVERITIES: Final = ("error", "warning", "hint")

_SHELLCHECK: Final = re.compile(r"SC[0-9]{4}")
_ENVIRONMENT: Final = re.compile(r"[A-Za-z0-9_*?\[\]!-]+")
_IMAGE: Final = re.compile(r"[A-Za-z0-9._:*?\[\]!-]+(?:/[A-Za-z0-9._*?\[\]!-]+)*(?::[A-Za-z0-9._*?-]+)?/?")


class Names(NamedTuple):
    """What the names of rules mean: the beginning of codes, whether those always count, what was meant instead."""

    select: Callable[[str], str | None]
    is_fixed: Callable[[str], bool]
    suggest: Callable[[str], str]


def read_configuration(document: Document, names: Names) -> Configuration:
    """Return what a document says of linting, and every mistake in those tables and of the tables' names."""
    if document.diagnostic is not None or document.source is None:
        problems = () if document.diagnostic is None else (document.diagnostic,)
        return Configuration(document.folder, diagnostics=problems, source=document.source)
    reader = _SettingsReader(document, names)
    for name in document.data:
        if name not in TABLES:
            reader.report(configuration_key.unknown_table(reader.places.key((name,)), name, TABLES))
    lint = reader.fields("lint", document.data, _LINT)
    policy = reader.fields("policy", document.data, _POLICY)
    if "secrets" in document.data:
        from .secret_keys import read_secrets

        read_secrets(reader, document.data)
    return Configuration(
        document.folder,
        LintSettings(**lint),
        Policy(**policy) if any(policy.values()) else None,
        tuple(sorted(reader.diagnostics, key=sort_key)),
        document.source,
        tuple(lint),
    )


class _SettingsReader(TomlReader):
    def __init__(self, document: Document, names: Names) -> None:
        assert document.source is not None  # noqa: S101 - for mypy
        super().__init__(scan(document.source).below(document.prefix))
        self.names = names

    def fields(self, table: str, data: dict[str, Any], readers: dict[str, "_Read"]) -> dict[str, Any]:
        """Return the fields that a table gives; what is wrong keeps its default."""
        given = self.known((table,), self.table((table,), data.get(table, {})), tuple(readers))
        read = {name: readers[name](self, (table, name), value) for name, value in given.items()}
        return {name: value for name, value in read.items() if value is not None}

    def rule(self, path: Path, name: str, *, key: bool = False, can_be_fixed: bool = False) -> str | None:
        """Return the beginning of codes that a name stands for."""
        span = self.places.key(path) if key else self.places.value(path)
        found = self.names.select(name)
        if found is None:
            self.report(configuration_value.unknown_rule(span, name, self.names.suggest(name)))
        elif not can_be_fixed and self.names.is_fixed(found):
            self.report(configuration_value.fixed_rule(span, name))
            found = None
        return found

    def rules(self, path: Path, value: Any, *, can_be_fixed: bool = False) -> tuple[str, ...]:
        """Return the beginnings of codes that a list of names stands for."""
        found = (self.rule(here, name, can_be_fixed=can_be_fixed) for here, name in self.items(path, value))
        return tuple(dict.fromkeys(each for each in found if each is not None))


_Read = Callable[[_SettingsReader, Path, Any], Any]


def _select(reader: _SettingsReader, path: Path, value: Any) -> tuple[str, ...] | None:
    found = reader.rules(path, value, can_be_fixed=True)
    # Where every name is wrong, everything is shown: a misspelling must not turn the linter off.
    return found if found or value == [] else None


def _severity(reader: _SettingsReader, path: Path, value: Any) -> tuple[tuple[str, str], ...]:
    found: list[tuple[str, str]] = []
    for name, each in reader.table(path, value).items():
        rule = reader.rule((*path, name), name, key=True)
        word = reader.word((*path, name), each, SEVERITIES)
        if rule and word:
            found.append((rule, word))
    return tuple(found)


def _per_file(reader: _SettingsReader, path: Path, value: Any) -> tuple[tuple[str, tuple[str, ...]], ...]:
    found: list[tuple[str, tuple[str, ...]]] = []
    for glob, names in reader.table(path, value).items():
        reason = "is an absolute path" if glob.startswith("/") else "" if glob.strip() else "is empty"
        if reason:
            span = reader.places.key((*path, glob))
            advice = "write a path from the folder of this file, such as `legacy/**`"
            reader.report(configuration_value.pattern(span, glob, reason, advice))
            continue
        rules = reader.rules((*path, glob), names)
        found.append((glob.removeprefix("./"), rules))
    return tuple(found)


def _word(reader: _SettingsReader, path: Path, value: Any) -> str | None:
    return reader.word(path, value, SEVERITIES) or None


def _baseline(reader: _SettingsReader, path: Path, value: Any) -> Entry | None:
    if not isinstance(value, str):
        reader.text(path, value)
        return None
    if "\0" in value:
        reader.report(configuration_value.pattern(reader.places.value(path), "\\0", "is in no path", "remove it"))
        return None
    return Entry(value, reader.places.value(path))


def _shellcheck(reader: _SettingsReader, path: Path, value: Any) -> bool | None:
    if value == "auto":
        return None
    if isinstance(value, str):
        reader.report(
            configuration_value.unknown_word(
                reader.places.value(path), "shellcheck", value, ('"auto"', "true", "false")
            )
        )
        return None
    return value if isinstance(value, bool) else reader.wrong(path, 'a boolean or `"auto"`', value, None)


def _shellcheck_codes(reader: _SettingsReader, path: Path, value: Any) -> tuple[str, ...]:
    found = tuple(reader.items(path, value))
    for here, code in found:
        if not _SHELLCHECK.fullmatch(code):
            reader.fault(here, configuration_value.shellcheck_code, code)
    return tuple(code for _, code in found if _SHELLCHECK.fullmatch(code))


def _entries(check: Callable[[str], tuple[str, str]]) -> _Read:
    def read(reader: _SettingsReader, path: Path, value: Any) -> tuple[Entry, ...]:
        found: list[Entry] = []
        for here, text in reader.items(path, value):
            reason, advice = check(text)
            span = reader.places.value(here)
            if reason:
                reader.report(configuration_value.pattern(span, text, reason, advice))
            else:
                found.append(Entry(text, span))
        return tuple(found)

    return read


def _check_image(text: str) -> tuple[str, str]:
    if "://" in text:
        return "is a URL, not the name of an image", f"leave `{text.partition('://')[0]}://` out"
    if "@" in text:
        return "has a digest", "write the name alone"
    if not _IMAGE.fullmatch(text):
        return "is no pattern of image names", "write `REGISTRY/NAME`, with `*` for anything"
    host = text.partition("/")[0]
    if set(host) & set("*?.:") or host == "localhost":
        return "", ""
    return "begins with no registry", f"write `docker.io/{text if '/' in text else f'library/{text}'}`"


def _check_label(text: str) -> tuple[str, str]:
    if text.split() != [text]:
        return "is no name of a label", "write a name without blanks, such as `team`"
    return "", ""


def _check_environment(text: str) -> tuple[str, str]:
    if not _ENVIRONMENT.fullmatch(text):
        return "is no pattern of environments' names", "write a name such as `production`, with `*` for anything"
    return "", ""


_LINT: Final[dict[str, _Read]] = {
    "select": _select,
    "ignore": lambda reader, path, value: reader.rules(path, value),
    "severity": _severity,
    "per_file_ignores": _per_file,
    "min_severity": _word,
    "strict": TomlReader.flag,
    "baseline": _baseline,
    "require_reasons": TomlReader.flag,
    "shellcheck": _shellcheck,
    "shellcheck_ignore": _shellcheck_codes,
}
_POLICY: Final[dict[str, _Read]] = {
    "allowed_registries": _entries(_check_image),
    "required_labels": _entries(_check_label),
    "forbidden_images": _entries(_check_image),
    "approval": _entries(_check_environment),
}
