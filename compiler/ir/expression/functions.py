"""The functions: one row each, with types and meaning."""

from collections.abc import Callable, Mapping, Sequence
from typing import Literal, NamedTuple

from .problem import Failure
from .types import ANY, BOOLEAN, NUMBER, STRING, UNKNOWN, Array, Type, common
from .value import MAX_TEXT, Kind, Value, equal, from_json, to_json, to_text

SCALARS: tuple[Kind, ...] = ("string", "number", "boolean", "null")
EVERYTHING: tuple[Kind, ...] = (*SCALARS, "array", "object")


class Parameter(NamedTuple):
    """A parameter and the kinds of values that it takes."""

    name: str
    kinds: tuple[Kind, ...] = ("string",)


class Function(NamedTuple):
    """A function.

    The last `optional` parameters may be left out; the last one of a `variadic` function may be repeated or left
    out. `result` is a type, or what makes it from the types of the arguments. `run` computes the value from checked
    arguments; None says that the evaluator itself gives the meaning, because not every argument is evaluated.
    `special` is `status` for what asks how the job goes so far, and `unset` for what accepts a missing name in its
    first argument.
    """

    parameters: tuple[Parameter, ...]
    result: Type | Callable[[Sequence[Type]], Type]
    run: Callable[..., Value] | None
    optional: int = 0
    variadic: bool = False
    special: Literal["", "status", "unset"] = ""

    @property
    def least(self) -> int:
        """The fewest arguments."""
        return len(self.parameters) - self.optional - self.variadic

    @property
    def most(self) -> int | None:
        """The most arguments; None is any number."""
        return None if self.variadic else len(self.parameters)

    def parameter(self, position: int) -> Parameter:
        """Return the parameter of the argument at `position`, from 0."""
        return self.parameters[min(position, len(self.parameters) - 1)]


def fits(size: int) -> None:
    """Raise a Failure when a string of this many characters would be too large."""
    if size > MAX_TEXT:
        raise Failure("too-large", f"the text would have more than {MAX_TEXT:,} characters")


def _contains(whole: str | Sequence[Value], part: Value) -> bool:
    if not isinstance(whole, str):
        return any(equal(item, part) for item in whole)
    if isinstance(part, str):
        return part in whole
    raise Failure("type-mismatch", "`contains` looks for a string in a string", "make both strings")


def _join(items: Sequence[Value], separator: str = ",") -> str:
    texts = [_scalar_text("join", item) for item in items]
    fits(sum(map(len, texts)) + len(separator) * max(0, len(texts) - 1))
    return separator.join(texts)


def _scalar_text(function: str, value: Value) -> str:
    if isinstance(value, Sequence | Mapping) and not isinstance(value, str):
        raise Failure("type-mismatch", f"`{function}` prints no arrays and objects", "print them with `toJSON(…)`")
    return to_text(value)


def _split(text: str, separator: str) -> list[Value]:
    if not separator:
        raise Failure("empty-text", "`split` needs a separator that is not empty")
    return list(text.split(separator))


def _replace(text: str, old: str, new: str) -> str:
    return _exchange("replace", text, old, new, -1)


def _replace_first(text: str, old: str, new: str) -> str:
    return _exchange("replaceFirst", text, old, new, 1)


def _exchange(function: str, text: str, old: str, new: str, most: int) -> str:
    if not old:
        raise Failure("empty-text", f"`{function}` needs a text to look for that is not empty")
    found = text.count(old) if most < 0 else min(most, text.count(old))
    fits(len(text) + found * (len(new) - len(old)))
    return text.replace(old, new, most)


def _format(template: str, *values: Value) -> str:
    pieces = holes(template)
    if len(pieces) - 1 != len(values):
        raise Failure("format-holes", hole_mismatch(len(pieces) - 1, len(values)))
    texts = [_scalar_text("format", value) for value in values]
    fits(len(template) + sum(map(len, texts)))
    return pieces[0] + "".join(text + piece for text, piece in zip(texts, pieces[1:], strict=True))


def holes(template: str) -> list[str]:
    """Return the constant text around the `{}` holes of a template of `format`; `{{` and `}}` are braces."""
    pieces, at, text = [], 0, ""
    while at < len(template):
        two = template[at : at + 2]
        if two == "{}":
            pieces.append(text)
            text = ""
        elif two in {"{{", "}}"}:
            text += two[0]
        elif two[0] in "{}":
            help_ = "a hole is `{}`, filled in order; a brace itself is written twice"
            raise Failure("format-holes", f"a lone `{two[0]}` in the template of `format`", help_)
        else:
            text += two[0]
            at -= 1
        at += 2
    return [*pieces, text]


def hole_mismatch(count: int, given: int) -> str:
    """Return the sentence that says so."""
    holes_, values = "hole" if count == 1 else "holes", "value is" if given == 1 else "values are"
    return f"the template of `format` has {count} {holes_} `{{}}`, and {given} {values} given"


def _text_or_items(value: str | Sequence[Value] | Mapping[str, Value]) -> int:
    return len(value)


def _json(value: Value) -> str:
    text = to_json(value)
    fits(len(text))
    return text


def _lower(text: str) -> str:
    return text.lower()


def _upper(text: str) -> str:
    result = text.upper()  # may grow: ß becomes SS
    fits(len(result))
    return result


def _starts(text: str, prefix: str) -> bool:
    return text.startswith(prefix)


def _ends(text: str, suffix: str) -> bool:
    return text.endswith(suffix)


def _alternative(types: Sequence[Type]) -> Type:
    return common(types[0], types[1]) if len(types) == 2 else UNKNOWN


def _alternate(types: Sequence[Type]) -> Type:
    return common(STRING, types[1]) if len(types) == 2 else UNKNOWN


_TEXT = Parameter("text")
_VALUE = Parameter("value", EVERYTHING)

FUNCTIONS: dict[str, Function] = {
    "contains": Function((Parameter("whole", ("string", "array")), Parameter("part", SCALARS)), BOOLEAN, _contains),
    "startsWith": Function((_TEXT, Parameter("prefix")), BOOLEAN, _starts),
    "endsWith": Function((_TEXT, Parameter("suffix")), BOOLEAN, _ends),
    "join": Function((Parameter("items", ("array",)), Parameter("separator")), STRING, _join, optional=1),
    "split": Function((_TEXT, Parameter("separator")), Array(STRING), _split),
    "format": Function((Parameter("template"), Parameter("value", SCALARS)), STRING, _format, variadic=True),
    "fromJSON": Function((_TEXT,), ANY, from_json),
    "toJSON": Function((_VALUE,), STRING, _json),
    "lower": Function((_TEXT,), STRING, _lower),
    "upper": Function((_TEXT,), STRING, _upper),
    "replace": Function((_TEXT, Parameter("old"), Parameter("new")), STRING, _replace),
    "replaceFirst": Function((_TEXT, Parameter("old"), Parameter("new")), STRING, _replace_first),
    "length": Function((Parameter("value", ("string", "array", "object")),), NUMBER, _text_or_items),
    "default": Function((_VALUE, Parameter("alternative", EVERYTHING)), _alternative, None, special="unset"),
    "orElse": Function((_VALUE, Parameter("alternative", EVERYTHING)), _alternative, None, special="unset"),
    "ifSet": Function((_VALUE, Parameter("alternate", EVERYTHING)), _alternate, None, special="unset"),
    "success": Function((), BOOLEAN, None, special="status"),
    "failure": Function((), BOOLEAN, None, special="status"),
    "always": Function((), BOOLEAN, None, special="status"),
}
"""Every function by name. Lists, tuples and mappings are never changed by a function."""
