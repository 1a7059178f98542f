"""Numbers in sh: whole ones are computed with, fractions are compared only."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ...ir.expression.syntax import Binary, Call, Expression, Literal, Unary
from ...ir.expression.value import decimal, to_text
from .kinds import OPEN, ORDERINGS
from .quote import quote

if TYPE_CHECKING:
    from .lowering import Lowering, Operand

NORMAL = '[ -z "$pipec_value" ] || pipec_number'
"""Makes the one form of a number that a variable says; an unset one stays empty."""

_KNOWN = re.compile(r"-?(?:[0-9]{1,18}|(?=[0-9.]{1,16}$)[0-9]+\.[0-9]+)")
_INSTEAD = "compute it inside the script, from variables"


def number(lowering: Lowering, operator: str, node: Expression) -> Operand:
    """Return an operand of arithmetic or an ordering as a word that is a number in its one form."""
    kind = lowering.kind(node)
    if kind not in {"number", "string", OPEN}:
        lowering.refuse(f"uses `{operator}` on what may be no number", _INSTEAD)
    if isinstance(node, Literal):
        return lowering.operand(Literal(_constant(lowering, operator, node)))
    computed = kind == "number" and not _is_read(node)
    return lowering.kept(lowering.value(node) if computed else f"{lowering.value(node)}; pipec_number")


def ordering(lowering: Lowering, node: Binary) -> str:
    """Return one command that succeeds when the order holds."""
    left, right = (number(lowering, node.operator, each) for each in (node.left, node.right))
    return f"{{ {left.setup}{right.setup}pipec_order {left.word} {ORDERINGS[node.operator]} {right.word}; }}"


def arithmetic(lowering: Lowering, node: Unary | Binary) -> str:
    """Return commands that compute."""
    if node.operator == "/":
        return lowering.refuse("uses `/`, whose result may be a fraction", _INSTEAD)
    if isinstance(node, Unary):
        operand = number(lowering, "-", node.operand)
        return f"{operand.setup}pipec_negate {operand.word}"
    left, right = (number(lowering, node.operator, each) for each in (node.left, node.right))
    return f"{left.setup}{right.setup}pipec_calculate {left.word} {quote(node.operator)} {right.word}"


def _is_read(node: Expression) -> bool:
    return not (isinstance(node, Unary | Binary) or (isinstance(node, Call) and node.function == "length"))


def _constant(lowering: Lowering, operator: str, node: Literal) -> str:
    value = decimal(node.value) if isinstance(node.value, str) else node.value
    text = to_text(value)
    if not _KNOWN.fullmatch(text):
        lowering.refuse(f"uses `{operator}` on `{text[:40]}`, which is no number of a shell's size", _INSTEAD)
    elif "." in text and operator in {"+", "-", "*", "%"}:
        lowering.refuse(f"uses `{operator}` on the fraction `{text}`", _INSTEAD)
    return text
