"""Arguments of actions, read as what they must be: what was known only at run time is still text."""

import re
from collections.abc import Mapping
from typing import Any, Final

from .base import ActionFault

_DURATION: Final = re.compile(r"(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m(?!s))?(?:(\d+)s)?(?:(\d+)ms)?", re.ASCII)
_WHOLE: Final = re.compile(r"[0-9]{1,18}", re.ASCII)
_NUMBER: Final = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?", re.ASCII)


def text(arguments: Mapping[str, Any], name: str, default: str | None = None) -> str:
    """Return a text; without a default it has to be there."""
    value = arguments.get(name)
    if value is None:
        value = default
    if value is None:
        raise ActionFault(f"`{name}` is missing", failure_class="configuration")
    return written(value)


def written(value: Any) -> str:
    """Return a scalar as text, in the form that the language gives it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return str(value)
    raise ActionFault(f"a text is needed, not {type(value).__name__}", failure_class="configuration")


def word(arguments: Mapping[str, Any], name: str, words: tuple[str, ...], default: str) -> str:
    """Return one of a few words."""
    found = text(arguments, name, default)
    if found not in words:
        raise _wrong(name, found, f"one of {', '.join(words)}")
    return found


def whole(arguments: Mapping[str, Any], name: str, default: int, least: int = 1, most: int | None = None) -> int:
    """Return a whole number between two bounds."""
    value = arguments.get(name, default)
    return whole_value(name, value, least, most)


def whole_value(name: str, value: Any, least: int = 1, most: int | None = None) -> int:
    """Return the whole number that a value is, or that its text says."""
    found = int(value) if isinstance(value, str) and _WHOLE.fullmatch(value) else value
    if isinstance(found, float) and found.is_integer():
        found = int(found)
    if isinstance(found, bool) or not isinstance(found, int) or found < least or (most is not None and found > most):
        bounds = f"from {least}" if most is None else f"from {least} to {most}"
        raise _wrong(name, value, f"a whole number {bounds}")
    return found


def number(arguments: Mapping[str, Any], name: str, least: float, most: float) -> float | None:
    """Return a number between two bounds, None where there is none."""
    value = arguments.get(name)
    if value is None:
        return None
    found = float(value) if isinstance(value, str) and _NUMBER.fullmatch(value) else value
    if isinstance(found, bool) or not isinstance(found, int | float) or not least <= found <= most:
        raise _wrong(name, value, f"a number from {least:g} to {most:g}")
    return float(found)


def flag(arguments: Mapping[str, Any], name: str, *, default: bool = False) -> bool:
    """Return a boolean."""
    value = arguments.get(name, default)
    found = {"true": True, "false": False}.get(value) if isinstance(value, str) else value
    if not isinstance(found, bool):
        raise _wrong(name, value, "a boolean")
    return found


def seconds(arguments: Mapping[str, Any], name: str, default: float, *, zero: bool = False) -> float:
    """Return a duration in seconds; 0 only where `zero` allows it."""
    value = arguments.get(name, default)
    found = _duration(value) if isinstance(value, str) else value
    if isinstance(found, bool) or not isinstance(found, int | float) or found < 0 or (found == 0 and not zero):
        raise _wrong(name, value, "a duration" if zero else "a duration above 0s")
    return float(found)


def _duration(value: str) -> float | None:
    found = _DURATION.fullmatch(value)
    if not value or found is None:
        return None
    units = zip(found.groups(), (86400, 3600, 60, 1, 0.001), strict=True)
    return sum(int(count) * unit for count, unit in units if count)


def table(arguments: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Return a mapping, empty where there is none."""
    value = arguments.get(name)
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise _wrong(name, value, "a mapping")
    return value


def texts(arguments: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """Return a list of texts; one alone is a list of itself."""
    value = arguments.get(name)
    if value is None:
        return ()
    return tuple(written(each) for each in value) if isinstance(value, list | tuple) else (written(value),)


def _wrong(name: str, value: Any, wanted: str) -> ActionFault:
    shown = repr(value) if isinstance(value, str | int | float | bool) and len(str(value)) <= 40 else "the value"
    return ActionFault(f"`{name}` has to be {wanted}, not {shown}", failure_class="configuration")
