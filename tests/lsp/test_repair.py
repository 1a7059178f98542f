"""Broken texts made readable, everything else in its place."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compiler.frontend.tree import Mapping
from compiler.source import Source
from pipec.lsp.repair import repair

GOOD = "version: 1\nname: shop\njobs:\n  build:\n    steps:\n      - script: make\n  test:\n    steps: []\n"


@pytest.mark.parametrize(
    "line",
    [
        "    depends_on: [bu",
        "    depends_on: {bu",
        "    te st",
        "    a: b: c",
        "    a: 'b",
        '    a: "b',
        "\ta: b",
        "   a: b",
        "    a: @b",
        "    a: *",
        "    ]",
        "    - a",
        "    a: &",
        "    ? [",
        "    a: ${{ b",
        "    a: !<",
    ],
)
def test_one_broken_line(line):
    lines = GOOD.splitlines()
    text = "\n".join([*lines[:4], line, *lines[4:]]) + "\n"
    source, tree = repair(Source("p", text))
    assert len(source.text) == len(text)
    assert isinstance(tree, Mapping)
    assert tree.get("jobs").entry("test").key.span.start == text.index("test")


def test_a_good_text_is_left_alone():
    source = Source("p", GOOD)
    assert repair(source)[0] is source


@settings(deadline=None, max_examples=60)
@given(st.integers(0, len(GOOD)), st.text(alphabet="[]{}'\"&*!|>-:#,%@ \t\r\nab😀\ud800", max_size=4))
def test_lengths_and_line_ends_stay(at, typed):
    text = GOOD[:at] + typed + GOOD[at:]
    source, _ = repair(Source("p", text))
    assert len(source.text) == len(text)
    assert [char for char in source.text if char in "\r\n"] == [char for char in text if char in "\r\n"]
