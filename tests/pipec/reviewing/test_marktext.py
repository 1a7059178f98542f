"""Text of anybody in a comment: read as CommonMark, it must be that text and nothing else."""

import html as html_
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from compiler.diagnostics.terminal import visible
from pipec.reviewing.marktext import code, fenced, html, plain, said
from tests.pipec.reviewing.makers import HOSTILE

READ = MarkdownIt("gfm-like", {"linkify": False, "html": True})
TEXTS = st.text(st.sampled_from("`*_[]()<>!@#&~|$%^\\ \n\ta1/:.-+=\"'{}\u202e\x1b"), max_size=30)


def shown(markdown):
    """What a reader sees of one line, and the kinds of tokens that make it."""
    tokens = READ.parse(f"- x {markdown} x")
    inline = [token for token in tokens if token.type == "inline"]
    assert len(inline) == 1, [token.type for token in tokens]
    kinds = {child.type for child in inline[0].children}
    text = "".join(
        html_.unescape(child.content) if child.type == "html_inline" else child.content for child in inline[0].children
    )
    return text.removeprefix("x ").removesuffix(" x"), kinds


def one_line(text):
    return visible(" ".join(re.split(r"[\r\n\t]+", text)))


@given(TEXTS)
@settings(max_examples=400, deadline=None)
def test_plain_text_is_text(text):
    found, kinds = shown(plain(text))
    assert kinds <= {"text", "text_special"}
    assert found.replace("\u2060", "") == one_line(text) or not text.strip()


@given(TEXTS)
@settings(max_examples=400, deadline=None)
def test_code_is_code(text):
    found, kinds = shown(code(text))
    if one_line(text).strip():
        assert kinds <= {"text", "code_inline"}
        assert found == one_line(text)


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_what_is_said_is_code_and_text(text):
    _, kinds = shown(said(text) or "x")
    assert kinds <= {"text", "code_inline", "html_inline"}


@given(st.lists(TEXTS, max_size=5))
@settings(max_examples=200, deadline=None)
def test_nothing_ends_a_block(lines):
    block = fenced([line.replace("\n", " ") for line in lines], "diff")
    tokens = READ.parse("\n".join([*block, "", "end"]))
    assert [token.type for token in tokens] == ["fence", "paragraph_open", "inline", "paragraph_close"]


@pytest.mark.parametrize(
    "text",
    ["@ann", "a@ann", "#12", "acme/shop#5", "!3", "GH-4", "%5", '~"bug"', "~bug", "$7", "https://x.y", "www.x.y", "&6"],
)
def test_nobody_is_called(text):
    found, _ = shown(plain(text))
    assert re.search(r"(?<!\w)[@#!%~$&][\w\"]|GH-\d|://|www\.", found) is None
    assert found.replace("\u2060", "") == text


def test_hostile_text():
    for make in (plain, code):
        _, kinds = shown(make(HOSTILE))
        assert kinds <= {"text", "text_special", "code_inline"}
    inline = next(token for token in READ.parse(f"- {said(HOSTILE)}") if token.type == "inline")
    assert {child.content for child in inline.children if child.type == "html_inline"} <= {"<code>", "</code>"}
    assert "<img" not in html(HOSTILE)
    assert "\n" not in html(HOSTILE)


def test_names_in_backticks():
    assert said("`a` becomes `b|c`") == "`a` becomes `b|c`"
    assert said("one ` alone @x") == "one \\` alone &#64;\u2060x"
