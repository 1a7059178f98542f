"""Expression text to tokens."""

import re
from typing import NamedTuple

from .notation import quoted
from .problem import Problem


class Token(NamedTuple):
    """A token; `kind` is `name`, `number`, `string`, `end`, or the operator itself. Offsets include the base."""

    kind: str
    text: str
    start: int
    end: int


class Refused(Exception):  # noqa: N818 - private to the parser, which returns the problem
    """The text is no expression."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


_TOKEN = re.compile(
    r"""(?P<name>[A-Za-z_][A-Za-z0-9_-]*)
      | (?P<number>[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)
      | (?P<string>'[^']*(?:''[^']*)*')
      | (?P<operator>==(?!=)|!=(?!=)|<=|>=|&&|\|\||[-+/%>()\[\].,]|!(?!==)|<(?!>)|\*(?!\*))
      | (?P<double>"(?:[^"\\]|\\.)*")
      | (?P<foreign>===|!==|=|&|\||<>|\*\*|\?\??|\$\{\{?|\$[A-Za-z_]\w*|\S)""",
    re.VERBOSE | re.DOTALL,
)

_SPELLINGS = {
    "and": "&&",
    "or": "||",
    "not": "!",
    "=": "==",
    "===": "==",
    "!==": "!=",
    "<>": "!=",
    "&": "&&",
    "|": "||",
}
_HINTS = {
    "?": "there is no conditional operator; `default(value, alternative)` gives an alternative for what is not set",
    "??": "`default(value, alternative)` gives an alternative for what is not set",
    "**": "there is no power operator",
    "${": "inside an expression names stand without `${`: `params.region`",
    "${{": "expressions do not nest; use parentheses",
    "'": "the string has no closing quote; a quote inside a string is written twice: `'it''s'`",
    '"': "the string has no closing quote; strings stand in single quotes",
    "{": "there are no object literals; `fromJSON('{…}')` makes an object",
    "`": "strings stand in single quotes",
}


def tokenize(text: str, offset: int) -> list[Token]:
    """Return the tokens of `text`, the last of kind `end`; Refused where there is something else."""
    tokens: list[Token] = []
    previous = ""
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or ""
        word = match[0]
        start, end = match.start() + offset, match.end() + offset
        if kind == "operator":
            kind = word
        elif (word in _SPELLINGS and previous != ".") or kind in {"double", "foreign"}:
            raise Refused(_foreign(kind, word, start, end))
        tokens.append(Token(kind, word, start, end))
        previous = kind
    end = len(text.rstrip()) + offset
    tokens.append(Token("end", "", end, end))
    return tokens


def _foreign(kind: str, word: str, start: int, end: int) -> Problem:
    if kind == "double":
        inner = re.sub(r'\\(["\\])', r"\1", word[1:-1])
        help_ = f"write `{quoted(inner)}`; a quote inside is written twice"
        message = "a string in an expression stands in single quotes"
        return Problem("double-quotes", start, end, message, help_, "double quotes", quoted(inner))
    if word in _SPELLINGS:
        right = _SPELLINGS[word]
        return Problem("operator-spelling", start, end, f"`{word}` is written `{right}`", f"write `{right}`", "", right)
    if word.startswith("$") and len(word) > 1 and word[1] != "{":
        help_ = f"an environment variable is `env.{word[1:]}`"
        return Problem("syntax", start, end, f"`{word}` is no name in an expression", help_, "", f"env.{word[1:]}")
    if word in {"'", '"'}:
        return Problem("unterminated-string", start, end, "the string is not closed", _HINTS[word], "opened here")
    return Problem("syntax", start, end, f"unexpected `{word}` in an expression", _HINTS.get(word, ""))
