"""The matrix: axes, further and excluded combinations, one instance for each that remains."""

from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

from ...ir.job import Matrix
from ..fields import Fields, compile_time
from ..resolved import Resolved, constant, value_text
from ..scope import Scope
from ..tree import Mapping, Node, Scalar, Sequence

KEYWORDS = frozenset({"include", "exclude", "max_parallel", "fail_fast"})

Combination = tuple[tuple[str, Resolved], ...]


class Expansion(NamedTuple):
    """What a matrix expands to; a job without one has a single combination without values."""

    axes: tuple[str, ...]
    combinations: tuple[Combination, ...]
    max_parallel: int | None = None
    fail_fast: bool = False

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
    axes = {entry.key.text: _axis(scope, entry.value) for entry in node if entry.key.text not in KEYWORDS}
    if any(values is None for values in axes.values()):
        return NO_MATRIX._replace(axes=tuple(axes), combinations=())
    combinations = _combinations({axis: values for axis, values in axes.items() if values}, fields)
    included = tuple(_included(fields, tuple(axes)))
    result = tuple(_distinct(fields, (*combinations, *included)))
    expansion = Expansion(
        tuple(axes), result, fields.optional_integer("max_parallel", 1), fields.boolean("fail_fast", default=False)
    )
    if not result and not scope.context.unknown:
        from ..rules.empty_matrix import empty_matrix

        scope.context.report(empty_matrix(fields.mapping))
    return expansion


def _axis(scope: Scope, node: Node) -> tuple[Resolved, ...] | None:
    """Return an axis' values, each once; None where they are not known or broken."""
    if isinstance(node, Scalar):
        return _whole_axis(scope, node)
    if not isinstance(node, Sequence):
        return None
    if not node.items:
        from ..rules.empty_matrix import empty_axis

        scope.context.report(empty_axis(node))
        return None
    values = [compile_time(scope, item) if isinstance(item, Scalar) else None for item in node]
    if any(value is None or value.unknown for value in values):
        return None
    return tuple(value for value in values if value is not None)


def _whole_axis(scope: Scope, node: Scalar) -> tuple[Resolved, ...] | None:
    resolved = compile_time(scope, node)
    if resolved is None or resolved.unknown:
        return None
    if not isinstance(resolved.value, list | tuple):
        from ..rules.wrong_value import wrong_value

        scope.context.report(wrong_value(node, value_text(resolved.value), "a list of values"))
        return None
    if not resolved.value:
        from ..rules.empty_matrix import empty_axis

        scope.context.report(empty_axis(node))
        return None
    return tuple(constant(value, taint=resolved.taint) for value in resolved.value)


def _combinations(axes: dict[str, tuple[Resolved, ...]], fields: Fields) -> Iterator[Combination]:
    if not axes:
        return
    excluded = [_partial(fields, item) for item in fields.items("exclude")]
    used = [False] * len(excluded)
    for values in product(*axes.values()):
        combination = tuple(zip(axes, values, strict=True))
        texts = {axis: value_text(value.value) for axis, value in combination}
        hits = [index for index, partial in enumerate(excluded) if partial and partial.items() <= texts.items()]
        for index in hits:
            used[index] = True
        if not hits:
            yield combination
    for item, partial, hit in zip(fields.items("exclude"), excluded, used, strict=True):
        if partial and not hit and isinstance(item, Mapping):
            _report_exclusion(fields, item, axes)


def _report_exclusion(fields: Fields, item: Mapping, axes: dict[str, tuple[Resolved, ...]]) -> None:
    from ..rules.matrix_exclude import matches_nothing, unknown_axis

    for entry in item:
        if entry.key.text not in axes:
            fields.context.report(unknown_axis(entry.key, tuple(axes)))
            return
    fields.context.report(matches_nothing(item))


def _partial(fields: Fields, item: Node) -> dict[str, str]:
    if not isinstance(item, Mapping):
        return {}
    values = {entry.key.text: _text(fields.scope, entry.value) for entry in item}
    return {axis: value for axis, value in values.items() if value is not None}


def _text(scope: Scope, node: Node) -> str | None:
    resolved = compile_time(scope, node) if isinstance(node, Scalar) else None
    return None if resolved is None or resolved.unknown else value_text(resolved.value)


def _included(fields: Fields, axes: tuple[str, ...]) -> Iterator[Combination]:
    for item in fields.items("include"):
        if isinstance(item, Mapping):
            yield from _inclusion(fields, item, axes)


def _inclusion(fields: Fields, item: Mapping, axes: tuple[str, ...]) -> Iterator[Combination]:
    missing = tuple(axis for axis in axes if item.get(axis) is None)
    unknown = tuple(entry.key for entry in item if entry.key.text not in axes)
    if missing or unknown:
        from ..rules.matrix_include import wrong_axes

        fields.context.report(wrong_axes(item, missing, unknown, axes))
        return
    values = {
        entry.key.text: compile_time(fields.scope, entry.value) for entry in item if isinstance(entry.value, Scalar)
    }
    if all(value is not None and not value.unknown for value in values.values()) and len(values) == len(axes):
        yield tuple((axis, value) for axis in axes if (value := values[axis]) is not None)


def _distinct(fields: Fields, combinations: tuple[Combination, ...]) -> Iterator[Combination]:
    seen: set[tuple[str, ...]] = set()
    for combination in combinations:
        key = tuple(value_text(value.value) for _, value in combination)
        if key in seen:
            from ..rules.duplicate_combination import duplicate

            fields.context.report(duplicate(fields.mapping, combination))
            continue
        seen.add(key)
        yield combination
