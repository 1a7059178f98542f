"""Entries that are taken out of a file: the rest is as it was, and means what it meant."""

from pathlib import Path

import pytest

from compiler.diagnostics.apply import apply_edits
from compiler.frontend.removals import remove_entry, remove_key, remove_nested
from compiler.frontend.tree import Mapping, Node, Scalar, Sequence
from compiler.frontend.yaml import load_tree
from compiler.source import Source

ROOT = Path(__file__).parents[2]


def read(text: str) -> tuple[Mapping, Source]:
    source = Source("pipeline.yaml", text)
    tree, problems = load_tree(source)
    assert isinstance(tree, Mapping)
    assert not [item for item in problems if item.severity == "error"]
    return tree, source


def at(tree: Node, path: str) -> Mapping:
    for name in path.split("."):
        if name:
            tree = tree.items[int(name)] if isinstance(tree, Sequence) else tree.get(name)
    assert isinstance(tree, Mapping)
    return tree


def without(text: str, path: str, key: str) -> str | None:
    tree, source = read(text)
    mapping = at(tree, path)
    edit = remove_entry(mapping, mapping.entry(key), source)
    return None if edit is None else apply_edits(text, [edit])


def data(node: Node) -> object:
    if isinstance(node, Mapping):
        return {entry.key.text: data(entry.value) for entry in node}
    if isinstance(node, Sequence):
        return [data(item) for item in node]
    return node.text if isinstance(node, Scalar) else None


@pytest.mark.parametrize(
    ("text", "path", "key", "rest"),
    [
        ("a: 1\nb: 2\n", "", "a", "b: 2\n"),
        ("a: 1\nb: 2\n", "", "b", "a: 1\n"),
        ("a: 1\nb: 2", "", "b", "a: 1"),
        ("a: 1\r\nb: 2\r\nc: 3\r\n", "", "b", "a: 1\r\nc: 3\r\n"),
        ("a: 1\r\nb: 2", "", "b", "a: 1"),
        ("a: 1 # one\nb: 2 # two\n", "", "b", "a: 1 # one\n"),
        ("a: 1\n# two\n# more\nb: 2\nc: 3\n", "", "b", "a: 1\nc: 3\n"),
        ("a: 1\n\n# all that follows\nb: 2\nc: 3\n", "", "b", "a: 1\n\n# all that follows\nc: 3\n"),
        ("a: 1\nb:\nc: 3\n", "", "b", "a: 1\nc: 3\n"),
        ("a: 1\nb: # nothing\nc: 3\n", "", "b", "a: 1\nc: 3\n"),
        ("a: |\n  x\n  y\n\nb: 2\n", "", "a", "\nb: 2\n"),
        ("a: 1\nb: >-\n  x\n  y\n", "", "b", "a: 1\n"),
        ("a:\n  x: 1\n  y: [1,\n    2]\nb: 2\n", "", "a", "b: 2\n"),
        ("a:\n  x: 1 # é\n  y: 2\nb: 2\n", "a", "x", "a:\n  y: 2\nb: 2\n"),
        ("s:\n  - a: 1\n    b: 2\n", "s.0", "a", "s:\n  - b: 2\n"),
        ("s:\n  - a: 1 # one\n    b: 2\n", "s.0", "a", "s:\n  - b: 2\n"),
        ("s:\r\n  - a: 1\r\n    b: 2\r\n", "s.0", "a", "s:\r\n  - b: 2\r\n"),
        ("s:\n- a: 1\n  b: 2\n", "s.0", "b", "s:\n- a: 1\n"),
        ("s:\n  - a:\n      x: 1\n    b: 2\n", "s.0", "a", "s:\n  - b: 2\n"),
        ("m: {a: 1, b: 2, c: 3}\n", "m", "a", "m: {b: 2, c: 3}\n"),
        ("m: {a: 1, b: 2, c: 3}\n", "m", "b", "m: {a: 1, c: 3}\n"),
        ("m: {a: 1, b: 2, c: 3}\n", "m", "c", "m: {a: 1, b: 2}\n"),
        ("m: {a: 1, b: [1, 2] }\n", "m", "b", "m: {a: 1 }\n"),
        ("m: {\n  a: 1,\n  'b': \"x, y\",\n  c: {d: 1}\n}\n", "m", "b", "m: {\n  a: 1,\n  c: {d: 1}\n}\n"),
        ("m: {\n  a: 1,\n  c: {d: 1},\n}\n", "m", "c", "m: {\n  a: 1,\n}\n"),
        ("m: {a: 1, b, c: 2}\n", "m", "a", "m: {b, c: 2}\n"),
        ("a: 1\nb: 'x && y &z'\n", "", "b", "a: 1\n"),
    ],
)
def test_what_is_left(text, path, key, rest):
    assert without(text, path, key) == rest


