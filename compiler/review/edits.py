"""What is done at one place of a plan, and what items of a collection are called in its path."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from ..ir.job import Input
from ..ir.plan import Trigger
from ..ir.release import Route, Volume
from .changes import Kind, Path
from .comparing import Rule


class Edit(NamedTuple):
    """A change at one path; the fields mean what they do in `Change`.

    `names` of a moved step are the ids that it has before and after unnamed steps are numbered again.
    """

    kind: Kind
    path: Path
    before: Any
    after: Any
    names: tuple[str, str] = ("", "")
    place: int = -1


def keyed(rule: Rule, items: Iterable[Any]) -> dict[str, Any]:
    """Return the records of a collection by the keys that paths have for them, in their order."""
    found: dict[str, Any] = {}
    for item in items:
        found[distinct(label(rule, item), found)] = item
    return found


def label(rule: Rule, item: Any) -> str:
    """Return a record's key, or what says best which one it is where it has no name."""
    if rule.key:
        key: str = getattr(item, rule.key)
        return key
    if isinstance(item, Input):
        return f"{item.job}.{item.artifact}"
    if isinstance(item, Trigger):
        return item.event if item.cron is None else f"{item.event} {item.cron.name}"
    if isinstance(item, Route):
        return f"{item.host or ''}{item.path}"
    return item.path if isinstance(item, Volume) else ""


def distinct(wanted: str, taken: Iterable[str]) -> str:
    """Return a key that is not taken: the one that is wanted, or with a number."""
    if wanted not in taken:
        return wanted
    number = 2
    while f"{wanted}#{number}" in taken:
        number += 1
    return f"{wanted}#{number}"


def renamed_alone(rule: Rule, old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, str]:
    """Return the keys that went to those that came with an equal record, in their order."""
    came: dict[str, list[str]] = {}
    for key, item in new.items():
        if key not in old:
            came.setdefault(_nameless(rule, item), []).append(key)
    found = {}
    for key, item in old.items():
        keys = came.get(_nameless(rule, item)) if key not in new else None
        if keys:
            found[key] = keys.pop(0)
    return found


def _nameless(rule: Rule, item: Any) -> str:
    return repr(item._replace(**{rule.key: ""}))
