"""How things are named in messages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compiler.frontend.wording import listed, one_edit_apart, quote, with_article

words = st.text("abc_-", max_size=6)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("timout", "timeout"),
        ("tiemout", "timeout"),
        ("timeoutt", "timeout"),
        ("Time-Out", "time_out"),
        ("xmage", "image"),
    ],
)
def test_one_edit(left, right):
    assert one_edit_apart(left, right)
    assert one_edit_apart(right, left)


@pytest.mark.parametrize(
    ("left", "right"), [("needs", "depends_on"), ("tmout", "timeout"), ("abcd", "badc"), ("", "ab")]
)
def test_more_than_one_edit(left, right):
    assert not one_edit_apart(left, right)


def edits(word):
    """Every word that one edit makes of another, written down plainly."""
    word = word.replace("-", "_")
    yield word
    for at in range(len(word) + 1):
        for letter in "abc_":
            yield word[:at] + letter + word[at:]
            yield word[:at] + letter + word[at + 1 :]
        yield word[:at] + word[at + 1 :]
        yield word[:at] + word[at : at + 2][::-1] + word[at + 2 :]


@given(words, words)
def test_one_edit_is_what_one_edit_makes(left, right):
    assert one_edit_apart(left, right) == (right.replace("-", "_") in set(edits(left)))


@pytest.mark.parametrize(
    ("noun", "phrase"),
    [
        ("job", "a job"),
        ("integer", "an integer"),
        ("HTTP status", "an HTTP status"),
        ("text", "text"),
        ("text or list", "a text or list"),
    ],
)
def test_articles(noun, phrase):
    assert with_article(noun) == phrase


def test_enumerations():
    assert listed([]) == ""
    assert listed(["a"]) == "`a`"
    assert listed(["a", "b", "c"], "or") == "`a`, `b` or `c`"


def test_long_and_strange_texts_stay_one_short_line():
    assert quote("a\nb") == "`a…`"
    assert quote("x" * 41) == "`" + "x" * 40 + "…`"
    assert quote("it is `x`") == "`it is 'x'`"
