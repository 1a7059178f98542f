"""Manifests: one text for one tree, and nothing of a tampered one is believed."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.artifacts.manifest import Entry, check, decode, encode
from runtime.errors import ArtifactError

A = "a" * 64
NAMES = st.text(st.characters(codec="utf-8", exclude_characters="/\n\0"), min_size=1, max_size=8).filter(
    lambda name: name not in {".", ".."}
)
FILES = st.tuples(NAMES, st.just(A), st.integers(0, 1 << 62), st.booleans()).map(lambda fields: Entry(*fields))
LINKS = st.tuples(NAMES, NAMES).map(lambda fields: Entry(fields[0], link=fields[1]))


@given(st.lists(FILES | LINKS, unique_by=lambda entry: entry.path), st.randoms())
def test_a_tree_has_one_manifest_in_any_order(entries, random):
    text = encode(entries)
    random.shuffle(entries)
    assert encode(entries) == text
    assert decode(text) == tuple(sorted(entries, key=lambda entry: entry.path.encode()))


def test_the_manifest_is_this_text():
    entries = [Entry("b/é", A, 3, executable=True), Entry("a", link="b")]
    assert encode(entries).decode() == (
        '{"format":1,"entries":[{"path":"a","link":"b"},'
        f'{{"path":"b/é","digest":"{A}","size":3,"executable":true}}]}}'
    )


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("", "is empty"), ("/etc/passwd", "is absolute"), ("../x", "plain"), ("a/../../x", "plain"), ("a//b", "plain"),
        ("./a", "plain"), ("a/", "plain"), ("a\nb", "line break"), ("a\0b", "line break"), ("a\udc80", "UTF-8"),
    ],
)  # fmt: skip
def test_a_path_that_leads_out_is_refused(path, reason):
    with pytest.raises(ArtifactError, match=reason):
        check([Entry(path, A)])


@pytest.mark.parametrize(
    "entries",
    [
        [Entry("a", A), Entry("a", A)],
        [Entry("a", link="b"), Entry("a/x", A)],
        [Entry("a/x", A), Entry("a", link="/")],
        [Entry("a/b/c", A), Entry("a/b", A)],
        [Entry("a", link="/etc/passwd")],
    ],
)
def test_what_cannot_be_a_tree_is_refused(entries):
    with pytest.raises(ArtifactError, match="an artifact may not hold"):
        check(entries)


@pytest.mark.parametrize(
    "document",
    [
        [], {}, {"format": 2, "entries": []}, {"format": 1}, {"format": 1, "entries": [1]},
        {"format": 1, "entries": [{"path": 1, "digest": A, "size": 0}]},
        {"format": 1, "entries": [{"path": "a", "digest": "x", "size": 0}]},
        {"format": 1, "entries": [{"path": "a", "digest": "../../../../etc/passwd", "size": 0}]},
        {"format": 1, "entries": [{"path": "a", "digest": A, "size": -1}]},
        {"format": 1, "entries": [{"path": "a", "digest": A, "size": True}]},
        {"format": 1, "entries": [{"path": "a", "link": ""}]},
        {"format": 1, "entries": [{"path": "a", "link": 5}]},
        {"format": 1, "entries": None},
    ],
)  # fmt: skip
def test_what_is_no_manifest_is_told(document):
    with pytest.raises(ArtifactError):
        decode(json.dumps(document).encode())


@given(st.binary(max_size=60))
def test_any_bytes_are_told(data):
    with pytest.raises(ArtifactError):
        decode(data)


def test_deep_json_is_told():
    with pytest.raises(ArtifactError):
        decode(b"[" * 1_000_000)
