"""How nodes and shapes are named in messages."""

from collections.abc import Iterable
from typing import Final

from .resolution import core_type
from .schema import Alternative, Shape
from .tree import Node, Scalar

_MAX_QUOTED: Final = 40
_MAX_LISTED: Final = 10
_VOWELS: Final = frozenset("aeiouAEIOU")
_REFERENCE: Final = r"\$\{"


def quote(text: str) -> str:
    """Return text in back-quotes, its first line, shortened."""
    line, _, rest = text.strip().replace("`", "'").partition("\n")
    return f"`{line[:_MAX_QUOTED]}…`" if rest or len(line) > _MAX_QUOTED else f"`{line}`"


def with_article(noun: str) -> str:
    """Return a noun with its article; text has none."""
    if noun == "text" or noun.startswith("text,"):
        return noun
    first = noun.lstrip("`")
    return f"{'an' if first[:1] in _VOWELS or first.startswith('HTTP') else 'a'} {noun}"


def listed(words: Iterable[str], last: str = "and") -> str:
    """Return words in back-quotes, in one enumeration."""
    quoted = [f"`{word}`" for word in words]
    return f"{', '.join(quoted[:-1])} {last} {quoted[-1]}" if len(quoted) > 1 else "".join(quoted)


def some_of(words: Iterable[str]) -> str:
    """Return words in back-quotes, in one enumeration of at most ten."""
    every = list(words)
    if len(every) <= _MAX_LISTED:
        return listed(every)
    return f"{', '.join(f'`{word}`' for word in every[: _MAX_LISTED - 1])} and {len(every) - _MAX_LISTED + 1} more"


def expected(shape: Shape) -> str:
    """Return what a shape wants, with its article."""
    title = shape.expand().title
    if title:
        return with_article(title)
    values = values_of(shape)
    return f"one of {listed(values, 'or')}" if values else "something else"


def found(node: Node) -> str:
    """Return what stands there instead, with its article."""
    if not isinstance(node, Scalar):
        return {"sequence": "a list", "mapping": "a mapping"}.get(node.kind, "nothing")
    kind = core_type(node)
    return "nothing" if kind == "null" else f"the {kind} {quote(node.text)}"


def values_of(shape: Shape) -> list[str]:
    """Return the words that a shape allows, none when it allows more than words."""
    alternatives = plain_alternatives(shape)
    if any(alternative.values is None for alternative in alternatives):
        return []
    values = (value for alternative in alternatives for value in alternative.values or [])
    return [str(value) for value in values if value is not None]


def plain_alternatives(shape: Shape) -> list[Alternative]:
    """Return the ways in which a scalar may be right, but for a reference."""
    return [] if shape.scalar is None else [one for one in shape.scalar.alternatives if not _is_reference(one)]


def with_examples(shape: Shape) -> str:
    """Return right forms for a help line, or an empty text when the schema shows none."""
    texts = [_written(value) for value in shape.examples if isinstance(value, str | int | float)]
    return listed(texts, "or")


def _written(value: str | float) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def uncapitalized(text: str) -> str:
    """Return a description as a part of a sentence: `Name of the job` is `name of the job`, `HTTP` stays."""
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text


def one_edit_apart(left: str, right: str) -> bool:
    """Tell whether two words differ by one letter changed, added, dropped or swapped, or in case and dashes alone."""
    left, right = (word.casefold().replace("-", "_") for word in (left, right))
    if left == right:
        return True
    if len(left) > len(right):
        left, right = right, left
    at = next((i for i, pair in enumerate(zip(left, right, strict=False)) if pair[0] != pair[1]), len(left))
    if len(left) < len(right):
        return left[at:] == right[at + 1 :]
    swapped = left[at : at + 2] == right[at : at + 2][::-1] and left[at + 2 :] == right[at + 2 :]
    return swapped or left[at + 1 :] == right[at + 1 :]


def _is_reference(alternative: Alternative) -> bool:
    return alternative.pattern is not None and alternative.pattern.pattern == _REFERENCE
