"""Artifact globs: what they select, for programs of ours and for those that know `grep -Ex` and nothing better.

`**` spans folders, `*` and `?` stay inside one name, `[a-z]` and `[!a-z]` are sets; hidden files are not special. A
glob that selects a folder selects all in it. Names are bytes, so that a glob selects the same in every locale.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

_SPECIAL = re.compile(r"([\\.+*?()|{}\[\]^$])")
_WILD = frozenset("*?[")
_MOVES = {"**/": "(.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
"""What moves over names, longest first, as both kinds of regular expression write it."""


class _Piece(NamedTuple):
    """A part of a glob: `move` is a key of _MOVES, or empty for one character of `letters` (not of them: `negated`)."""

    move: str
    letters: str = ""
    negated: bool = False
    is_set: bool = False


def expression(glob: str) -> str:
    """Return the extended regular expression that whole paths (`dist/app.js`) match when the glob selects them."""
    body = "".join(_extended(piece) for piece in _pieces(glob))
    return f"{body}(/.*)?" if body else ".*"


def matcher(globs: Iterable[str]) -> Callable[[bytes], bool]:
    """Return what says whether any of the globs selects a whole path, given as bytes without a leading `./`."""
    bodies = [b"".join(_python(piece) for piece in _pieces(glob)) for glob in globs]
    parts = [body + b"(?:/.*)?" if body else b".*" for body in bodies]
    full = re.compile(b"|".join(parts), re.DOTALL).fullmatch
    return (lambda path: full(path) is not None) if parts else (lambda _: False)


def fixed_folder(glob: str) -> str:
    """Return the path at which everything that the glob selects lies or begins, `` for anywhere."""
    parts = _parts(glob)
    plain = next((at for at, part in enumerate(parts) if not _WILD.isdisjoint(part)), len(parts))
    return "/".join(parts[:plain])


def _parts(glob: str) -> list[str]:
    return [part for part in glob.split("/") if part not in {"", "."}]


def _pieces(glob: str) -> Iterator[_Piece]:
    pattern, at = "/".join(_parts(glob)), 0
    while at < len(pattern):
        piece, at = _piece(pattern, at)
        yield piece


def _piece(pattern: str, at: int) -> tuple[_Piece, int]:
    if pattern.startswith("**/", at) and (at == 0 or pattern[at - 1] == "/"):
        return _Piece("**/"), at + 3
    for move in ("**", "*", "?"):
        if pattern.startswith(move, at):
            return _Piece(move), at + len(move)
    if pattern[at] == "[":
        negated = pattern[at + 1 : at + 2] in {"!", "^"}
        start = at + 1 + negated
        closing = pattern.find("]", start + 1)
        if closing > 0:
            return _Piece("", _in_order(pattern[start:closing]), negated, is_set=True), closing + 1
    return _Piece("", pattern[at]), at + 1


def _in_order(letters: str) -> str:
    """Return the letters of a set without ranges that run backwards (`z-a`), which are an error to both kinds.

    Such a range is its three characters; the `-` stands at the end, where it is itself.
    """
    kept, at, hyphen = "", 0, False
    while at < len(letters):
        first, sign, last = letters[at], letters[at + 1 : at + 2], letters[at + 2 : at + 3]
        if sign != "-" or not last:
            kept += first
            at += 1
        elif first.encode("utf-8", "surrogateescape") > last.encode("utf-8", "surrogateescape"):
            kept += last + first
            at, hyphen = at + 3, True
        else:
            kept += first + sign + last
            at += 3
    return f"{kept}-" if hyphen and not kept.endswith("-") else kept


def _extended(piece: _Piece) -> str:
    if piece.move:
        return _MOVES[piece.move]
    if piece.is_set:
        return f"[{'^' if piece.negated else ''}{piece.letters}]"
    return _SPECIAL.sub(r"\\\1", piece.letters)


def _python(piece: _Piece) -> bytes:
    if piece.move:
        return _MOVES[piece.move].encode()
    letters = piece.letters.encode("utf-8", "surrogateescape")
    if not piece.is_set:
        return re.escape(letters)
    return b"[" + (b"^" if piece.negated else b"") + b"".join(_members(letters)) + b"]"


def _members(letters: bytes) -> Iterator[bytes]:
    """Yield the members of a set: a `-` between two letters makes a range, any other one is itself."""
    at = 0
    while at < len(letters):
        if letters[at + 1 : at + 2] == b"-" and at + 2 < len(letters):
            yield re.escape(letters[at : at + 1]) + b"-" + re.escape(letters[at + 2 : at + 3])
            at += 3
        else:
            yield re.escape(letters[at : at + 1])
            at += 1
