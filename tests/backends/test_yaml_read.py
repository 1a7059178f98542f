"""YAML read back is what PyYAML's safe loader reads."""

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from compiler.backends.serialize import yaml_bytes
from compiler.backends.yaml_read import read_yaml

PLAIN = [
    "1",
    "-0x1F",
    "1_000",
    "1:30",
    "0o17",
    "017",
    "1e3",
    "1.5e+3",
    ".inf",
    "yes",
    "Off",
    "~",
    "null",
    "2024-01-01",
    "a",
]

scalars = (
    st.text(max_size=20) | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.booleans() | st.none()
)
data = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4)
)


@settings(deadline=None, max_examples=150)
@given(data)
@example({"a": [{"b": "x\ny\n"}, [], {}]})
def test_what_we_write_is_read_as_others_read_it(value):
    written = yaml_bytes(value)
    assert read_yaml(written) == yaml.safe_load(written) == value


@pytest.mark.parametrize("plain", PLAIN)
def test_plain_scalars_are_those_of_yaml_11(plain):
    text = f"{plain}: [{plain}, '{plain}']"
    read = read_yaml(text)
    assert read == yaml.safe_load(text)
    assert [type(item) for item in next(iter(read.values()))] == [type(yaml.safe_load(plain)), str]


@pytest.mark.parametrize("text", ["", "# nothing\n", "{a: 1, a: 2}", "a: >\n  b\n  c\n", "[[], {}, [[]]]"])
def test_other_texts_are_read_alike(text):
    assert read_yaml(text) == yaml.safe_load(text)


@pytest.mark.parametrize(
    "text", ["a: &x 1", "a: &x [1]", "[*x]", "a: !!str 1", "a: !!map {}", "<<: {a: 1}", "a: [", "a: b: c", "- a\nb: c"]
)
def test_what_no_emitted_file_has_is_an_error(text):
    with pytest.raises(yaml.YAMLError):
        read_yaml(text)
