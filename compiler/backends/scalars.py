r"""Strings as YAML scalars that every parser, of YAML 1.1 and 1.2 alike, reads as the same string.

Plain where nothing can misread it; otherwise quoted; with line breaks a literal block, or, where a block would lose
something (control characters, carriage returns, blanks at the end of a line, which editors and hooks strip), a
double-quoted scalar that goes on line by line with `\n\`.
"""

import re
from functools import lru_cache
from typing import Final

_PLAIN: Final = re.compile(
    r"""(?:\w|[/$(]|\.\.?/|\.[^\W\d_])    # no indicator, sign, document marker or fraction at the start
        (?:[\w!"$-9;-~]                   # any printable but blank, `#` and `:`
          |\#                             # a comment needs a blank before it, which the last alternative excludes
          |:(?=[\w!-~])                   # a colon that ends no key
          |[ ](?=[\w!"$-~])               # one blank, before neither another, nor `#`, nor the end
        )*""",
    re.VERBOSE,
)
_NUMERIC: Final = re.compile(r"[0-9.][0-9a-fA-FoOxXtTzZ_.,:+ -]*")
"""All numbers, sexagesimals, dates and times of YAML 1.1 and 1.2, and much else that loses nothing by quotes."""

_WORDS: Final = frozenset(
    {"y", "n", "yes", "no", "on", "off", "true", "false", "null", ".inf", ".nan"},
)
_SHORT: Final = 100
"""Strings up to this length, keys above all, come again and again; remembering them doubles the speed."""
LONG: Final = 4000
"""So do texts from this length on, which are programs that stand in each of many files."""
_UNPRINTABLE: Final = "\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff"
_NO_SINGLE_QUOTES: Final = re.compile(f"[{_UNPRINTABLE}\t\n']")
_NO_LITERAL: Final = re.compile(rf"[{_UNPRINTABLE}]|[ \t](?:\n|\Z)|\A\n*\Z")
_ESCAPED: Final = re.compile(rf'\\"|[{_UNPRINTABLE}\t\n"\\]')
_LINE: Final = re.compile(r"\n(?=[^\n])")
_LINES: Final = re.compile(r"[^\n]*\n|[^\n]+")
_NAMED: Final = {
    "\0": r"\0",
    "\a": r"\a",
    "\b": r"\b",
    "\t": r"\t",
    "\n": r"\n",
    "\v": r"\v",
    "\f": r"\f",
    "\r": r"\r",
    "\x1b": r"\e",
    '"': r"\"",
    "\\": r"\\",
    '\\"': r"\\\x22",  # still a scalar when each backslash of a run is doubled, as Woodpecker's substitution wants
    "\x85": r"\N",
    "\u2028": r"\L",
    "\u2029": r"\P",
}


def line_scalar(text: str) -> str:
    """Write `text` on one line: plain, single-quoted or double-quoted. A lone surrogate is left for the encoder."""
    return _remembered(text) if len(text) <= _SHORT else _line_scalar(text)


def _line_scalar(text: str) -> str:
    if _PLAIN.fullmatch(text) and not _NUMERIC.fullmatch(text) and text.lower() not in _WORDS:
        return text
    if ('"' in text or "\\" in text) and not _NO_SINGLE_QUOTES.search(text):
        return f"'{text}'"
    return _quoted(text)


_remembered = lru_cache(maxsize=4096)(_line_scalar)


def text_scalar(text: str, indent: str) -> str:
    """Write `text`, as a block where it has several lines; `indent` is theirs, two blanks more than its parent's."""
    if "\n" not in text:
        return line_scalar(text)
    return _remembered_text(text, indent) if len(text) >= LONG else _text_scalar(text, indent)


def _text_scalar(text: str, indent: str) -> str:
    if _NO_LITERAL.search(text):
        return _quoted_lines(text, indent)
    shown = "2" if text[0] in " \t\n" else ""
    chomp = "-" if text[-1] != "\n" else "+" if text.endswith("\n\n") else ""
    first = "" if text[0] == "\n" else indent
    body = _LINE.sub(f"\n{indent}", text.removesuffix("\n"))
    return f"|{shown}{chomp}\n{first}{body}"


_remembered_text = lru_cache(maxsize=16)(_text_scalar)


def _quoted(text: str) -> str:
    return f'"{_ESCAPED.sub(_escape, text)}"'


def _quoted_lines(text: str, indent: str) -> str:
    lines = [_ESCAPED.sub(_escape, line) for line in _LINES.findall(text)]
    rest = [f"\\{line}" if line[0] == " " else line for line in lines[1:]]
    return '"' + f"\\\n{indent}".join([lines[0], *rest]) + '"'


def _escape(match: re.Match[str]) -> str:
    char = match[0]  # or a backslash and the quote after it
    named = _NAMED.get(char)
    if named is not None:
        return named
    if "\ud800" <= char <= "\udfff":
        return char
    return f"\\x{ord(char):02x}" if char < "\u0100" else f"\\u{ord(char):04x}"
