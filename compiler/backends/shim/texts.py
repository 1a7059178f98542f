"""The functions of texts in sh."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from ...ir.expression.functions import holes
from ...ir.expression.problem import Failure
from ...ir.expression.syntax import Call, Expression, Index, Literal
from ...ir.expression.value import Value
from .kinds import OPEN, constant_of
from .letters import lower_pairs, upper_pairs
from .quote import quote

if TYPE_CHECKING:
    from .lowering import Lowering, Operand

PATTERNS: Final = {"startsWith": "{0}*", "endsWith": "*{0}", "contains": "*{0}*"}
INSTEAD: Final = {
    "fromJSON": "read the JSON inside the script, or publish the part as an output of its own",
    "toJSON": "write the JSON inside the script",
    "join": "join the parts of `split` only, or publish the text as an output",
    "split": "take one part by number, `split(text, ',')[0]`, or ask `contains(split(text, ','), part)`",
    "length": "ask for the length of texts only, or publish the number as an output",
}


def part(lowering: Lowering, node: Expression) -> str:
    """Return commands for `split(text, separator)[number]`."""
    if not isinstance(node, Index) or not isinstance(node.base, Call) or not isinstance(node.key, Literal):
        raise TypeError("no part of a text")
    setup, words = _arguments(lowering, node.base)
    return f"{setup}pipec_item {words} {node.key.value}"


def _pattern(lowering: Lowering, node: Call) -> str:
    whole, sought = node.arguments
    if node.function == "contains" and (listed := _in_list(lowering, whole, sought)):
        return listed
    if node.function == "contains" and lowering.kind(whole) != "string":
        lowering.refuse("calls `contains` on what may be a list", "compare each item with `==`, joined by `||`")
    left, right = (_text(lowering, node.function, each) for each in (whole, sought))
    pattern = PATTERNS[node.function].format(right.word)
    return f"{{ {left.setup}{right.setup}case {left.word} in {pattern}) :;; *) ! :;; esac; }}"


def _in_list(lowering: Lowering, whole: Expression, sought: Expression) -> str:
    """Return the test whether a constant list, or the parts of `split`, have a text among them."""
    if isinstance(whole, Call) and whole.function == "split":
        setup, words = _arguments(lowering, whole)
        text = _text(lowering, "contains", sought)
        return f"{{ {setup}{text.setup}pipec_has_part {words} {text.word}; }}"
    known = constant_of(whole)
    if not isinstance(known, Sequence) or isinstance(known, str):
        return ""
    return _among(lowering, known, sought)


def _among(lowering: Lowering, known: Sequence[Value], sought: Expression) -> str:
    text = _text(lowering, "contains", sought)
    words = [quote(item) for item in known if isinstance(item, str)]
    if lowering.kind(sought) == OPEN and len(words) < len(known):
        lowering.refuse("calls `contains` on a list of several types", "compare each item with `==`, joined by `||`")
    chosen = f"{'|'.join(words)}) :;; " if words else ""
    return f"{{ {text.setup}case {text.word} in {chosen}*) ! :;; esac; }}"


def _replace(lowering: Lowering, node: Call) -> str:
    setup, words = _arguments(lowering, node)
    return f"{setup}pipec_replace {node.function} {words}"


def _join(lowering: Lowering, node: Call) -> str:
    items = node.arguments[0]
    if not isinstance(items, Call) or items.function != "split":
        return lowering.refuse("calls `join`", INSTEAD["join"])
    setup, words = _arguments(lowering, items)
    between = _text(lowering, "join", node.arguments[1] if len(node.arguments) > 1 else Literal(","))
    return f"{setup}{between.setup}pipec_replace split {words} {between.word}"


def _letters(lowering: Lowering, node: Call) -> str:
    setup, words = _arguments(lowering, node)
    if node.function == "lower":
        return f"{setup}pipec_lower {words} {quote(lower_pairs())} 'Σ'"
    return f"{setup}pipec_upper {words} {quote(upper_pairs())}"


def _length(lowering: Lowering, node: Call) -> str:
    if lowering.kind(node.arguments[0]) != "string":
        return lowering.refuse("calls `length` on what may be a list", INSTEAD["length"])
    setup, words = _arguments(lowering, node)
    return f"{setup}pipec_length {words}"


def _format(lowering: Lowering, node: Call) -> str:
    template, values = node.arguments[0], node.arguments[1:]
    if not isinstance(template, Literal) or not isinstance(template.value, str):
        return lowering.refuse("calls `format` with a template that is known only then", "write the template as a text")
    try:
        pieces = holes(template.value)
    except Failure as failure:
        return lowering.refuse(f"calls `format` in vain: {failure.message}")
    if len(pieces) != len(values) + 1 or any(lowering.kind(value) in {"array", "object"} for value in values):
        return lowering.refuse("calls `format` with other values than its template has holes for")
    operands = [lowering.operand(value) for value in values]
    words = "".join(f"{operand.word}{quote(piece)}" for operand, piece in zip(operands, pieces[1:], strict=True))
    return f"{''.join(operand.setup for operand in operands)}pipec_value={quote(pieces[0])}{words}"


def _arguments(lowering: Lowering, node: Call) -> tuple[str, str]:
    operands = [_text(lowering, node.function, argument) for argument in node.arguments]
    return "".join(operand.setup for operand in operands), " ".join(operand.word for operand in operands)


def _text(lowering: Lowering, function: str, node: Expression) -> Operand:
    if lowering.kind(node) not in {"string", OPEN}:
        lowering.refuse(f"calls `{function}` with what may be no text", "make it text with `format('{}', …)`")
    return lowering.operand(node)


TESTS: Final[dict[str, Callable[[Lowering, Call], str]]] = dict.fromkeys(PATTERNS, _pattern)
"""The functions that answer yes or no, each to one command that succeeds for yes."""

VALUES: Final[dict[str, Callable[[Lowering, Call], str]]] = {
    "replace": _replace,
    "replaceFirst": _replace,
    "join": _join,
    "lower": _letters,
    "upper": _letters,
    "length": _length,
    "format": _format,
}
"""The functions that give a text or number, each to commands that leave it in `pipec_value`."""
