"""Emitted data, read back by parsers of YAML 1.1 and 1.2 that are not ours."""

import json
from io import BytesIO

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from compiler.backends.serialize import json_bytes, yaml_bytes
from compiler.backends.traced import Traced, TracedList
from compiler.diagnostics import Span

SPAN = Span("pipeline.yaml", 0, 1)
HARD = [
    "", " ", "\n", "\n\n", " \n", "~", "=", "<<", "on", "Yes", "NO", "y", "null", "TRUE", "012", "1:30", "0o17", "0x1F",
    "1e3", "1.", ".5", "._", "1_000", "+1", "-1", ".inf", "-.INF", ".NaN", "2024-01-01", "2001-12-14t21:59:43.10-05:00",
    "2001-12-14 21:59:43.10 Z", "0b1", "190:20:30", "3.10", "- a", "-", "?", "? a", ": a", "a: b", "a:", "a #b", "#b",
    "a#b", "a:b", "[a", "{a", "a]", "&a", "*a", "!a", "|", ">", "%a", "@a", "`a", "'a", '"a', "a'b\\", "...", "... a",
    "---", "--- a", "a\tb", "\ta", "a\t", "a ", " a", "a  b", "${X}", "$$", "{{.Names}}", "a\\b\"c'", "é", "\u0663",
    "a\r\nb\r\n", "a\rb", "a\x85b", "a\u2028b\n", "\ufeffa", "a\x00b", "\x7f", "\x1b[0m\n", "😀", "😀\n", "\U0001fffe",
    "\ufffe", "\xa0", "a\n", "a\n\n", "a\n\n\n", "a\nb", "\na", "\n\n a\n", " a\nb\n", "\ta\nb\n", "a\n \nb",
    "a\n\t\nb", "a \nb", "a\n  b\n c\n", "a\n b \n\n  c", "# a\nb", "a\n# b\n", "---\na\n...\n",
    "%YAML 1.1\na\n", "a\n\tb\n",
    "k" * 2000, "k" * 2000 + "\n",
]  # fmt: skip

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=30) | st.text("a :#-\n\t \r'\"\\{}[]$.0e1_~é\u2028")
scalars = text | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.booleans() | st.none()
data = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(text, inner, max_size=4),
    max_leaves=12,
)


def read_11(written: bytes) -> object:
    return yaml.load(written, Loader=yaml.SafeLoader)


def read_libyaml(written: bytes) -> object:
    return yaml.load(written, Loader=yaml.CSafeLoader)


def read_12(written: bytes) -> object:
    return YAML(typ="safe", pure=True).load(BytesIO(written))


@pytest.mark.parametrize("read", [read_11, read_libyaml, read_12])
@pytest.mark.parametrize("value", HARD)
def test_hard_text_survives_in_every_position(value, read):
    shapes = [
        value,
        {"k": value, "z": 1},
        [value, "z"],
        {value: value, "z": [value]},
        [[value], {value: {value: value}}, [{"k": value}, value]],
        {value: [value], "z": {}},
    ]
    for shape in shapes:
        assert read(yaml_bytes(shape)) == shape


@settings(deadline=None, max_examples=150)
@given(data)
@example({"a": [[], {}, [[1]], [{}]], "b": {"c": {"d": []}}})
def test_any_data_reads_back_equal(value):
    written = yaml_bytes(value)
    assert read_11(written) == value
    assert read_libyaml(written) == value
    assert read_12(written) == value


@settings(deadline=None, max_examples=150)
@given(data)
def test_json_is_what_the_standard_library_writes(value):
    written = json_bytes(value)
    assert json.loads(written) == value
    if b"e" not in written:  # numbers with exponents may carry a point here
        assert written.decode() == json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def test_the_form_is_one_that_people_read():
    step = Traced(SPAN, {"name": "unit", "image": "registry.example/python:3.12", "commands": ["make test", "echo: x"]})
    shown = yaml_bytes(
        {
            "steps": TracedList([(step, SPAN), ({"name": "on", "script": "set -e\n\nmake\n"}, SPAN)]),
            "ports": [[8080, "80:80"]],
            "pattern": '["\\d"]',
            "crlf": "one\r\n  two\r\nthree",
            "none": None,
            "empty": [],
            "ratio": 1e20,
            "wait": "10s",
        },
        header="Made by pipec.\n\nDo not edit.",
    )
    assert shown.decode() == (
        "# Made by pipec.\n"
        "#\n"
        "# Do not edit.\n"
        "steps:\n"
        "  - name: unit\n"
        "    image: registry.example/python:3.12\n"
        "    commands:\n"
        "      - make test\n"
        '      - "echo: x"\n'
        '  - name: "on"\n'
        "    script: |\n"
        "      set -e\n"
        "\n"
        "      make\n"
        "ports:\n"
        "  - - 8080\n"
        '    - "80:80"\n'
        "pattern: '[\"\\d\"]'\n"
        'crlf: "one\\r\\n\\\n'
        "  \\  two\\r\\n\\\n"
        '  three"\n'
        "none: null\n"
        "empty: []\n"
        "ratio: 1.0e+20\n"
        "wait: 10s\n"
    )


def test_no_line_ends_in_a_blank():
    script = "a \nb\t\n\n  c\n"
    assert all(line == line.rstrip() for line in yaml_bytes({"script": script, "x": [script]}).decode().split("\n"))


@pytest.mark.parametrize("write", [json_bytes, yaml_bytes])
def test_what_has_no_form_is_refused(write):
    for bad in (float("inf"), float("nan"), "\ud800", {"\udfff": 1}, ["a\n\ud800"]):
        with pytest.raises(ValueError, match=r"form|surrogates"):
            write({"k": bad})
    for odd in ({1: 2}, b"x", {1, 2}, object()):
        with pytest.raises(TypeError):
            write({"k": odd})


def test_a_quoted_scalar_ends_where_it_did_when_backslashes_are_doubled():
    text = '\\"\t\\\\"'
    doubled = yaml_bytes({"a": text}).decode().replace("\\\\", "\\\\\\\\")
    assert yaml.safe_load(doubled) == {"a": text.replace("\\", "\\\\")}
