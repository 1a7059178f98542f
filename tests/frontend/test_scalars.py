"""Every part of every scalar is found again in the source."""

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compiler.driver import Request, lint
from compiler.frontend.scalars import locate, trace
from compiler.frontend.tree import Mapping, Node, Scalar, Sequence
from compiler.frontend.yaml import load_tree
from compiler.source import Source

DOCUMENTS = [
    "a: plain text\n",
    "a: folded\n  over\n\n  lines  \n\n\n  end # comment\n",
    "a: 'it''s'\nb: 'one\n\n  two  \n  three'\n",
    'a: "tab\\t x\\x41 \\u00e9 \\U0001F389 \\\\ \\" \\/ \\_ \\N end"\n',
    'a: "one \\\n   two\\\n\n  three\n  four\n\n  five  "\n',
    "a: |\n  one\n  two\n",
    "a: |\n  one",
    "a: |-\n\n\n  foo  \n   \n",
    "a: |+\n  one\n\n \n\nb: x\n",
    "a: >\n  one\n  two\n\n  three\n    more\n    indented\n  back\n\n\n  end\n",
    "a: >-\n  one\n   two\n\n   three\n  \n  four\n",
    "a:\n  - b:\n      |2 # explicit\n          x\n        y\n",
    "a: |1\n  x\n y\n",
    "a: >+2\n   one\n  two\n\n",
    "a: |\nb: >\n\nc: |+\n\n\n",
    "a: |\n  日本語 é\n  🎉 x\n",
    "&a !!str 'x y': !!str &b |\n  z\n",
    "- |\n a\n \tb\n  c\n- >\n a\n \tb\n c\n",
    "a: {b: one\n  two, c: 'x\n\n  y'}\n",
]


def scalars(node: Node) -> list[Scalar]:
    if isinstance(node, Scalar):
        return [node]
    if isinstance(node, Sequence):
        return [found for item in node for found in scalars(item)]
    if isinstance(node, Mapping):
        return [found for entry in node for found in [entry.key, *scalars(entry.value)]]
    return []


def check(text: str) -> int:
    source = Source("p", text)
    root, _ = load_tree(source)
    found = scalars(root)
    for scalar in found:
        pieces = trace(source, scalar)
        assert pieces is not None, (text, scalar)
        assert "".join(piece.char for piece in pieces) == scalar.text
        assert all(before.end <= after.start for before, after in pairwise(pieces))
        for at, piece in enumerate(pieces):
            assert locate(source, scalar, at, at + 1)[1:] == (piece.start, piece.end)
            written = text[piece.start : piece.end]
            assert piece.char in {written, "\n", " "} or written[0] in "\\'", (text, piece)
    return len(found)


@pytest.mark.parametrize("text", DOCUMENTS)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_character_is_found(text, newline):
    assert check(text.replace("\n", newline))


lines = st.text(alphabet="ab é🎉'\"\\#-:\t", max_size=8)


@settings(deadline=None, max_examples=200)
@given(
    header=st.sampled_from(["|", ">", "|-", ">+", "|+", ">-", "|2", ">2-", "> # c"]),
    body=st.lists(st.tuples(st.integers(0, 3), lines), max_size=6),
    newline=st.sampled_from(["\n", "\r\n", "\r"]),
    end=st.booleans(),
)
def test_random_blocks(header, body, newline, end):
    content = newline.join(" " * (2 + extra) + line for extra, line in body)
    check(f"k: {header}{newline}{content}" + f"{newline}z: 1" * end)


@settings(deadline=None, max_examples=200)
@given(
    quote=st.sampled_from(["'", '"', ""]),
    body=st.lists(st.text(alphabet="abé🎉 '\\n\t/x4", max_size=8), min_size=1, max_size=5),
    newline=st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_random_flow_scalars(quote, body, newline):
    check(f"k: {quote}{(newline + ' ').join(body)}{quote}")


def test_a_word_in_a_script():
    text = "jobs:\n  script: |\n    make é\n    make test\n"
    source = Source("p", text)
    script = scalars(load_tree(source)[0])[-1]
    at = script.text.index("test")
    span = locate(source, script, at, at + 4)
    assert text[span.start : span.end] == "test"
    assert source.position(span.start) == (4, 10)


def test_an_empty_range_is_a_place():
    source = Source("p", "a: 'x''y'\nb: ''\n")
    _, scalar, _, empty = scalars(load_tree(source)[0])
    assert locate(source, scalar, 1, 1)[1:] == (5, 5)
    assert locate(source, scalar, 3, 3)[1:] == (8, 8)
    assert locate(source, empty, 0, 0)[1:] == (14, 14)


def test_a_range_outside_is_the_whole_scalar():
    source = Source("p", "a: >\n x\n y\n")
    scalar = scalars(load_tree(source)[0])[1]
    assert locate(source, scalar, 0, 99) == scalar.span


def test_many_findings_in_one_long_script_are_located_in_good_time(tmp_path):
    """Each decoded the whole script again once: minutes for four thousand lines."""
    lines = "".join(f"          echo $V{number}\n" for number in range(4_000))
    text = f"version: 1\nname: shop\njobs:\n  a:\n    steps:\n      - script: |\n{lines}"
    request = Request(f"{tmp_path}/pipeline.yaml", Source("pipeline.yaml", text), str(tmp_path))
    begun = time.perf_counter()
    assert [item.code for item in lint(request).diagnostics] == ["PC411"] * 4_000
    assert time.perf_counter() - begun < 20
