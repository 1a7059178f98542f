"""Plans by the shape of their types: every field of every record gets values, most of which mean nothing together."""

from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

from compiler.diagnostics import NOWHERE, Span
from compiler.ir.expression.parse import parse
from compiler.ir.expression.syntax import Expression
from compiler.ir.job import Argument, ArgumentList, ArgumentMap, Job, Retry, Step
from compiler.ir.plan import ParameterValue, Plan
from compiler.ir.release import Component, Environment, Port, Stage
from compiler.ir.values import Approval, HealthCheck, Image, Secret, Text, Variable

EXPRESSIONS = [
    parse(text)
    for text in (
        "env.CI_COMMIT_BRANCH == 'main'",
        "!(params.a || params.b) && length('it''s') > 2",
        "job.build.outputs.tag.split('-')[0]",
        "1 + 2 * -3",
        "fromJSON(steps.s.outputs.o)['odd key']",
        "success() || failure()",
        "'é\n\u2028 \"quoted\"'",
    )
]
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
SPANS = st.sampled_from([NOWHERE, Span("pipeline.yaml", 3, 7), Span("ci/x.yaml", 0, 1)])
NAME = st.from_regex(r"[A-Za-z][A-Za-z0-9_-]{0,5}", fullmatch=True)
POSITIVE = st.integers(1, 99999)
PORT = st.integers(1, 65535)
DIGEST = st.sampled_from(["", "sha256:" + "ab" * 32])
FLOAT = st.floats(allow_nan=False, allow_infinity=False) | st.integers(0, 9)

OVERRIDES: dict[tuple[type, str], st.SearchStrategy[Any]] = {
    (Plan, "format"): st.just(1),
    (Plan, "name"): st.from_regex(r"[a-z][a-z0-9-]{0,5}", fullmatch=True),
    (Plan, "timeout"): POSITIVE,
    (Plan, "jobs"): st.deferred(lambda: st.lists(record(Job), min_size=1, max_size=2).map(tuple)),
    (Job, "id"): NAME,
    (Job, "name"): NAME,
    (Job, "timeout"): POSITIVE,
    (Step, "id"): st.from_regex(r"[a-z0-9-]{1,5}", fullmatch=True),
    (Step, "timeout"): POSITIVE,
    (Retry, "max_attempts"): POSITIVE,
    (Step, "retry_count"): st.integers(0, 9),
    (Image, "reference"): st.sampled_from(["registry.example/web:1", "docker.io/library/python"]),
    (Image, "digest"): DIGEST,
    (Component, "name"): NAME,
    (Component, "digest"): st.sampled_from(["", "0" * 64]),
    (Component, "replicas"): st.integers(0, 9),
    (Environment, "name"): NAME,
    (Port, "container"): PORT,
    (Port, "publish"): st.none() | PORT,
    (HealthCheck, "port"): st.none() | PORT,
    (HealthCheck, "timeout"): POSITIVE,
    (HealthCheck, "interval"): POSITIVE,
    (Stage, "weight"): st.floats(0.5, 100) | st.integers(1, 100),
    (Approval, "required"): POSITIVE,
}


@st.composite
def texts(draw) -> Text:
    """Text in its normal form."""
    parts: list[Any] = []
    holes = st.sampled_from(EXPRESSIONS) | NAME.map(Secret)
    for part in draw(st.lists(TEXT.filter(bool) | holes, max_size=3)):
        if not (parts and isinstance(part, str) and isinstance(parts[-1], str)):
            parts.append(part)
    return Text(tuple(parts))


ARGUMENTS: st.SearchStrategy[Any] = st.recursive(
    texts() | st.integers() | FLOAT | st.booleans() | st.none(),
    lambda inner: (
        st.lists(inner, max_size=2).map(lambda items: ArgumentList(tuple(items)))
        | st.dictionaries(TEXT, inner, max_size=2).map(lambda items: ArgumentMap(tuple(items.items())))
    ),
    max_leaves=4,
)
SCALAR = TEXT | st.integers() | FLOAT | st.booleans() | st.none()
SIMPLE: dict[Any, st.SearchStrategy[Any]] = {
    str: TEXT,
    int: st.integers(-5, 10**6),
    float: FLOAT,
    bool: st.booleans(),
    Text: texts(),
    Expression: st.sampled_from(EXPRESSIONS),
    Argument: ARGUMENTS,
    ArgumentMap: st.dictionaries(TEXT, ARGUMENTS, max_size=3).map(lambda items: ArgumentMap(tuple(items.items()))),
    ParameterValue: SCALAR | st.lists(SCALAR, max_size=2).map(tuple),
    Span: SPANS,
}


@cache
def values(hint: Any) -> st.SearchStrategy[Any]:
    """Values of an annotation."""
    if hint in SIMPLE:
        return SIMPLE[hint]
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Literal:
        return st.sampled_from(arguments)
    if origin in {UnionType, Union}:
        members = [member for member in arguments if member is not NoneType]
        if set(members) <= set(get_args(Expression)):
            return st.none() | SIMPLE[Expression]
        return st.one_of([st.none()] * (NoneType in arguments) + [values(member) for member in members])
    return sequences(arguments) if origin is tuple else record(hint)


def sequences(arguments: tuple[Any, ...]) -> st.SearchStrategy[Any]:
    """Values of `tuple[...]`."""
    if arguments[-1] is not ...:
        return st.tuples(*[values(item) for item in arguments])
    key = (lambda item: item[0]) if keyed(arguments[0]) else None
    return st.lists(values(arguments[0]), max_size=2, unique_by=key).map(tuple)


def keyed(hint: Any) -> bool:
    """Tell whether a list of these is a map in JSON."""
    return hint is Variable or (get_origin(hint) is tuple and get_args(hint)[0] is str)


@cache
def record(cls: Any) -> st.SearchStrategy[Any]:
    """Values of a named tuple."""
    hints = get_type_hints(cls)
    given = {name: OVERRIDES[cls, name] if (cls, name) in OVERRIDES else values(hints[name]) for name in cls._fields}
    return st.builds(cls, **given)


def plans() -> st.SearchStrategy[Plan]:
    """Any plan whose fields have values of their types."""
    return record(Plan)
