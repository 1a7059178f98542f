"""Variables written into the text of a shell script, with the quotes that their place needs."""

import re

_QUOTING = re.compile(r"\\.|'[^']*(?P<single>'?)|\"(?:\\.|[^\"\\])*(?P<double>\"?)", re.DOTALL)
_NAME = re.compile(r"[A-Za-z0-9_]")


def open_quote(text: str, at: int) -> int:
    """Return where the quote stands that is open at offset `at` of a script or command; -1 when none is.

    Comments and heredocs are read as other text: the answer is good for a proposal, not for a proof.
    """
    for found in _QUOTING.finditer(text, 0, at):
        if "" in {found["single"], found["double"]}:
            return found.start()
    return -1


def variable_in(text: str, start: int, end: int, name: str) -> str:
    """Return the reference to variable `name` that replaces `text[start:end]` and stays one word of the shell."""
    bare = f"${{{name}}}" if _NAME.match(text, end) else f"${name}"
    opened = open_quote(text, start)
    quote = text[opened] if opened >= 0 else ""
    if quote == '"':
        return bare
    return f"'\"${name}\"'" if quote == "'" else f'"${name}"'
