"""`logger`: a line for each line, with its level."""

import pytest

from tests.runtime.actions.bench import perform


@pytest.mark.parametrize(
    ("message", "lines"), [("a", ["a"]), ("a\nb\n", ["a", "b"]), ("", [""]), (1.5, ["1.5"]), (True, ["true"])]
)
def test_it_writes_lines(tmp_path, message, lines):
    done = perform("logger", {"message": message, "level": "warning"}, tmp_path)
    assert done.result.status == "success"
    assert done.lines == [(line, "warning") for line in lines]


@pytest.mark.parametrize("arguments", [{}, {"message": "m", "level": "loud"}, {"message": [1]}])
def test_what_it_cannot_write(tmp_path, arguments):
    done = perform("logger", arguments, tmp_path)
    assert (done.result.status, done.result.failure_class, done.lines) == ("failure", "configuration", [])
