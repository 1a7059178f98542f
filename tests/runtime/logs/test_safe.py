"""Text for terminals: colours stay on their line, and nothing else is obeyed."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.logs.safe import safe_text

BOLD, RESET = "\x1b[1m", "\x1b[0m"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain\ttext äöü 日本", "plain\ttext äöü 日本"),
        (f"{BOLD}bold{RESET}", f"{BOLD}bold{RESET}"),
        ("\x1b[38;2;1;2;3mred", f"\x1b[38;2;1;2;3mred{RESET}"),
        ("\x1b[4:3mcurly", f"\x1b[4:3mcurly{RESET}"),
        (f"{BOLD}a{RESET}b", f"{BOLD}a{RESET}b{RESET}"),
        ("\x1b[2J\x1b[H\x1b[3Agone\x1b[K", "gone"),
        ("\x1b[?1049h\x1b[>4;2m\x1b[!p\x1b[5n", ""),
        ("\x1b]0;title\x07text", "text"),
        ("\x1b]52;c;ZXZpbA==\x1b\\text", "text"),
        ("\x1b]8;;http://evil\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x1b]0;never ends", "␛]0;never ends"),
        ("\x1bPq#0\x1b\\a\x1b_x\x1b\\b\x1b^y\x1b\\c\x1bXz\x1b\\d", "abcd"),
        ("\x1bc\x1b(0\x1b#8\x1b7\x1b=\x1bMtext", "text"),
        ("\x1b", "␛"),
        ("\x1b[", "␛["),
        ("\x1b[31", "␛[31"),
        ("abc\b\b\bxyz\x07\0", "abc␈␈␈xyz␇␀"),
        ("\x9b31mred\x9d0;t\x9c\x84", "<U+009B>31mred<U+009D>0;t<U+009C><U+0084>"),
        ("a\u202eb\u2066c\u200bd\ufeff", "a<U+202E>b<U+2066>c<U+200B>d<U+FEFF>"),
        ("line\rover\nunder\x0b\x0c\u2028\x7f", "line␍over␊under␋␌<U+2028>␡"),
        ("half \ud800", "half <U+D800>"),
        ("\U000e0041tag", "<U+E0041>tag"),
        ("\x1b[\x1b[31mred", f"␛[\x1b[31mred{RESET}"),
        ("\x1b\x1b[2J", "␛"),
    ],
)
def test_what_is_shown(text, shown):
    assert safe_text(text, color=True) == shown


def test_without_color_no_escape_is_left():
    assert safe_text(f"{BOLD}bold{RESET} \x1b[31mred", color=False) == "bold red"


COMMANDS = st.lists(
    st.one_of(
        st.sampled_from(["\x1b", "[", "]", "m", "31", ";", "\x1b\\", "\x07", "\x9b", "P", "(", "J", "A", "\b", "x"]),
        st.characters(codec="utf-8"),
    ),
    max_size=30,
).map("".join)


@given(COMMANDS, st.booleans())
def test_nothing_but_colours_reaches_the_terminal(text, color):
    shown = safe_text(text, color=color)
    bare = re.sub(r"\x1b\[[0-9;:]*m", "", shown) if color else shown
    assert not re.search(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", bare)
    assert "\x1b" not in shown or shown.endswith(RESET)
    assert safe_text(shown, color=color) == shown
