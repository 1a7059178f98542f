"""JSON lines: each is one object on one line, of ASCII, with the time to the millisecond."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.logs.json_lines import LineEncoder
from runtime.logs.line import Line

LINE = Line(0, "info", "r", "j", "s", 1, "stdout", "hello")


@given(
    st.lists(
        st.builds(
            Line,
            st.integers(0, 253_402_300_799_999),
            st.sampled_from(["info", "error"]),
            st.text(min_size=1, max_size=4),
            st.text(min_size=1, max_size=4),
            st.text(max_size=4),
            st.integers(1, 3),
            st.sampled_from(["stdout", "system"]),
            st.text(max_size=20),
            st.text(max_size=3),
        ),
        max_size=8,
    )
)
def test_each_line_says_what_it_is_whatever_was_written_before(lines):
    encoder = LineEncoder()
    for line in lines:
        text = encoder.encode(line)
        assert text.isascii()
        assert text.count("\n") == 1
        assert text.endswith("}\n")
        data = json.loads(text)
        assert data.pop("timestamp").endswith(f".{line.time % 1000:03}Z")
        told = {name: value for name, value in line._asdict().items() if value != "" or name == "message"}
        del told["time"]
        assert data == told


@pytest.mark.parametrize(
    ("time", "text"),
    [
        (0, "1970-01-01T00:00:00.000Z"),
        (1_700_000_000_007, "2023-11-14T22:13:20.007Z"),
        (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
    ],
)
def test_times(time, text):
    assert json.loads(LineEncoder().encode(LINE._replace(time=time)))["timestamp"] == text


def test_what_is_kept_of_many_steps_is_bounded():
    encoder = LineEncoder()
    for number in range(10_000):
        assert f'"job":"{number}"' in encoder.encode(LINE._replace(job=str(number)))
    assert len(encoder._heads) <= 4096
