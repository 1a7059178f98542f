"""Marks of the step program in a task's output: found however the output comes in pieces."""

import re
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from runtime.executors.nomad.marks import Mark, Marks

PIECES = st.lists(
    st.one_of(
        st.sampled_from(
            [
                b"\x1epipec begin s 1\x1e\n",
                b"\x1epipec end s 1 0 success\x1e\n",
                b"\x1epipec done s failure 3 code\x1e\n",
                b"\x1epipec done s failure\x1e\n",
                b"\x1epipec begin s x\x1e\n",
                b"\x1epipec ",
                b"\x1e",
                b"\n",
                b"\x1epipec begin " + b"s" * 400 + b" 1\x1e\n",
                b"a line\n",
            ]
        ),
        st.binary(max_size=12),
    ),
    max_size=12,
)
_LINE = re.compile(rb"\x1epipec ((?:begin|end|done) [^\x1e\n]*)\x1e\n")
_KINDS = {
    "begin": re.compile(r"\S{1,200} \d{1,9}"),
    "end": re.compile(r"\S{1,200} \d{1,9} \d{1,9} \w{1,20}"),
    "done": re.compile(r"\S{1,200} [a-z]{1,20} \d{1,9} \w{1,20}"),
}


def told(chunks):
    """Return what comes out: texts between marks joined."""
    marks, found = Marks(), []
    for chunk in chunks:
        found.extend(marks.feed(chunk))
    found.append(marks.rest())
    joined = []
    for piece in found:
        if isinstance(piece, bytes) and joined and isinstance(joined[-1], bytes):
            joined[-1] += piece
        elif piece != b"":
            joined.append(piece)
    return joined


def written(pieces):
    """Return the bytes that the pieces were made of."""
    return b"".join(
        piece
        if isinstance(piece, bytes)
        else f"\x1epipec {' '.join((piece.kind, piece.step, *piece.words))}\x1e\n".encode()
        for piece in pieces
    )


@given(PIECES, st.lists(st.integers(0, 2000), max_size=20))
def test_any_chunks_say_the_same(pieces, cuts):
    data = b"".join(pieces)
    places = sorted({min(cut, len(data)) for cut in cuts} | {0, len(data)})
    chunks = [data[start:end] for start, end in pairwise(places)]
    assert told(chunks) == told([data])
    assert told([data[at : at + 1] for at in range(len(data))]) == told([data])


@given(PIECES)
def test_nothing_is_lost(pieces):
    data = b"".join(pieces)
    found = told([data])
    if all(byte < 128 for byte in data):
        assert written(found) == data
    marks = [piece for piece in found if isinstance(piece, Mark)]
    expected = []
    for line in _LINE.finditer(data):
        kind, _, rest = line[1].decode(errors="replace").partition(" ")
        if _KINDS[kind].fullmatch(rest):
            expected.append((kind, *rest.split(" ")))
    assert [(mark.kind, mark.step, *mark.words) for mark in marks] == expected


def test_what_only_looks_like_a_mark_is_text():
    for text in (b"\x1epipec end s 1\x1e\n", b"\x1epipec begin s one\x1e\n", b"\x1epipec stop s 1\x1e\n"):
        assert told([text]) == [text]


def test_what_may_be_a_mark_is_held_back_and_no_more():
    marks = Marks()
    assert list(marks.feed(b"text\x1epipec beg")) == [b"text"]
    assert list(marks.feed(b"in s 1\x1e")) == []
    assert list(marks.feed(b"\nmore")) == [Mark("begin", "s", ("1",)), b"more"]
    assert b"".join(marks.feed(b"\x1epipec " + b"x" * 1000)).startswith(b"\x1epipec x")
