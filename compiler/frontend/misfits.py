"""Why a scalar does not fit its place: the one rule that says it best."""

from ..diagnostics import Diagnostic, Label, Span
from .resolution import core_type
from .rules.bad_name import bad_name
from .rules.lone_value import lone_value
from .rules.missing_value import missing_value
from .rules.out_of_range import out_of_range
from .rules.unknown_value import unknown_value
from .rules.wrong_form import wrong_form
from .rules.wrong_type import wrong_scalar, wrong_type
from .schema import Shape
from .shape import fits, in_range, is_of_type
from .tree import Scalar
from .wording import plain_alternatives, values_of


def explain_scalar(node: Scalar, shape: Shape, key: Scalar | None, *, used: bool) -> Diagnostic:
    """Return what is wrong with `node`; `used` tells that an alias or merge brought it in, so that no fix is sure."""
    diagnostic = _explain(node, shape, key)
    shared = used or node.used is not None
    return diagnostic._replace(fix=None) if shared else diagnostic


def tell_use(diagnostic: Diagnostic, used: Span | None) -> Diagnostic:
    """Return the diagnostic with a label at the alias or merge that brought its place in."""
    if used is None:
        return diagnostic
    return diagnostic._replace(related=(*diagnostic.related, Label(used, "used here")))


def _explain(node: Scalar, shape: Shape, key: Scalar | None) -> Diagnostic:
    kind = core_type(node)
    if kind == "null":
        return missing_value(node, shape, key)
    if shape.sequence is not None and _is_item(node, shape.sequence.items):
        return lone_value(node, shape, key)
    if shape.scalar is None:
        return wrong_type(node, shape, key)
    if kind == "string" and fits(Scalar(node.text, "plain", node.span), shape.scalar):
        return wrong_scalar(node, shape, key)
    return _by_alternative(node, shape, key, kind)


def _by_alternative(node: Scalar, shape: Shape, key: Scalar | None, kind: str) -> Diagnostic:
    alternatives = plain_alternatives(shape)
    for alternative in alternatives:
        limited = alternative.minimum is not None or alternative.maximum is not None
        if limited and kind != "string" and is_of_type(alternative, kind, node) and not in_range(alternative, node):
            return out_of_range(node, alternative, key)
    if values_of(shape):
        return unknown_value(node, shape, key)
    if kind != "boolean" and any(alternative.pattern is not None for alternative in alternatives):
        return bad_name(node, shape) if shape.title.endswith("name") else wrong_form(node, shape)
    return wrong_scalar(node, shape, key)


def _is_item(node: Scalar, items: Shape) -> bool:
    scalar = items.expand().scalar
    return scalar is not None and fits(node, scalar)
