"""Edits of a file's text: only what is meant changes, and what cannot be done surely is not proposed."""

import pytest

from compiler.diagnostics import Edit, Span
from compiler.diagnostics.apply import apply_edits
from compiler.frontend.patches import add_item, add_key, add_variable, remove_item, set_value, write_name
from compiler.frontend.yaml import load_tree
from compiler.source import Source

SPAN = Span("p", 0, 1)


def parse(text):
    source = Source("p", text)
    tree, problems = load_tree(source)
    assert problems == ()
    return source, tree


@pytest.mark.parametrize(
    ("written", "meant", "safe"),
    [
        ("biuld", "build", True),
        ("Build", "build", True),
        ("unit_tests", "unit-tests", True),
        ("tset-1", "test-1", True),
        ("test-2", "test-1", False),
        ("wbe", "web", False),
        ("bild-it", "build", False),
    ],
)
def test_a_name_is_written_safely_where_it_is_as_good_as_sure(written, meant, safe):
    fix = write_name(SPAN, written, meant)
    assert (fix.safe, fix.edits) == (safe, (Edit(SPAN, meant),))


@pytest.mark.parametrize(
    ("text", "index", "left"),
    [
        ("l: [a, b, c]\n", 0, "l: [b, c]\n"),
        ("l: [a, b, c]\n", 1, "l: [a, c]\n"),
        ("l: [a, b, c]\n", 2, "l: [a, b]\n"),
        ("l: [ a ,b ]\n", 1, "l: [ a ]\n"),
        ("l:\n  - a\n  - b\n", 0, "l:\n  - b\n"),
        ("l:\n  - a\n  - b\n", 1, "l:\n  - a\n"),
        ("l:\n- a\n-  b\n- c\n", 1, "l:\n- a\n- c\n"),
        ("l: [a,\n    b]\n", 1, "l: [a]\n"),
        ("l: ['a', \"ü\", c]\n", 1, "l: ['a', c]\n"),
    ],
)
def test_an_item_is_removed_with_its_separator(text, index, left):
    source, tree = parse(text)
    items = tree.get("l")
    fix = remove_item(items, items.items[index], source)
    assert fix.safe
    assert apply_edits(text, fix.edits) == left


@pytest.mark.parametrize(
    ("text", "index"),
    [
        ("l: [a]\n", 0),
        ("l:\n  - a # why\n  - b\n", 1),
        ("l:\n  - a\n  # why\n  - b\n", 0),
        ("l: [a, # why\n  b]\n", 0),
        ("x: &x a\nl: [*x, b]\n", 1),
        ("l: a\n", 0),
    ],
)
def test_no_item_is_removed_together_with_something_else(text, index):
    source, tree = parse(text)
    items = tree.get("l")
    node = items.items[index] if items.kind == "sequence" else items
    assert remove_item(items, node, source) is None


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("m: {a: 1}\n", "m: {k: v, a: 1}\n"),
        ("m:\n  a: 1\n  b: 2\n", "m:\n  k: v\n  a: 1\n  b: 2\n"),
        ("m:\n    # why\n    a: 1\n", "m:\n    # why\n    k: v\n    a: 1\n"),
    ],
)
def test_a_key_is_added_in_the_layout_of_its_mapping(text, written):
    source, tree = parse(text)
    assert apply_edits(text, [add_key(tree.get("m"), "k", "v", source)]) == written


@pytest.mark.parametrize("text", ["b: &b {a: 1}\nm: *b\n", "b: &b {a: 1}\nm:\n  <<: *b\n", "m: {}\n"])
def test_no_key_is_added_where_the_mapping_has_none_of_its_own(text):
    source, tree = parse(text)
    assert add_key(tree.get("m"), "k", "v", source) is None


STEP = "s:\n  - name: x\n    script: make\n"


@pytest.mark.parametrize(
    ("text", "name", "written"),
    [
        (STEP, "A", STEP.replace("script", "environment:\n      A: ${v}\n    script")),
        (
            "s:\n  - environment:\n      B: x\n    script: make\n",
            "A",
            "s:\n  - environment:\n      A: ${v}\n      B: x\n    script: make\n",
        ),
        (
            "s:\n  - environment: {A: x}\n    script: make\n",
            "A_2",
            's:\n  - environment: {A_2: "${v}", A: x}\n    script: make\n',
        ),
        ("s:\n  - environment: {A: '${v}'}\n    script: make\n", "A", None),
    ],
)
def test_a_variable_is_added_to_a_step_once(text, name, written):
    source, tree = parse(text)
    variable, edits = add_variable(tree.get("s").items[0], "A", "${v}", source)
    assert variable == name
    assert apply_edits(text, edits) == (written or text)


@pytest.mark.parametrize("text", ["s: [{script: make}]\n", "x: &x\n  script: make\ns:\n  - *x\n"])
def test_no_variable_is_added_where_there_is_no_room(text):
    source, tree = parse(text)
    assert add_variable(tree.get("s").items[0], "A", "${v}", source) is None


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("l: [a]\n", "l: [a, z]\n"),
        ("l: [a, {b: 1}, ]\n", "l: [a, {b: 1}, z, ]\n"),
        ("l: ['ü' # why\n  ]\n", "l: ['ü', z # why\n  ]\n"),
        ("x: &x 1\nl: [*x]\n", "x: &x 1\nl: [*x, z]\n"),
        ("l:\n- a\n", "l:\n- a\n- z\n"),
        ("l:\n  - a: 1\n    b: 2 # why\n\nm: 1\n", "l:\n  - a: 1\n    b: 2 # why\n  - z\n\nm: 1\n"),
        ("l:\n  - |\n    a\n    b\n", "l:\n  - |\n    a\n    b\n  - z\n"),
        ("l:\n  - a", "l:\n  - a\n  - z"),
    ],
)
def test_an_item_is_added_behind_the_last(text, left):
    source, tree = parse(text)
    assert apply_edits(text, [add_item(tree.get("l"), "z", source)]) == left


@pytest.mark.parametrize(
    "text", ["l: []\n", "l: a\n", "x: &x [a]\nl: *x\n", "l:\n  - &x a\nm: *x\n", "l:\n  -\n    a\n"]
)
def test_no_item_is_added_where_there_is_no_room(text):
    source, tree = parse(text)
    assert add_item(tree.get("l"), "z", source) is None


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("m: {a: 1}\n", "m: {a: 9}\n"),
        ("m:\n  a:   '1' # why\n", "m:\n  a:   '9' # why\n"),
        ('m: {"a": "1"}\n', 'm: {"a": "9"}\n'),
    ],
)
def test_a_value_is_replaced(text, left):
    source, tree = parse(text)
    assert apply_edits(text, [set_value(tree.get("m"), "a", "9", source)]) == left


@pytest.mark.parametrize(
    "text",
    [
        "m: {a: [1]}\n",
        "m: {a: &x 1}\nb: *x\n",
        "x: &x 1\nm: {a: *x}\n",
        "m:\n  a: |\n    1\n",
        "m:\n  a:\n",
        "m: {b: 1}\n",
    ],
)
def test_no_value_is_replaced_that_is_not_its_own_scalar(text):
    source, tree = parse(text)
    assert set_value(tree.get("m"), "a", "9", source) is None
