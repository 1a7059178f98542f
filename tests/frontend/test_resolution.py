"""The core schema of YAML 1.2, and where YAML 1.1 differs."""

import math

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from compiler.diagnostics import Span
from compiler.frontend.resolution import core_type, resolve
from compiler.frontend.tree import Scalar
from compiler.frontend.yaml import load_tree
from compiler.frontend.yaml11 import check_yaml11, yaml11_reading
from compiler.source import Source


def scalar(text: str, style: str = "plain", tag: str = "") -> Scalar:
    return Scalar(text, style, Span("p", 0, len(text)), tag)  # type: ignore[arg-type] # any style's name


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("", "null", None),
        ("~", "null", None),
        ("null", "null", None),
        ("NULL", "null", None),
        ("nUll", "string", "nUll"),
        ("true", "boolean", True),
        ("False", "boolean", False),
        ("yes", "string", "yes"),
        ("on", "string", "on"),
        ("0", "integer", 0),
        ("-12", "integer", -12),
        ("+3", "integer", 3),
        ("012", "integer", 12),
        ("0o17", "integer", 15),
        ("0x1F", "integer", 31),
        ("-0x1F", "string", "-0x1F"),
        ("0b11", "string", "0b11"),
        ("1_000", "string", "1_000"),
        ("1:30", "string", "1:30"),
        ("3.10", "number", 3.1),
        (".5", "number", 0.5),
        ("1.", "number", 1.0),
        ("1e3", "number", 1000.0),
        ("-1.5E+2", "number", -150.0),
        (".inf", "number", math.inf),
        ("-.INF", "number", -math.inf),
        (".", "string", "."),
        ("1.2.3", "string", "1.2.3"),
        ("2024-01-01", "string", "2024-01-01"),
        ("٣", "string", "٣"),
        ("9" * 5000, "string", "9" * 5000),
        ("<<", "string", "<<"),
    ],
)
def test_plain_scalars(text, kind, value):
    assert core_type(scalar(text)) == kind
    assert resolve(scalar(text)) == value
    assert type(resolve(scalar(text))) is type(value)


def test_not_a_number():
    value = resolve(scalar(".NaN"))
    assert isinstance(value, float)
    assert math.isnan(value)


@pytest.mark.parametrize("style", ["single", "double", "literal", "folded"])
def test_other_styles_are_strings(style):
    assert resolve(scalar("12", style)) == "12"


def test_tags_decide():
    assert resolve(scalar("12", tag="!!str")) == "12"
    assert resolve(scalar("12", "single", "!!int")) == 12
    assert resolve(scalar("12", tag="!!float")) == 12.0
    assert type(resolve(scalar("0x10", tag="!!float"))) is float
    assert resolve(scalar("", "double", "!!null")) is None


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("on", "the boolean `true`"),
        ("No", "the boolean `false`"),
        ("y", "the boolean `true`"),
        ("012", "the integer 10, in base 8"),
        ("-012", "the integer -10, in base 8"),
        ("07", None),
        ("08", "a string"),
        ("0", None),
        ("1:30", "the number 90, in base 60"),
        ("22:22:22", "the number 80542, in base 60"),
        ("8080:80", None),
        ("0b11", "the integer 3, in base 2"),
        ("1_000", "the integer 1000"),
        ("-0x1f", "the integer -31, in base 16"),
        ("0x1F", None),
        ("0o17", "a string"),
        ("1e3", "a string"),
        ("1.5e+3", None),
        ("2024-01-01", "a date"),
        ("2024-1-1 1:02:03", "a date"),
        ("=", "the default key"),
        ("3.10", None),
        ("10m", None),
        ("true", None),
        ("", None),
    ],
)
def test_yaml_1_1(text, reading):
    assert yaml11_reading(text) == reading


@settings(deadline=None, max_examples=500)
@given(st.text(alphabet="0123456789_.:-+exob", max_size=8))
def test_what_is_not_reported_reads_the_same_in_pyyaml(text):
    """PyYAML is a reader of YAML 1.1; where it differs from us there must be a warning."""
    assume(text[:2] not in {"-.", "+."})  # floats to YAML 1.1 itself, and not to PyYAML
    ours = resolve(scalar(text))
    kind = yaml.SafeLoader("").resolve(yaml.ScalarNode, text, (True, False))
    if yaml11_reading(text) is None:
        expected = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "null"}
        theirs = kind.removeprefix("tag:yaml.org,2002:")
        assert expected[core_type(scalar(text))] == theirs
        if theirs == "int":
            assert yaml.safe_load(text) == ours


def test_the_check_reports_each_written_scalar_once():
    text = "a: &x {on: off, b: 'on', c: !!str on}\nd: *x\ne: {<<: *x}\nf: |\n  on\n"
    root, diagnostics = load_tree(Source("p", text))
    assert diagnostics == ()
    found = sorted(check_yaml11(root), key=lambda d: d.span)
    assert [text[d.span.start : d.span.end] for d in found] == ["on", "off"]
    assert all(d.fix is not None and d.fix.safe for d in found)
    assert next(check_yaml11(scalar("012"))).fix is None, "quotes would change a number into a text"
