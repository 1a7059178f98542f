"""Lines: ended by line feeds and lone carriage returns, of bounded length, of whole characters, in any chunks."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.logs.line import Line
from runtime.logs.lines import LONGEST, LineSplitter


def split(*chunks):
    splitter = LineSplitter("r", "j", "s", 1)
    lines = [line.message for chunk in chunks for line in splitter.feed(5, "stdout", chunk)]
    return lines + [line.message for line in splitter.finish(6)]


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        (b"", []),
        (b"a\nb\n", ["a", "b"]),
        (b"a\n\nb", ["a", "", "b"]),
        (b"a\r\nb\r\r\n\r\n", ["a", "b", ""]),
        (b"10%\r20%\r100%\ndone\n", ["10%", "20%", "100%", "done"]),
        (b"\r10%\r\r20%\r\n", ["10%", "20%"]),
        (b"\r\r", []),
        (b"\xff\xc3\xa4\xc3\n\xe2\x82", ["\ufffdä\ufffd", "\ufffd"]),
        (b"nul \0 and \x1b[1mbold\n", ["nul \0 and \x1b[1mbold"]),
        (b"one\x0bline\xe2\x80\xa8only\n", ["one\x0bline\u2028only"]),
    ],
)
def test_lines(data, lines):
    assert split(data) == lines
    assert split(*(data[at : at + 1] for at in range(len(data)))) == lines


@given(st.text("a\r\n\u20ac", max_size=40).map(str.encode), st.lists(st.integers(0, 60), max_size=6))
def test_the_same_bytes_give_the_same_lines_in_any_chunks(data, cuts):
    cuts = sorted(min(cut, len(data)) for cut in cuts)
    chunks = [data[start:end] for start, end in zip([0, *cuts], [*cuts, len(data)], strict=True)]
    physical = re.split("\n", data.decode())
    expected = [part for line in physical[:-1] for part in [p for p in line.split("\r") if p] or [""]]
    expected += [part for part in physical[-1].split("\r") if part]
    assert split(*chunks) == split(data) == expected


@pytest.mark.parametrize("length", [LONGEST - 1, LONGEST, LONGEST + 1, 3 * LONGEST, 3 * LONGEST + 7])
@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n", b"\nmore"])
def test_a_line_without_end_is_cut(length, end):
    data = b"x" * length + end
    lines = split(data)
    assert lines == split(*(data[at : at + 10_007] for at in range(0, len(data), 10_007)))
    cut = [line for line in lines if line != "more"]
    assert "".join(cut) == "x" * length
    assert {len(line) for line in cut[:-1]} <= {LONGEST}
    assert 0 < len(cut[-1]) <= LONGEST


def test_streams_do_not_mix_and_lines_say_whose_they_are():
    splitter = LineSplitter("run", "job", "step", 2, container="c0ffee", correlation="k")
    assert list(splitter.feed(1, "stdout", b"out")) == []
    assert list(splitter.feed(2, "stderr", b"err\n")) == [
        Line(2, "info", "run", "job", "step", 2, "stderr", "err", "c0ffee", "k")
    ]
    (said,) = splitter.feed(3, "system", b"said\n", "warning")
    assert (said.stream, said.level) == ("system", "warning")
    (rest,) = splitter.finish(4)
    assert rest == Line(4, "info", "run", "job", "step", 2, "stdout", "out", "c0ffee", "k")
    assert list(splitter.finish(5)) == []


def test_what_is_kept_of_a_line_without_end_is_bounded():
    splitter = LineSplitter("r", "j", "s", 1)
    for _ in range(100):
        for _ in splitter.feed(1, "stdout", b"x" * 50_000):
            pass
        assert len(splitter._streams["stdout"]._rest) <= LONGEST
