"""The keys of `[secrets]`: where `pipec run` finds the values of secrets, and how that becomes settings."""

import re
from collections.abc import Callable
from typing import Any, Final

from .rules import configuration_key, configuration_value
from .settings import SecretPlace, SecretSettings
from .toml_places import Path
from .toml_reader import TomlReader

PLACES: Final = ("env", "dotenv", "directory", "vault", "nomad")
OWN_PLACES: Final = ("env", "file", "nomad", "vault")
KEYED: Final = frozenset({"nomad", "vault"})
"""Places of one secret that hold many, so that a key has to say which."""

_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,49}")
_VARIABLE: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_TABLE: Final = "secrets"


def read_secrets(reader: TomlReader, data: dict[str, Any]) -> SecretSettings:
    """Return what the document's table says; what is wrong is reported, and read as if it were not there."""
    path: Path = (_TABLE,)
    given = reader.known(path, reader.table(path, data.get(_TABLE, {})), tuple(_READERS))
    read = {name: _READERS[name](reader, (*path, name), value) for name, value in given.items()}
    settings = SecretSettings(**{name: value for name, value in read.items() if value})
    named = {"directory": settings.directory, "vault": settings.vault, "nomad": settings.nomad}
    for place in settings.order:
        if place in named and not named[place] and place not in given:
            reader.report(configuration_key.missing_key(reader.places.value((*path, "order")), _TABLE, place))
    # Without an order, whoever names a place wants it looked into.
    ordered = settings.order or (*PLACES[:2], *(place for place, at in named.items() if at))
    return settings._replace(order=tuple(place for place in ordered if named.get(place, "there")))


def _order(reader: TomlReader, path: Path, value: Any) -> tuple[str, ...]:
    words = (reader.word(here, text, PLACES) for here, text in reader.items(path, value))
    return tuple(dict.fromkeys(word for word in words if word))


def _remote(reader: TomlReader, path: Path, value: Any) -> str:
    text = reader.text(path, value).strip("/")
    if text and (".." in text.split("/") or not text.isprintable()):
        reader.fault(path, configuration_value.secret_path, text)
        return ""
    return text


def _local(reader: TomlReader, path: Path, value: Any) -> str:
    text = reader.text(path, value)
    if "\0" in text:
        reader.fault(path, configuration_value.secret_path, text)
        return ""
    return text


def _names(reader: TomlReader, path: Path, value: Any) -> tuple[SecretPlace, ...]:
    found = []
    for name, table in reader.table(path, value).items():
        here = (*path, name)
        if not _NAME.fullmatch(name):
            reader.report(configuration_value.secret_name(reader.places.key(here), name))
            continue
        place = _place(reader, here, name, table)
        if place is not None:
            found.append(place)
    return tuple(found)


def _place(reader: TomlReader, path: Path, name: str, value: Any) -> SecretPlace | None:
    given = reader.known(path, reader.table(path, value), (*OWN_PLACES, "key"))
    kinds = [kind for kind in OWN_PLACES if kind in given]
    if len(kinds) != 1:
        if isinstance(value, dict):
            reader.report(configuration_value.one_place(reader.places.key(path), name, OWN_PLACES))
        return None
    kind = kinds[0]
    locator = _LOCATORS[kind](reader, (*path, kind), given[kind])
    key = reader.text((*path, "key"), given.get("key", ""))
    if key and kind not in KEYED:
        reader.report(configuration_value.idle_secret_key(reader.places.key((*path, "key")), kind))
    return SecretPlace(name, kind, locator, key if kind in KEYED else "") if locator else None


def _variable(reader: TomlReader, path: Path, value: Any) -> str:
    text = reader.text(path, value)
    if text and not _VARIABLE.fullmatch(text):
        reader.fault(path, configuration_value.variable_name, text)
        return ""
    return text


_LOCATORS: Final[dict[str, Callable[[TomlReader, Path, Any], str]]] = {
    "env": _variable,
    "file": _local,
    "nomad": _remote,
    "vault": _remote,
}

_READERS: Final[dict[str, Callable[[TomlReader, Path, Any], Any]]] = {
    "order": _order,
    "dotenv": _local,
    "directory": _local,
    "vault": _remote,
    "nomad": _remote,
    "names": _names,
}
