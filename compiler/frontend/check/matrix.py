"""The matrix: axes, further and excluded combinations, one instance for each that remains."""

from collections.abc import Iterable, Iterator
from itertools import product
from math import prod
from typing import NamedTuple

from ...ir.expression.syntax import Member, Root
from ...ir.job import Matrix
from ..fields import Fields, compile_time
from ..folding import Cause, cause_at
from ..interpolation import resolve_scalar
from ..resolved import Resolved, constant, value_text
from ..scope import Scope
from ..tree import Entry, Mapping, Node, Scalar, Sequence

KEYWORDS = frozenset({"include", "exclude", "max_parallel", "fail_fast"})

Combination = tuple[tuple[str, Resolved], ...]


class Expansion(NamedTuple):
    """What a matrix expands to; a job without one has a single combination without values."""

    axes: tuple[str, ...]
    combinations: tuple[Combination, ...]
    max_parallel: int | None = None
    fail_fast: bool = False
    placeholder: Combination = ()
    """What stands for the combinations of a matrix that is not known, or was reported: values that nobody knows."""

    def place(self, combination: Combination) -> Matrix | None:
        """Return the plan's record of one combination."""
        if not self.axes:
            return None
        values = tuple((axis, value_text(value.value)) for axis, value in combination)
        return Matrix(values, self.max_parallel, self.fail_fast)


NO_MATRIX = Expansion((), ((),))


def check_matrix(scope: Scope, node: Node | None) -> Expansion:
    """Expand the matrix of a job, in the order of its axes and their values."""
    if not isinstance(node, Mapping):
        return NO_MATRIX
    fields = Fields(node, scope)
    axes = {
        entry.key.text: _axis(scope, entry.key.text, entry.value) for entry in node if entry.key.text not in KEYWORDS
    }
    if any(values is None for values in axes.values()):
        return NO_MATRIX._replace(axes=tuple(axes), combinations=(), placeholder=_placeholder(scope, node, axes))
    if _too_large(scope, node, axes):
        return NO_MATRIX._replace(axes=tuple(axes), combinations=(), placeholder=_placeholder(scope, node, axes))
    combinations = _combinations({axis: values for axis, values in axes.items() if values}, fields)
    names = tuple(axes) or _included_axes(fields)
    result = _with_included(fields, tuple(combinations), names)
    expansion = Expansion(
        names, result, fields.optional_integer("max_parallel", 1), fields.boolean("fail_fast", default=False)
    )
    if not result and all(axes.values()) and not _has_unknown(scope, fields):
        from ..rules.empty_matrix import empty_matrix

        scope.context.report(empty_matrix(fields.mapping))
    return expansion if result else expansion._replace(placeholder=_placeholder(scope, node, names))


MOST_COMBINATIONS = 5_000
"""More jobs than that of one matrix are a mistake, and would cost time and memory before anybody learns of it."""


def _too_large(scope: Scope, matrix: Mapping, axes: dict[str, tuple[Resolved, ...] | None]) -> bool:
    count = prod(len(values) for values in axes.values() if values)
    if count <= MOST_COMBINATIONS:
        return False
    from ..rules.matrix_too_large import matrix_too_large

    scope.context.report(matrix_too_large(matrix, count, MOST_COMBINATIONS))
    return True


def _placeholder(scope: Scope, matrix: Mapping, axes: Iterable[str]) -> Combination:
    return tuple((axis, _unknown(scope, axis, matrix.get(axis))) for axis in axes)


def _unknown(scope: Scope, axis: str, node: Node | None) -> Resolved:
    items = node.items if isinstance(node, Sequence) else (node,)
    taints = (resolve_scalar(scope, item).taint for item in items if isinstance(item, Scalar))
    taint = next(filter(None, taints), "")
    return Resolved((Member(Root("matrix"), axis),), known=False, unknown=True, taint=taint)


def _axis(scope: Scope, axis: str, node: Node) -> tuple[Resolved, ...] | None:
    """Return an axis' values, each once; None where they are not known or broken."""
    if isinstance(node, Scalar):
        return _whole_axis(scope, axis, node)
    if not isinstance(node, Sequence):
        return None
    if not node.items:
        from ..rules.empty_matrix import empty_axis

        scope.context.report(empty_axis(node, axis))
        return None
    values = [(item, compile_time(scope, item)) if isinstance(item, Scalar) else None for item in node]
    found: dict[str, tuple[Scalar, Resolved]] = {}
    for item in values:
        if item is None or item[1] is None or item[1].unknown:
            return None
        text = value_text(item[1].value)
        if text in found:
            from ..rules.duplicate_combination import duplicate_value

            scope.context.report(duplicate_value(scope.context, axis, node, item[0], found[text][0]))
        found.setdefault(text, (item[0], constant(text, taint=item[1].taint)))
    return tuple(value for _, value in found.values())


