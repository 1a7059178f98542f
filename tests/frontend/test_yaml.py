"""The located tree: what it holds, and where."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compiler.diagnostics import Diagnostic
from compiler.frontend.tree import Broken, Mapping, Node, Scalar, Sequence
from compiler.frontend.yaml import MAX_DEPTH, load_tree
from compiler.source import Source


def load(text: str) -> tuple[Node, tuple[Diagnostic, ...]]:
    return load_tree(Source("p", text))


def clean(text: str) -> Mapping:
    root, diagnostics = load(text)
    assert [d for d in diagnostics if d.code != "PC030"] == []
    assert isinstance(root, Mapping)
    return root


def plain(node: Node) -> object:
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return [plain(item) for item in node]
    if isinstance(node, Mapping):
        return {entry.key.text: plain(entry.value) for entry in node}
    return None


def written(text: str, node: Node) -> str:
    return text[node.span.start : node.span.end]


def used(text: str, node: Node) -> str | None:
    return None if node.used is None else text[node.used.start : node.used.end]


def codes(text: str) -> list[tuple[str, str]]:
    return [(d.code, text[d.span.start : d.span.end]) for d in load(text)[1]]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_spans_are_exact_with_every_line_end_and_wide_text(newline):
    text = "é日: 'ü🎉'\nb:\n  - |\n    x\n    y\n\n  # comment\n  - {c: \"d\"}\n\n\n# end\ne: >-\n  z\n".replace(
        "\n", newline
    )
    root = clean(text)
    assert [written(text, entry.key) for entry in root] == ["é日", "b", "e"]
    first, items, last = (entry.value for entry in root)
    assert written(text, first) == "'ü🎉'"
    assert isinstance(items, Sequence)
    assert [written(text, item) for item in items] == [f"|{newline}    x{newline}    y", '{c: "d"}']
    assert written(text, items).startswith("- |")
    assert written(text, items).endswith('"d"}'), "a block ends at its last content, not at the next token"
    assert written(text, last) == f">-{newline}  z"


def test_an_indentless_list_begins_at_its_dash():
    text = "a:\n- b\n- c\nd: e\n"
    assert written(text, clean(text).entries[0].value) == "- b\n- c"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("&x foo", "foo"),
        ("!!str &x  # c\n   foo", "foo"),
        ("&x !!str 'foo'", "'foo'"),
        ("&x\n  # c\n  b: c", "b: c"),
        ("&x\n  &y b: c", "&y b: c"),
        ("&x-\n  - b", "- b"),
        ("&x\n- b", "- b"),
        ("&x [b]", "[b]"),
        ("!!map &x {b: c}", "{b: c}"),
        ("&x |\n  b\n", "|\n  b"),
        ("&x", ""),
    ],
)
def test_a_span_begins_after_anchor_and_tag(value, expected):
    text = f"a: {value}\nz: 1\n"
    assert written(text, clean(text).entries[0].value) == expected


def test_text_is_kept_as_written():
    text = "a: [3.10, 012, on, ~, 'it''s', \"\\x41\"]\n"
    assert plain(clean(text)) == {"a": ["3.10", "012", "on", "~", "it's", "A"]}


def test_styles_and_tags():
    root = clean("a: [x, 'x', \"x\", !!str 1, !!int 1, ! 1]\nb: |\n  x\nc: >\n  x\n")
    items = root.entries[0].value
    assert isinstance(items, Sequence)
    assert [(item.style, item.tag) for item in items if isinstance(item, Scalar)] == [
        ("plain", ""),
        ("single", ""),
        ("double", ""),
        ("plain", "!!str"),
        ("plain", "!!int"),
        ("plain", "!!str"),
    ]
    assert [entry.value.style for entry in root if isinstance(entry.value, Scalar)] == ["literal", "folded"]


def test_an_alias_keeps_use_and_definition():
    text = "a: &x {k: [1]}\nb: *x\nc: [*x]\n"
    root = clean(text)
    definition, use = root.get("a"), root.get("b")
    assert isinstance(definition, Mapping)
    assert isinstance(use, Mapping)
    assert (definition.used, used(text, use)) == (None, "*x")
    assert use.span == definition.span
    assert use.get("k") is definition.get("k")
    items = root.get("c")
    assert isinstance(items, Sequence)
    assert written(text, items) == "[*x]"


def test_a_block_that_ends_with_an_alias_ends_there():
    text = "a: &x [1]\nb:\n  - *x\n\n# c\nd: 1\n"
    assert written(text, clean(text).entries[1].value) == "- *x"


def test_an_alias_can_be_a_key():
    text = "a: &x name\nb: {*x : 1}\n"
    inner = clean(text).get("b")
    assert isinstance(inner, Mapping)
    assert (inner.entries[0].key.text, used(text, inner.entries[0].key)) == ("name", "*x")


def test_the_last_anchor_of_a_name_counts():
    assert plain(clean("a: &x 1\nb: *x\nc: &x 2\nd: *x\n")) == {"a": "1", "b": "1", "c": "2", "d": "2"}


def test_merges():
    text = (
        "one: &one {a: 1, b: 1}\ntwo: &two {b: 2, c: 2}\n"
        "x: {b: 0, <<: *one}\ny: {<<: [*one, *two], d: 3}\nz: {<<: {e: 4}, '<<': quoted}\n"
    )
    root = clean(text)
    assert plain(root.get("x")) == {"b": "0", "a": "1"}
    assert plain(root.get("y")) == {"d": "3", "a": "1", "b": "1", "c": "2"}
    assert plain(root.get("z")) == {"<<": "quoted", "e": "4"}
    y = root.get("y")
    assert isinstance(y, Mapping)
    origin = [(e.key.text, None if e.merged is None else text[e.merged.start : e.merged.end]) for e in y]
    assert origin == [("d", None), ("a", "*one"), ("b", "*one"), ("c", "*two")]
    assert used(text, y.entries[1].value) == "*one"
    assert y.entries[1].value.span == root.entries[0].value.entries[0].value.span  # type: ignore[union-attr] # a mapping


def test_a_merge_that_fails_breaks_its_mapping():
    root, diagnostics = load("a: {<<: *missing, b: 1}\nc: 1\n")
    assert [d.code for d in diagnostics] == ["PC022"]
    assert isinstance(root, Mapping)
    assert [entry.value.kind for entry in root] == ["broken", "scalar"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\nb: 2\na: 3\n", [("PC020", "a")]),
        ("a: {b: 1, 'b': 2, \"b\": 3}\n", [("PC020", "'b'"), ("PC020", '"b"')]),
        ("[a]: b\nc: d\n", [("PC021", "[a]")]),
        ("a: {{ x }}\n", [("PC021", "{ x }")]),
        ("~: x\na: b\n", [("PC021", "~")]),
        ("?\n: b\n", [("PC021", "")]),
        ("a: *b\n", [("PC022", "*b")]),
        ("a: &x {b: *x}\n", [("PC023", "*x")]),
        ("a: !foo b\n", [("PC025", "!foo")]),
        ("a: [!main, x]\n", [("PC025", "!main")]),
        ("a: !!int x\n", [("PC025", "!!int")]),
        ("a: !!seq {b: c}\n", [("PC025", "!!seq")]),
        ("a: !!binary aGk=\n", [("PC025", "!!binary")]),
        ("a: b\n---\nc: d\n", [("PC026", "---")]),
        ("", [("PC027", "")]),
        ("# only\n", [("PC027", "")]),
        ("---\n", [("PC027", "")]),
        ("<<: 1\n", [("PC029", "1")]),
        ("<<: [{a: 1}, 2]\n", [("PC029", "2")]),
        ("a: &x 1\n", [("PC030", "&x")]),
        ("a: \x01\n", [("PC003", "\x01")]),
        ("a: b\0\n", [("PC003", "\0")]),
        ("a: b # c\u2028d: e\n", [("PC003", "\u2028")]),
        ("a: \ud800\n", [("PC003", "\ud800")]),
        ("\ufeffa: b\n", [("PC003", "\ufeff")]),
        ("a: \ufffe\n", [("PC003", "\ufffe")]),
    ],
)
def test_mistakes_are_located(text, expected):
    assert codes(text) == expected


def test_a_duplicate_names_both_places_and_keeps_the_first():
    text = "a: 1\nb: 2\na: 3\n"
    root, (found,) = load(text)
    assert plain(root) == {"a": "1", "b": "2"}
    assert (found.span[1:], found.related[0].span[1:]) == ((10, 11), (0, 1))


def test_the_first_of_two_documents_is_kept():
    assert plain(load("a: b\n---\nc: d\n")[0]) == {"a": "b"}


def test_a_broken_node_does_not_stop_the_rest():
    root, diagnostics = load("a: *x\nb: {c: 1, c: 2}\nd: e\n")
    assert [d.code for d in diagnostics] == ["PC022", "PC020"]
    assert isinstance(root, Mapping)
    assert isinstance(root.get("a"), Broken)
    assert plain(root.get("d")) == "e"


@pytest.mark.parametrize("level", ["[", "{a: ", "- ", "? "])
def test_ten_thousand_levels_are_refused_at_once(level):
    started = time.perf_counter()
    root, (found,) = load(level * 10_000)
    assert time.perf_counter() - started < 1
    assert found.code == "PC028"
    assert isinstance(root, Broken)


def test_a_hundred_levels_are_allowed():
    assert load("[" * MAX_DEPTH + "]" * MAX_DEPTH)[1] == ()
    assert [d.code for d in load("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1))[1]] == ["PC028"]


def test_alias_bombs_are_refused_at_once():
    bomb = "a: &a [0,0,0,0,0,0,0,0,0,0]\n" + "".join(
        f"{b}: &{b} [{','.join([f'*{a}'] * 10)}]\n" for a, b in zip("abcdefghijkl", "bcdefghijklm", strict=True)
    )
    merges = "a: &a {<<: {x: 1}}\n" + "".join(
        f"{b}: &{b} {{<<: [{','.join([f'*{a}'] * 10)}]}}\n" for a, b in zip("abcdefghijkl", "bcdefghijklm", strict=True)
    )
    for text in (bomb, merges):
        started = time.perf_counter()
        root, found = load(text)
        assert time.perf_counter() - started < 1
        assert [d.code for d in found] == ["PC024"]
        assert isinstance(root, Broken)


def test_a_real_file_with_hundreds_of_aliases_passes():
    text = "x: &x {a: 1, b: [1, 2, 3], c: {d: e}}\n" + "".join(f"k{n}: *x\nm{n}: {{<<: *x}}\n" for n in range(300))
    assert load(text)[1] == ()


def test_an_unused_anchor_is_removed_by_its_fix():
    for text, expected in [
        ("a: &x 1\n", "a: 1\n"),
        ("a: &x\n  b: 1\n", "a:\n  b: 1\n"),
        ("a: !!str &x 1\n", "a: !!str 1\n"),
    ]:
        (found,) = load(text)[1]
        assert found.fix is not None
        (edit,) = found.fix.edits
        assert text[: edit.span.start] + edit.replacement + text[edit.span.end :] == expected


@settings(deadline=None, max_examples=300)
@given(st.text(alphabet="ab:-[]{},&*!|>'\"# \n\t%@?é\u2028\0", max_size=40))
def test_no_text_raises_and_every_span_is_inside(text):
    root, diagnostics = load(text)
    spans = [d.span for d in diagnostics] + [label.span for d in diagnostics for label in d.related]
    spans += [edit.span for d in diagnostics if d.fix for edit in d.fix.edits] + [root.span]
    for span in spans:
        assert 0 <= span.start <= span.end <= len(text)
    assert diagnostics or not isinstance(root, Broken)
