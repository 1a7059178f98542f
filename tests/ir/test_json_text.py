"""Our writer of indented JSON says what the standard library's says."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compiler.ir.json_text import indented

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(VALUES)
def test_it_is_what_json_dumps_writes(value):
    assert indented(value) == json.dumps(value, ensure_ascii=False, allow_nan=False, indent=2)


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_is_refused(number):
    with pytest.raises(ValueError, match="JSON"):
        indented({"a": [number]})
