"""Which file of one side is which of the other."""

from pipec.reviewing.wrapping import wrapped
from pipec.sides.pairing import Pair, join, pair_up
from pipec.sides.revision import Item, parse_tree
from pipec.sides.tree import Entry, take


def joined(pairs, old, new):
    return join(pairs, old.get, new.get)


def test_by_path():
    assert pair_up(["b", "a"], ["b", "c"]) == [Pair("a", None), Pair("b", "b"), Pair(None, "c")]


def test_by_key():
    pairs = [Pair("a", None), Pair("b", "b"), Pair(None, "c"), Pair(None, "d")]
    assert joined(pairs, {"a": 1}, {"c": 1, "d": 2}) == [Pair("b", "b"), Pair("a", "c"), Pair(None, "d")]


def test_what_is_not_clear_is_not_joined():
    pairs = [Pair("a", None), Pair("b", None), Pair(None, "c"), Pair(None, "d")]
    assert joined(pairs, {"a": 1, "b": 1}, {"c": 1, "d": 2}) == pairs
    assert joined(pairs, {"a": 1, "b": 2}, {"c": 1, "d": 1}) == pairs
    assert joined(pairs, {}, {}) == pairs


class Files:
    label = "files"

    def __init__(self, **entries):
        self.entries = {name.replace("__", "/"): entry for name, entry in entries.items()}

    def entry(self, path):
        return self.entries.get(path)

    def pipelines(self, folder):
        return iter(())


def test_links_are_followed_as_far_as_they_stay_inside():
    link = lambda target: Entry("link", target)  # noqa: E731 - shorter than a function
    files = Files(
        a=Entry("folder"), a__b=Entry("file", b"x"), c=link(b"a"), d=link(b"c/b"), e=link(b"../a/b"), f=link(b"/a/b"),
        g=link(b"g"), a__h=link(b"../a/../d"), i=link(b"b/x"),
    )  # fmt: skip
    for path, ends in {"a/b": True, "c/b": True, "d": True, "a/h": True, "./a//b": True, "a/../d": True}.items():
        assert (take(files, path, {}) == Entry("file", b"x")) is ends
    for path in ("e", "f", "g", "i", "a", "..", "../a/b", "a/b/c", "none", ""):
        assert take(files, path, {}) is None
    taken = {}
    take(files, "d", taken)
    assert sorted(taken) == ["a/b", "c", "d"]


def test_tree_objects():
    data = b"100644 a b\0" + b"\1" * 20 + b"40000 \xff\0" + b"\2" * 20
    assert parse_tree(data, 20) == {"a b": Item("100644", "01" * 20), "\udcff": Item("40000", "02" * 20)}
    assert parse_tree(b"", 20) == {}


def test_text_is_broken_between_words():
    assert wrapped("one two three", 7) == ["one two", "three"]
    assert wrapped("one two three", 3) == ["one", "two", "three"]
    assert wrapped("", 5) == [""]
    assert wrapped("one two", 0) == ["one two"]
