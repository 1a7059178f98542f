"""Values as a pipeline writes them: durations and sizes in its units, text with its holes, digests short."""

from typing import Any, Final, cast

from ...ir.expression.render import render
from ...ir.job import Action, ArgumentList, ArgumentMap, Checkout, Dependency
from ...ir.json_records import fields_of
from ...ir.text_values import BYTES, SECONDS, duration, is_expression, shown_text, size
from ...ir.values import BuiltImage, Image, Secret, Text, Variable
from .case import is_record
from .concealing import HIDDEN, concealed, sensitive

NONE: Final = "none"
USUAL: Final = "as usual"
"""Stands for a record that has nothing but defaults."""

_NAMING: Final = frozenset({"metric"})
"""Fields that say which of several a record is, usual or not."""

LONGEST: Final = 160
"""Longer values are cut."""

_KEYS: Final = {
    "retry": "retry_policy",
    "arguments": "with",
    "retention": "artifacts.retention",
}
"""Fields of the plan that are called otherwise in a pipeline."""


def field(names: tuple[str, ...]) -> str:
    """Return the name of a field as a pipeline has it: `retry_policy.max_attempts`."""
    words = [name for name in names if name not in {"action", "value"}]
    return ".".join(
        _KEYS.get(word, word) if place == 0 or word == "arguments" else word for place, word in enumerate(words)
    )


def shown(name: str, value: Any, beside: Any = None) -> str:
    """Return a value in backticks, or without them a word for there being none."""
    text = plain(name, value, beside)
    if text in {"", NONE} and not isinstance(value, str | Text):
        return NONE
    text = text.replace("`", "'")
    return f"`{text}`" if text else "`''`"


def plain(name: str, value: Any, beside: Any = None) -> str:
    """Return a value as it stands in a pipeline, in one line, cut where it is long.

    Of a record the fields are left out that are as usual, but not those in which it differs from the one `beside` it.
    """
    whole = _record(value, beside) if is_record(value) and type(value) is type(beside) else _plain(name, value)
    text = " ".join(concealed(whole).removesuffix("\n").split("\n"))
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def constant(name: str, value: Any) -> str:
    """Return the value of what has a name of its own; of one that sounds secret `***` for what is known of it."""
    if sensitive(name) and _is_told(value):
        return f"`{HIDDEN}`"
    return shown("", value)


def _is_told(value: Any) -> bool:
    """Tell whether a value has a constant that may be a secret itself: text beside which stands no reference."""
    if isinstance(value, Text):
        return (
            bool(value.parts)
            and not all(isinstance(part, Secret) for part in value.parts)
            and any(isinstance(part, str) and part.strip() for part in value.parts)
        )
    return isinstance(value, str) and bool(value)


def _plain(name: str, value: Any) -> str:  # noqa: PLR0911 - one line for each kind of value
    if value is None:
        return NONE
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return _number(name, value)
    if isinstance(value, str):
        return value
    if isinstance(value, Text):
        return _unquoted(value)
    if is_expression(value):
        return render(value)
    if isinstance(value, Image):
        return image(value)
    if isinstance(value, BuiltImage):
        return f"{value.job}.{value.output}"
    if is_record(value):
        return _record(value)
    return _items(name, value)


def _number(name: str, value: float) -> str:
    if name in SECONDS and isinstance(value, int):
        return duration(value)
    if name in BYTES and isinstance(value, int):
        return size(value)
    if name == "cpu":
        return f"{value / 1000:g}"
    if name == "weight":
        return f"{value:g}%"
    return str(value) if isinstance(value, int) else f"{value:g}"


def _items(name: str, values: tuple[Any, ...]) -> str:
    separator = "-" if name == "port_range" else ", "
    return separator.join([_plain(name, value) for value in values]) or NONE


def _unquoted(value: Text) -> str:
    return value.constant if value.constant is not None else shown_text(value)


def _record(value: Any, beside: Any = None) -> str:
    """Return the fields of a record that are not as usual, beside each other."""
    if isinstance(value, Variable):
        return f"{value.name}={constant(value.name, value.value).strip('`')}"
    if isinstance(value, Dependency):
        return value.job
    if isinstance(value, Action):
        return f"{value.type} {_record(value.arguments)}"
    if isinstance(value, ArgumentMap):
        return ", ".join(f"{key} {constant(key, each).strip('`')}" for key, each in value.entries)
    if isinstance(value, ArgumentList):
        return ", ".join(_plain("", each) for each in value.items)
    defaults, kind = value._field_defaults, type(value)
    parts = [
        f"{each.name} {_plain(each.name, value[each.place])}".removesuffix(f" {USUAL}")
        for each in fields_of(cast("type", kind))
        if each.name not in defaults
        or value[each.place] != defaults[each.name]
        or each.name in _NAMING
        or isinstance(value, Checkout)
        or (beside is not None and value[each.place] != beside[each.place])
    ]
    return ", ".join(parts) or USUAL


def image(value: Image) -> str:
    """Return an image's reference, with the first digits of its digest."""
    return f"{value.reference}@{short(value.digest)}" if value.digest else value.reference


def short(digest: str) -> str:
    """Return the first twelve digits of a digest."""
    return digest.removeprefix("sha256:")[:12]


def change(name: str, before: Any, after: Any) -> str:
    """Return how a value changed: ``` `30m` → `1h` ```."""
    return arrow(shown(name, before, after), shown(name, after, before))


def rows(before: tuple[Any, ...], after: tuple[Any, ...]) -> str:
    """Return how a list of records changed: those that are not on the other side, or all where only the order is."""
    gone = [item for item in before if item not in after]
    new = [item for item in after if item not in before]
    if not gone and not new:
        gone, new = list(before), list(after)
    return f"{_row(gone, new)} → {_row(new, gone)}"


def _row(records: list[Any], others: list[Any]) -> str:
    beside = others if len(others) == len(records) else [None] * len(records)
    pairs = zip(records, beside, strict=True)
    return " then ".join(f"`{plain('', each, other)}`" for each, other in pairs) or NONE


def arrow(before: str, after: str) -> str:
    """Return two shown values with an arrow; that they differ is said also where both are shown alike."""
    return f"{before} → {after}" if before != after else f"{before} → another value"


def texts(before: Any, after: Any) -> tuple[str, str] | None:
    """Return two texts of which one has several lines, to be compared line by line; None for other values."""
    old, new = (value.constant if isinstance(value, Text) else value for value in (before, after))
    if isinstance(old, str) and isinstance(new, str) and "\n" in f"{old}{new}".rstrip("\n"):
        return old, new
    return None
