"""Fixes: whole or not at all."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compiler.diagnostics import Edit, Fix, Span
from compiler.diagnostics.apply import apply_edits, apply_fixes


def edit(start: int, end: int, text: str, path: str = "p") -> Edit:
    return Edit(Span(path, start, end), text)


def fix(*edits: Edit) -> Fix:
    return Fix("repair", safe=True, edits=edits)


def test_edits_are_made_in_any_order():
    edits = [edit(4, 5, ""), edit(0, 1, "AA"), edit(2, 2, "-")]
    assert apply_edits("abcdef", edits) == "AAb-cdf"
    assert apply_edits("abcdef", reversed(edits)) == "AAb-cdf"


def test_neighbours_do_not_overlap():
    assert apply_edits("abc", [edit(0, 1, "x"), edit(1, 2, "y"), edit(1, 1, "-")]) == "x-yc"


def test_the_same_edit_is_made_once():
    assert apply_edits("abc", [edit(1, 1, "-"), edit(1, 1, "-")]) == "a-bc"


@pytest.mark.parametrize(
    "edits",
    [
        [edit(0, 2, "x"), edit(1, 3, "y")],
        [edit(0, 3, "x"), edit(1, 1, "y")],
        [edit(1, 1, "x"), edit(1, 1, "y")],
        [edit(0, 1, "x"), edit(0, 1, "y")],
        [edit(2, 9, "x")],
        [edit(-1, 1, "x")],
    ],
)
def test_impossible_edits_are_refused(edits):
    with pytest.raises(ValueError, match=r"overlap|outside"):
        apply_edits("abc", edits)


def test_a_fix_is_whole_or_left_out():
    texts = {"p": "abcdef", "q": "xyz"}
    first = fix(edit(0, 2, "1"))
    collides = fix(edit(1, 3, "2"), edit(5, 6, "2"))
    both = fix(edit(5, 6, "3"), edit(0, 1, "3", "q"))
    unknown = fix(edit(3, 4, "4"), edit(0, 1, "4", "absent"))
    changed, made = apply_fixes(texts, [first, collides, both, unknown, fix()])
    assert made == (first, both)
    assert changed == {"p": "1cde3", "q": "3yz"}


def test_files_without_fixes_are_not_named():
    assert apply_fixes({"p": "a"}, []) == ({}, ())


@settings(deadline=None, max_examples=200)
@given(
    st.text(alphabet="abc", max_size=12),
    st.lists(st.tuples(st.integers(0, 12), st.integers(0, 3), st.text(alphabet="XY", max_size=2)), max_size=5),
)
def test_what_no_edit_covers_stays(text, raw):
    fixes = [fix(edit(min(start, len(text)), min(start + length, len(text)), new)) for start, length, new in raw]
    changed, made = apply_fixes({"p": text}, fixes)
    removed = {at for one in made for made_edit in one.edits for at in range(made_edit.span.start, made_edit.span.end)}
    kept = "".join(char for at, char in enumerate(text) if at not in removed)
    result = changed.get("p", text)
    assert "".join(char for char in result if char in "abc") == kept
