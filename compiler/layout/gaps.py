r"""What stands between the tokens of YAML: white space and comments. The text has `\n` for every line break."""

import re
from typing import Final, NamedTuple

_SPACES: Final = re.compile(r"[ \t]*")


class Found(NamedTuple):
    """A comment in a gap.

    `blank`: an empty line stands above it. `same`: the token before the gap ends on its line. `past`: an indicator,
    such as the `-` of an item, stands between that token and it. `column` counts from 0.
    """

    text: str
    blank: bool
    column: int
    same: bool
    past: bool


class Gap(NamedTuple):
    """A gap: where it ends, its comments, whether an empty line stands right before its end, whether it has a break."""

    end: int
    comments: list[Found]
    blank: bool
    broken: bool


def read_gap(text: str, at: int, *, past: bool = False, broken: bool = False) -> Gap:
    """Return the gap that begins at the offset `at` and ends with the first character of what follows.

    `past` and `broken` say what came since the last token: an indicator, a line break.
    """
    comments: list[Found] = []
    blank = False
    fresh = at == 0 or text[at - 1] == "\n"
    broken = broken or fresh
    while True:
        at = _spaces(text, at)
        char = text[at : at + 1]
        if char == "\n":
            blank = blank or fresh
            fresh = broken = True
            at += 1
        elif char == "#":
            end = text.find("\n", at)
            end = len(text) if end < 0 else end
            column = at - text.rfind("\n", 0, at) - 1
            comments.append(Found(text[at:end].rstrip(), blank, column, not broken, past))
            blank, fresh, at = False, False, end
        else:
            return Gap(at, comments, blank, broken)


def _spaces(text: str, at: int) -> int:
    found = _SPACES.match(text, at)
    return found.end() if found else at
