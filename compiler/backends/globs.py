"""Artifact globs as extended regular expressions, for programs that know `grep -Ex` and nothing better."""

import re

_SPECIAL = re.compile(r"([\\.+*?()|{}\[\]^$])")


def expression(glob: str) -> str:
    r"""Return the expression that whole paths (`dist/app.js`) match when the glob selects them.

    `**` spans folders, `*` and `?` stay inside one name, `[a-z]` and `[!a-z]` are sets; hidden files are not
    special. A glob that selects a folder selects all in it.
    """
    body, at = "", 0
    pattern = _plain(glob)
    while at < len(pattern):
        piece, at = _piece(pattern, at)
        body += piece
    return f"{body}(/.*)?" if body else ".*"


def _plain(glob: str) -> str:
    parts = [part for part in glob.split("/") if part not in {"", "."}]
    return "/".join(parts)


def _piece(pattern: str, at: int) -> tuple[str, int]:
    char = pattern[at]
    if pattern.startswith("**/", at) and (at == 0 or pattern[at - 1] == "/"):
        return "(.*/)?", at + 3
    if pattern.startswith("**", at):
        return ".*", at + 2
    if char == "*":
        return "[^/]*", at + 1
    if char == "?":
        return "[^/]", at + 1
    if char == "[" and (closing := pattern.find("]", at + 2)) > 0:
        inner = pattern[at + 1 : closing]
        return f"[{'^' + inner[1:] if inner[0] in '!^' else inner}]", closing + 1
    return _SPECIAL.sub(r"\\\1", char), at + 1