def _whole_axis(scope: Scope, axis: str, node: Scalar) -> tuple[Resolved, ...] | None:
    resolved = compile_time(scope, node)
    if resolved is None or resolved.unknown:
        return None
    if not isinstance(resolved.value, list | tuple):
        from ..origins import definitions
        from ..rules.wrong_value import wrong_value

        origin = definitions(scope, *scope.context.template(node))
        scope.context.report(wrong_value(node, value_text(resolved.value), "a list of values", origin))
        return None
    if not resolved.value:
        from ..rules.empty_matrix import empty_axis

        scope.context.report(empty_axis(node, axis))
        return None
    texts = dict.fromkeys(value_text(value) for value in resolved.value)
    if len(texts) < len(resolved.value):
        from ..rules.duplicate_combination import repeated_values

        scope.context.report(repeated_values(node, axis))
    return tuple(constant(text, taint=resolved.taint) for text in texts)


def _combinations(axes: dict[str, tuple[Resolved, ...]], fields: Fields) -> Iterator[Combination]:
    if not axes:
        return
    excluded = [partial for item in fields.items("exclude") if (partial := _partial(fields, item, axes))]
    for values in product(*axes.values()):
        combination = tuple(zip(axes, values, strict=True))
        texts = _texts(combination)
        if not any(partial.items() <= texts.items() for partial in excluded):
            yield combination


def _texts(combination: Combination) -> dict[str, str]:
    return {axis: value_text(value.value) for axis, value in combination}


def _partial(fields: Fields, item: Node, axes: dict[str, tuple[Resolved, ...]]) -> dict[str, str]:
    """Return an exclusion's values by axis; empty when one of them excludes nothing, which is then reported."""
    entries = item.entries if isinstance(item, Mapping) else ()
    texts = {entry.key.text: _text(fields.scope, entry.value) for entry in entries}
    fits = [_fits(fields, entry, texts[entry.key.text], axes) for entry in entries]
    return {axis: text for axis, text in texts.items() if text is not None} if all(fits) else {}


def _fits(fields: Fields, entry: Entry, text: str | None, axes: dict[str, tuple[Resolved, ...]]) -> bool:
    from ..rules.matrix_exclude import unknown_axis, unknown_value

    if entry.key.text not in axes:
        missing = ("axis", fields.scope.job, entry.key.text)
        fields.context.report(unknown_axis(fields.context, entry.key, tuple(axes)), cause=missing)
        return False
    known = [value_text(value.value) for value in axes[entry.key.text]]
    if text is not None and text not in known and isinstance(entry.value, Scalar):
        axis = fields.mapping.entry(entry.key.text)
        cause: Cause = () if axis is None else cause_at(axis.key.span)
        fields.context.report(unknown_value(entry.value, text, entry.key.text, known), cause=cause)
    return text in known


def _text(scope: Scope, node: Node) -> str | None:
    resolved = compile_time(scope, node) if isinstance(node, Scalar) else None
    return None if resolved is None or resolved.unknown else value_text(resolved.value)


def _included_axes(fields: Fields) -> tuple[str, ...]:
    """Return the axes of a matrix that only lists combinations: those of the first."""
    first = next((item for item in fields.items("include") if isinstance(item, Mapping)), None)
    return () if first is None else tuple(entry.key.text for entry in first)


def _has_unknown(scope: Scope, fields: Fields) -> bool:
    """Tell whether a value of a further or excluded combination is not known, or was reported."""
    combinations = (*fields.items("include"), *fields.items("exclude"))
    nodes = (entry.value for item in combinations if isinstance(item, Mapping) for entry in item)
    values = (resolve_scalar(scope, node) for node in nodes if isinstance(node, Scalar))
    return any(value.unknown or value.broken for value in values)


def _with_included(
    fields: Fields, combinations: tuple[Combination, ...], axes: tuple[str, ...]
) -> tuple[Combination, ...]:
    """Return the combinations of the axes and the further ones, each once."""
    found = {tuple(_texts(combination).values()): combination for combination in combinations}
    for item in fields.items("include"):
        combination = _included(fields, item, axes) if isinstance(item, Mapping) else None
        if combination is None or not isinstance(item, Mapping):
            continue
        texts = _texts(combination)
        if tuple(texts.values()) in found:
            from ..rules.duplicate_combination import duplicate_combination

            shown = ", ".join(f"{axis}: {text}" for axis, text in texts.items())
            fields.context.report(duplicate_combination(item, shown))
        found.setdefault(tuple(texts.values()), combination)
    return tuple(found.values())


def _as_text(value: Resolved) -> Resolved:
    """A value of an axis is text, whatever was computed."""
    return constant(value_text(value.value), taint=value.taint)


def _included(fields: Fields, item: Mapping, axes: tuple[str, ...]) -> Combination | None:
    missing = tuple(axis for axis in axes if item.get(axis) is None)
    unknown = tuple(entry.key for entry in item if entry.key.text not in axes)
    if missing or unknown:
        from ..rules.matrix_include import missing_axes, unknown_axis

        for key in unknown:
            cause = ("axis", fields.scope.job, key.text)
            fields.context.report(unknown_axis(fields.context, key, axes, missing), cause=cause)
        if not unknown:
            fields.context.report(missing_axes(item, missing))
        return None
    nodes = [(axis, item.get(axis)) for axis in axes]
    values = [(axis, compile_time(fields.scope, node)) for axis, node in nodes if isinstance(node, Scalar)]
    known = tuple((axis, _as_text(value)) for axis, value in values if value is not None and not value.unknown)
    return known if len(known) == len(axes) else None
