"""The forms in which a secret's value turns up in output: as it is, and in the encodings that programs print."""

import base64
import html
import json
import re
import urllib.parse
from collections.abc import Iterator
from typing import Final

SHORTEST: Final = 4
"""Characters. What is shorter stands in ordinary output too often to be masked."""

_BASE64_STARTS: Final = (0, 2, 3)
_URL_SAFE: Final = bytes.maketrans(b"+/", b"-_")
_LEFT_BY_URL_ENCODERS: Final = ("", "/", "!*'()", ";,/?:@&=+$#!*'()")
"""What encoders leave as it is besides letters, digits and `-_.~`: all, paths, encodeURIComponent, encodeURI."""


def as_bytes(text: str) -> bytes:
    """Return text as programs get and write it; what is no text in any encoding becomes `?`."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace")


def secret_lines(value: str) -> tuple[str, ...]:
    """Return what of a value is masked by itself: its lines without the blanks around them.

    A value of one line is masked with its blanks too. Of a value of several lines those under 4 characters are left
    out; where that leaves none, the value is masked as a whole.
    """
    whole = value.rstrip("\r\n")
    lines = re.split(r"[\r\n]+", whole)
    parts = dict.fromkeys(line.strip() for line in lines if len(line.strip()) >= SHORTEST)
    return (*parts, whole) if len(lines) == 1 or not parts else tuple(parts)


def needles_of(value: str) -> frozenset[bytes]:
    """Return every sequence of bytes that is masked for a value; each has 4 bytes or more.

    Base64 is known by the characters that the value alone decides, in each of the three alignments, so that it is
    found inside of longer text that was encoded; at most 4 bits of the value remain in the character before or after.
    """
    found: set[bytes] = set()
    whole = as_bytes(value.rstrip("\r\n"))
    for part in secret_lines(value):
        data = as_bytes(part)
        found.update((data, data.hex().encode(), data.hex().upper().encode()))
        found.update(as_bytes(text) for text in _escaped(part))
        found.update(_base64(data))
    found.update(_base64(whole))
    return frozenset(needle for needle in found if len(needle) >= SHORTEST)


def _escaped(text: str) -> Iterator[str]:
    """Yield a line as JSON, URLs, HTML, shells (`set -x`) and `repr` write it."""
    yield from _json(text)
    yield from _percent(text)
    slashed = text.replace("\\", "\\\\")
    yield from (slashed, slashed.replace("'", "\\'"), slashed.replace('"', '\\"'))
    yield from (text.replace("'", "'\\''"), text.replace("'", "'\"'\"'"))
    for quote in (False, True):
        escaped = html.escape(text, quote=quote)
        yield from (escaped, escaped.replace("&#x27;", "&#39;"))


def _json(text: str) -> Iterator[str]:
    """Yield what stands between the quotes: with and without ASCII alone, slashes escaped, and as is safe in HTML."""
    for ascii_only in (True, False):
        plain = json.dumps(text, ensure_ascii=ascii_only)[1:-1]
        yield from (plain, plain.replace("/", "\\/"))
        for digits in ("\\u{:04x}", "\\u{:04X}"):
            for signs in ("<>&", "<>&'+"):
                yield plain.translate({ord(sign): digits.format(ord(sign)) for sign in signs})


def _percent(text: str) -> Iterator[str]:
    data = as_bytes(text)
    for left in _LEFT_BY_URL_ENCODERS:
        upper = urllib.parse.quote_from_bytes(data, safe=left)
        for encoded in (upper, _lower_digits(upper)):
            yield from (encoded, encoded.replace("%20", "+"))


def _lower_digits(encoded: str) -> str:
    """Return percent-encoded text with the digits after each `%` in lower case."""
    first, *others = encoded.split("%")
    return "%".join((first, *(other[:2].lower() + other[2:] for other in others)))


def _base64(data: bytes) -> Iterator[bytes]:
    """Yield a value in base64: in the middle of something, at its end, and at its end with the newline of `echo`."""
    for shift, start in enumerate(_BASE64_STARTS):
        known = (shift + len(data)) * 8 // 6
        middle = base64.b64encode(bytes(shift) + data)[start:known]
        ends = [base64.b64encode(bytes(shift) + data + end)[start:] for end in (b"", b"\n")]
        for text in (middle, *ends, *(end.rstrip(b"=") for end in ends)):
            yield text
            yield text.translate(_URL_SAFE)
