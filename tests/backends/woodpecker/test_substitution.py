import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from compiler.backends.serialize import yaml_bytes
from compiler.backends.woodpecker.substitution import escape, substitute

MARKS = st.text(st.sampled_from('$\\/{}a\n "\t'), max_size=30)
TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=60)


def scanned(text: str) -> str:
    """Do what the scanner of envsubst 1.0.3 does at the top level, character by character and with its moves."""
    buffer, position, result = text, 0, ""
    while position < len(buffer):
        start = position
        position += 1
        if buffer[start] == "$" and buffer[position : position + 1] == "{":
            raise ValueError("a variable")
        if _escaped(buffer, start):
            buffer = buffer[:start] + buffer[start + 1 :]
        while position < len(buffer):
            at = position
            position += 1
            if buffer[at] == "$" and buffer[position : position + 1] == "{":
                position -= 1
                break
            if _escaped(buffer, at):
                buffer = buffer[:at] + buffer[at + 1 :]
        result += buffer[start:position]
    return result


def _escaped(buffer: str, at: int) -> bool:
    following = buffer[at + 1 : at + 2]
    return (buffer[at] == "$" and following == "$") or (
        buffer[at] == "\\" and following in {"/", "\\"} and following != ""
    )


@settings(max_examples=300, deadline=None)
@given(st.one_of(MARKS, TEXTS))
@example("${A}")
@example("$${A}")
@example("\\\\/ \\/ $$$ \\\\\\/")
@example("$")
def test_escaped_text_survives_substitution(text):
    assert substitute(escape(text)) == text
    assert scanned(escape(text)) == text


@settings(max_examples=300, deadline=None)
@given(MARKS)
def test_the_way_back_is_the_scanners(text):
    try:
        expected = scanned(text)
    except ValueError:
        with pytest.raises(ValueError, match="substituted"):
            substitute(text)
    else:
        assert substitute(text) == expected


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(MARKS, TEXTS), min_size=1, max_size=4))
def test_data_survive_substitution_and_yaml(texts):
    data = {f"key {index}": text for index, text in enumerate(texts)}
    file = escape(yaml_bytes(data, "a header with ${A} and \\/").decode())
    assert yaml.safe_load(substitute(file)) == data
    assert list(yaml.safe_load(file)) == list(data)


def test_what_needs_no_escape_stays_readable():
    plain = "echo $HOME $1 $(date) \\n \\$ 's#a#b#'"
    assert escape(plain) == plain