@pytest.mark.parametrize(
    ("text", "path", "key"),
    [
        ("a: 1\n", "", "a"),
        ("m: {a: 1}\n", "m", "a"),
        ("s:\n  - a: 1 # one\n    # two\n    b: 2\n", "s.0", "a"),
        ("a: &x 1\nb: *x\n", "", "a"),
        ("a: &x 1\nb: *x\n", "", "b"),
        ("a: [&x 1, 2]\nb: *x\n", "", "a"),
        ("o: &o {a: 1}\nm:\n  <<: *o\n  b: 2\n", "m", "a"),
        ("o: &o {a: 1, b: 2}\nm: *o\n", "m", "a"),
        ("o: &o {a: 1}\nm:\n  <<: *o\n  a: 2\n  b: 3\n", "m", "a"),
        ("o: &o {a: 1}\nm: {<<: *o, a: 2, b: 3}\n", "m", "a"),
        ("m: {a: 1, # one\n  b: 2}\n", "m", "a"),
        ("m: {a: 1 # one\n  , b: 2}\n", "m", "a"),
        ("? a\n: 1\n? b\n: 2\n", "", "b"),
    ],
)
def test_what_is_not_touched(text, path, key):
    assert without(text, path, key) is None


def test_the_last_key_takes_its_mapping_with_it():
    text = "s:\n  e: {A: 1}\n  f: 2\n"
    tree, source = read(text)
    outer = at(tree, "s")
    edit = remove_nested(outer, "e", at(outer, "e").entry("A"), source)
    assert edit is not None
    assert apply_edits(text, [edit]) == "s:\n  f: 2\n"


def test_a_key_that_is_not_there():
    tree, source = read("a: 1\nb: 2\n")
    assert remove_key(tree, "c", source, title="remove it", safe=True) is None


def mappings(node: Node, path: str = ""):
    if isinstance(node, Mapping):
        yield path, node
        for entry in node:
            yield from mappings(entry.value, f"{path}.{entry.key.text}")
    elif isinstance(node, Sequence):
        for place, item in enumerate(node):
            yield from mappings(item, f"{path}.{place}")


FILES = sorted(
    path.relative_to(ROOT).as_posix()
    for folder in ("examples", "golden/plans", "golden/diagnostics")
    for path in (ROOT / folder).glob("*/pipeline.yaml")
)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_any_entry_of_real_files_leaves_all_others(name, ending):
    try:
        text = (ROOT / name).read_bytes().decode().replace("\r\n", "\n").replace("\n", ending)
    except UnicodeDecodeError:
        return
    source = Source("pipeline.yaml", text)
    tree, problems = load_tree(source)
    if not isinstance(tree, Mapping) or any(item.severity == "error" for item in problems):
        return
    if any(mapping.used or any(entry.merged for entry in mapping) for _, mapping in mappings(tree)):
        return  # a change of what an alias repeats is one of all its places: such fixes are not offered
    for path, mapping in mappings(tree):
        for entry in mapping:
            edit = remove_entry(mapping, entry, source)
            if edit is None:
                continue
            after, wrong = load_tree(Source("pipeline.yaml", apply_edits(text, [edit])))
            assert [item for item in wrong if item.severity == "error"] == []
            expected = data(tree)
            holder = expected
            for name_ in filter(None, path.split(".")):
                holder = holder[int(name_)] if isinstance(holder, list) else holder[name_]
            del holder[entry.key.text]
            assert data(after) == expected
