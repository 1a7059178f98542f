"""The comparer itself: whatever differs is told, and an update leaves nothing stale."""

import pytest

from tests.golden.bundles import check_tree, differences, read_tree, write_tree

TREE = {"a.txt": (b"one\ntwo\n", False), ".hidden": (b"", False), "bin/run.sh": (b"#!/bin/sh\n", True)}


def test_a_tree_is_read_as_it_was_written(tmp_path):
    write_tree(tmp_path / "t", TREE)
    assert read_tree(tmp_path / "t") == TREE
    check_tree(tmp_path / "t", TREE, update=False)


def test_a_folder_that_is_not_there_is_an_empty_tree(tmp_path):
    assert read_tree(tmp_path / "t") == {}


@pytest.mark.parametrize(
    ("path", "entry", "told"),
    [
        (
            "a.txt",
            (b"one\n2\n", False),
            "changed: a.txt\n--- expected\n+++ compiled now\n@@ -1,2 +1,2 @@\n one\n-two\n+2\n",
        ),
        ("a.txt", (b"one\ntwo", False), "-two\n+two\n\\ no newline at the end\n"),
        ("a.txt", (b"one\r\ntwo\n", False), "-one\n+one\\r\n two\n"),
        ("a.txt", (b"one\ntwo\n", True), "mode: a.txt may now be executed\n"),
        ("bin/run.sh", (b"#!/bin/sh\n", False), "mode: bin/run.sh may no longer be executed\n"),
        ("bin/new", (b"", False), "extra: bin/new was written and is not expected\n"),
        (".hidden", None, "missing: .hidden is expected and was not written\n"),
    ],
)
def test_each_difference_is_told_alone(path, entry, told):
    actual = {**TREE, path: entry} if entry else {name: each for name, each in TREE.items() if name != path}
    (text,) = differences(TREE, actual)
    assert text.endswith(told)


def test_bytes_that_are_no_text_are_compared_too():
    (text,) = differences({"a": (b"\xff", False)}, {"a": (b"\xfe", False)})
    assert "-\\xff\n" in text
    assert "+\\xfe\n" in text


def test_a_long_difference_is_cut():
    old, new = (b"".join(b"%d%d\n" % (number, salt) for number in range(500)) for salt in (1, 2))
    (text,) = differences({"a": (old, False)}, {"a": (new, False)})
    assert text.endswith("more lines\n")
    assert text.count("\n") < 70


def test_a_difference_fails_and_an_update_removes_what_is_stale(tmp_path):
    write_tree(tmp_path / "t", TREE)
    smaller = {"a.txt": (b"three\n", False)}
    with pytest.raises(AssertionError, match=r"missing: bin/run\.sh"):
        check_tree(tmp_path / "t", smaller, update=False)
    check_tree(tmp_path / "t", smaller, update=True)
    assert read_tree(tmp_path / "t") == smaller
    assert not (tmp_path / "t" / "bin").exists()
