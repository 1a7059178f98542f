"""Offsets and places, in every unit, with every kind of line break and character."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compiler.source import Source
from pipec.lsp.positions import ENCODINGS, Change, Lines, Place, Range, apply_change

TEXTS = st.text(alphabet=st.sampled_from("a é漢😀\r\n\t\x0b\x0c\x85\u2028\ud800:"), max_size=30)


@given(TEXTS, st.sampled_from(ENCODINGS), st.data())
def test_there_and_back(text, encoding, data):
    offset = data.draw(st.integers(0, len(text)))
    lines = Lines(Source("", text), encoding)
    place = lines.place(offset)
    # Between the two characters of a line break there is no place: it is the end of the line.
    inside_break = text[offset - 1 : offset + 1] == "\r\n"
    assert lines.offset(place) == (offset - 1 if inside_break else offset)


@pytest.mark.parametrize(("encoding", "character"), [("utf-8", 9), ("utf-16", 6), ("utf-32", 5)])
def test_units(encoding, character):
    lines = Lines(Source("", "x: é😀b\n"), encoding)
    assert lines.place(5) == (0, character)


def test_what_lies_behind_a_line_is_its_end():
    lines = Lines(Source("", "ab\r\ncd"), "utf-16")
    assert lines.offset(Place(0, 99)) == 2
    assert lines.offset(Place(1, 99)) == 6
    assert lines.offset(Place(9, 0)) == 6


def test_a_place_inside_a_character_is_its_beginning():
    assert Lines(Source("", "😀x"), "utf-16").offset(Place(0, 1)) == 0
    assert Lines(Source("", "😀x"), "utf-8").offset(Place(0, 3)) == 0


@pytest.mark.parametrize(("encoding", "units"), [("utf-8", 3), ("utf-16", 1), ("utf-32", 1)])
def test_a_byte_order_mark_counts_on_the_first_line_alone(encoding, units):
    lines = Lines(Source("", "ab\ncd"), encoding, mark=True)
    assert lines.place(1) == (0, 1 + units)
    assert lines.place(4) == (1, 1)
    assert lines.offset(Place(0, 1 + units)) == 1


@given(TEXTS, TEXTS, st.sampled_from(ENCODINGS), st.data())
def test_a_change_replaces_a_range(text, new, encoding, data):
    lines = Lines(Source("", text), encoding)
    ends = sorted(data.draw(st.lists(st.integers(0, len(text)), min_size=2, max_size=2)))
    start, end = (lines.offset(lines.place(each)) for each in ends)
    change = Change(Range(lines.place(start), lines.place(end)), new)
    assert apply_change(text, change, encoding) == text[:start] + new + text[end:]


def test_a_change_without_a_range_is_the_whole_text():
    assert apply_change("abc", Change(None, "x"), "utf-16") == "x"
