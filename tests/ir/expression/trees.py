"""Random expression trees, mostly well typed, and what to compare them by."""

from collections.abc import Mapping

from hypothesis import strategies as st

from compiler.ir.expression import (
    ANY,
    BOOLEAN,
    NULL,
    NUMBER,
    STRING,
    Array,
    Binary,
    Call,
    Expression,
    Index,
    Literal,
    Member,
    Object,
    Root,
    Type,
    Unary,
)

VALUES: Mapping[str, object] = {
    "params": {
        "n": 3,
        "half": 0.5,
        "zero": 0,
        "s": "a-b-c",
        "empty": "",
        "digits": "12",
        "yes": True,
        "no": False,
        "nothing": None,
        "zones": ["eu", "us", "a-b"],
        "counts": (1, 2.5, 3),
        "record": {"name": "x", "size": 2, "odd name": "y"},
    },
    "env": {"A": "alpha", "N": "7", "E": ""},
}
TYPES: Mapping[str, Type] = {
    "params": Object(
        (
            ("n", NUMBER),
            ("half", NUMBER),
            ("zero", NUMBER),
            ("s", STRING),
            ("empty", STRING),
            ("digits", STRING),
            ("yes", BOOLEAN),
            ("no", BOOLEAN),
            ("nothing", NULL),
            ("zones", Array(STRING)),
            ("counts", Array(NUMBER)),
            ("record", Object((("name", STRING), ("size", NUMBER), ("odd name", STRING)))),
        )
    ),
    "env": Object((("A", STRING), ("N", STRING), ("E", STRING))),
    "any": ANY,
}


def bare(node: Expression) -> object:
    """Return what is equal for trees that are equal but for positions; named tuples alone forget their class."""
    if isinstance(node, Literal):
        return ("Literal", type(node.value).__name__, node.value)
    fields = [value for name, value in zip(node._fields, node, strict=True) if name not in {"start", "end"}]
    return (type(node).__name__, *(_field(value) for value in fields))


def _field(value: object) -> object:
    if isinstance(value, Literal | Root | Member | Index | Call | Unary | Binary):
        return bare(value)
    return [bare(item) for item in value] if isinstance(value, tuple) else value


def param(name: str) -> Member:
    return Member(Root("params"), name)


def env(name: str) -> Member:
    return Member(Root("env"), name)


_texts = st.text(alphabet="ab-'{}\" \n0ß", max_size=5)
_strings = st.one_of(
    st.builds(Literal, _texts),
    st.sampled_from([param("s"), param("empty"), param("digits"), env("A"), env("N"), env("E"), env("UNSET")]),
    st.just(Index(param("record"), Literal("odd name"))),
)
_integers = st.builds(Literal, st.integers(-5, 5) | st.sampled_from([2**62, -(2**63) + 1, 10**6]))
_floats = st.builds(Literal, st.sampled_from([0.5, -2.25, 1e-7, 1e300, 2.0**70]))
_numbers = st.one_of(_integers, _floats, st.sampled_from([param("n"), param("half"), param("zero")]))
_booleans = st.one_of(st.builds(Literal, st.booleans()), st.sampled_from([param("yes"), param("no")]))
_arrays = st.sampled_from([param("zones"), param("counts"), Call("fromJSON", (Literal("[1,[2],null]"),))])
_status = st.sampled_from([Call("success", ()), Call("failure", ()), Call("always", ())])


def _call(name: str, *arguments: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    method = st.booleans() if arguments else st.just(False)
    return st.builds(lambda items, how: Call(name, items, 0, 0, how), st.tuples(*arguments), method)


def _binary(operators: str, left: st.SearchStrategy[Expression], right: st.SearchStrategy[Expression]):
    return st.builds(Binary, st.sampled_from(operators.split()), left, right)


def _grow(kinds: tuple[st.SearchStrategy[Expression], ...]) -> tuple[st.SearchStrategy[Expression], ...]:
    strings, numbers, booleans, arrays = kinds
    scalars = strings | numbers | booleans | st.just(Literal(None))
    noise = st.one_of(*kinds)
    numeric = numbers | strings
    return (
        st.one_of(
            strings,
            _binary("+", strings, scalars),
            _binary("+", scalars, strings),
            _call("lower", strings),
            _call("upper", strings),
            _call("replace", strings, strings, strings),
            _call("replaceFirst", strings, strings, strings),
            _call("join", arrays, strings),
            _call("join", arrays),
            _call("format", st.just(Literal("{}-{{{}")), scalars, scalars),
            _call("toJSON", noise),
            _call("default", strings, strings),
            _call("orElse", strings, strings),
            _call("ifSet", strings, strings),
            st.builds(Index, arrays, numbers),
            noise,
        ),
        st.one_of(
            numbers,
            _binary("+", numbers, numbers),
            _binary("- * / %", numeric, numeric),
            st.builds(Unary, st.just("-"), numeric),
            _call("length", strings | arrays),
            _call("default", numbers, noise),
        ),
        st.one_of(
            booleans,
            _status,
            _binary("== !=", noise, noise),
            _binary("== !=", strings, strings),
            _binary("< <= > >=", numeric, numeric),
            _binary("&& ||", booleans, booleans),
            st.builds(Unary, st.just("!"), booleans),
            _call("contains", strings, strings),
            _call("contains", arrays, scalars),
            _call("startsWith", strings, strings),
            _call("endsWith", strings, strings),
            _call("default", booleans, booleans),
        ),
        st.one_of(arrays, _call("split", strings, strings)),
    )


def expressions(levels: int = 3) -> st.SearchStrategy[Expression]:
    """Return random trees of all kinds."""
    kinds: tuple[st.SearchStrategy[Expression], ...] = (_strings, _numbers, _booleans, _arrays)
    for _ in range(levels):
        kinds = _grow(kinds)
    return st.one_of(*kinds)
