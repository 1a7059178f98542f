"""Names that were probably meant."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compiler.diagnostics.nearest import nearest


@pytest.mark.parametrize(
    ("name", "candidates", "expected"),
    [
        ("biuld", ["build", "test"], "build"),
        ("Build", ["build", "builds"], "build"),
        ("build", ["BUILD", "Build"], "Build"),
        ("dependson", ["depends_on", "conditional"], "depends_on"),
        ("depends-on", ["depends_on"], "depends_on"),
        ("retry_cuont", ["retry_count", "retry_policy"], "retry_count"),
        ("tst", ["test", "tests"], "test"),
        ("x", ["y", "z"], None),
        ("ab", ["ba"], "ba"),
        ("deploy", ["test", "build"], None),
        ("tast", ["test", "task"], "task"),
        ("test", ["test"], None),
        ("", ["a"], None),
        ("test", [], None),
    ],
)
def test_nearest(name, candidates, expected):
    assert nearest(name, candidates) == expected
    assert nearest(name, reversed(candidates)) == expected


def test_long_names_are_not_compared():
    started = time.perf_counter()
    assert nearest("x" * 100_000, ["x" * 100_001] * 10) is None
    assert time.perf_counter() - started < 0.1


names = st.text(alphabet="abC_-", min_size=4, max_size=12)


@settings(deadline=None, max_examples=200)
@given(name=names, at=st.integers(0, 10), others=st.lists(st.text(alphabet="xyz", max_size=12)))
def test_a_swap_is_always_found(name, at, others):
    at %= len(name) - 1
    swapped = name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    found = nearest(swapped, [*others, name])
    assert found == (None if swapped == name else name)
