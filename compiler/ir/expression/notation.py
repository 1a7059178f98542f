"""How expressions are written: what parsing and printing must agree on."""

BINDING = {
    "||": 1,
    "&&": 2,
    "==": 3,
    "!=": 3,
    "<": 4,
    "<=": 4,
    ">": 4,
    ">=": 4,
    "+": 5,
    "-": 5,
    "*": 6,
    "/": 6,
    "%": 6,
}
"""How strongly each binary operator binds."""

WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None}
"""The literals that are words."""

ROOTS = ("params", "matrix", "job", "steps", "env", "trigger", "release", "response")
"""The roots that expressions may have; which of them are known depends on the place."""


def quoted(text: str) -> str:
    """Return `text` as a string literal."""
    return "'" + text.replace("'", "''") + "'"
