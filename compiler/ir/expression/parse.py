"""Tokens to the tree, by operator precedence.

From weak to strong: `||`, `&&`, `== !=`, `< <= > >=`, `+ -`, `* / %`, then `!` and unary `-`, then members, indexes
and calls. Operators of equal strength group from the left.
"""

from functools import lru_cache

from .lexer import Refused, Token, tokenize
from .notation import BINDING, WORDS
from .problem import Failure, Problem
from .syntax import Binary, Call, Expression, Index, Literal, Member, Root, Unary
from .value import number
from .walk import MAX_DEPTH, height

MAX_CHARACTERS = 10_000
"""The longest text that a person may write as one expression."""

_RECURSION = 2 * MAX_DEPTH + 2  # an operand and its parentheses for each level of the tree


@lru_cache(maxsize=4096)
def parse(text: str, offset: int = 0, *, limit: int = MAX_CHARACTERS) -> Expression | Problem:
    """Return the tree of `text`, or what is wrong with it; offsets in both are those of `text` plus `offset`."""
    if len(text) > limit:
        message = f"the expression has {len(text):,} characters; at most {limit:,} are allowed"
        return Problem("too-long", offset, offset + len(text), message, "split it, or compute it in a script")
    try:
        parser = _Parser(text, offset)
        tree = parser.whole()
    except Refused as refused:
        return refused.problem
    if len(parser.tokens) > MAX_DEPTH and height(tree) > MAX_DEPTH:
        return _too_deep(tree.start, tree.end)
    return tree


def _too_deep(start: int, end: int) -> Problem:
    message = f"the expression is nested more than {MAX_DEPTH} levels deep"
    return Problem("too-deep", start, end, message, "split it, or compute it in a script")


class _Parser:
    __slots__ = ("at", "depth", "offset", "text", "tokens")

    def __init__(self, text: str, offset: int) -> None:
        self.text = text
        self.offset = offset
        self.tokens = tokenize(text, offset)
        self.at = 0
        self.depth = 0

    def whole(self) -> Expression:
        if self.tokens[0].kind == "end":
            start = self.offset
            raise Refused(Problem("syntax", start, start + len(self.text), "the expression is empty"))
        tree = self.expression(1)
        if self.tokens[self.at].kind != "end":
            raise self.unexpected("an operator or the end")
        return tree

    def expression(self, minimum: int) -> Expression:
        left = self.unary()
        while True:
            token = self.tokens[self.at]
            power = BINDING.get(token.kind, 0)
            if power < minimum or power == 0:
                return left
            if token.kind == "-":
                self.need_spaces(token)
            self.at += 1
            right = self.nested(power + 1)
            left = Binary(token.kind, left, right, left.start, right.end)

    def nested(self, minimum: int) -> Expression:
        self.enter()
        tree = self.expression(minimum)
        self.depth -= 1
        return tree

    def enter(self) -> None:
        self.depth += 1
        if self.depth > _RECURSION:
            raise Refused(_too_deep(self.tokens[0].start, self.tokens[-1].end))

    def need_spaces(self, token: Token) -> None:
        before = self.text[: token.start - self.offset][-1:]
        after = self.text[token.end - self.offset :][:1]
        if before.isspace() and (after.isspace() or not after):
            return
        help_ = "`-` inside a name belongs to the name, so subtraction is written with spaces: `a - b`"
        replacement = ("" if before.isspace() else " ") + "-" + ("" if after.isspace() else " ")
        message = "subtraction needs a space on both sides"
        raise Refused(Problem("subtraction-spaces", token.start, token.end, message, help_, "", replacement))

    def unary(self) -> Expression:
        token = self.tokens[self.at]
        if token.kind not in {"!", "-"}:
            return self.postfix()
        self.at += 1
        following = self.tokens[self.at]
        if token.kind == "-" and following.kind == "number" and self.tokens[self.at + 1].kind not in {".", "["}:
            self.at += 1
            return Literal(-_number(following), token.start, following.end)
        self.enter()
        operand = self.unary()
        self.depth -= 1
        return Unary(token.kind, operand, token.start, operand.end)

    def postfix(self) -> Expression:
        tree = self.primary()
        while True:
            token = self.tokens[self.at]
            if token.kind == ".":
                self.at += 1
                tree = self.member(tree)
            elif token.kind == "[":
                self.at += 1
                key = self.nested(1)
                tree = Index(tree, key, tree.start, self.expect("]", token).end)
            else:
                return tree

    def member(self, base: Expression) -> Expression:
        token = self.tokens[self.at]
        if token.kind != "name":
            raise self.unexpected("a name after `.`")
        self.at += 1
        if self.tokens[self.at].kind != "(":
            return Member(base, token.text, base.start, token.end)
        arguments, end = self.arguments()
        return Call(token.text, (base, *arguments), base.start, end, method=True)

    def primary(self) -> Expression:
        token = self.tokens[self.at]
        if token.kind == "name":
            return self.name(token)
        if token.kind == "string":
            self.at += 1
            return Literal(token.text[1:-1].replace("''", "'"), token.start, token.end)
        if token.kind == "number":
            self.at += 1
            return Literal(_number(token), token.start, token.end)
        if token.kind != "(":
            raise self.unexpected("a value")
        self.at += 1
        tree = self.nested(1)
        return tree._replace(start=token.start, end=self.expect(")", token).end)

    def name(self, token: Token) -> Expression:
        self.at += 1
        if self.tokens[self.at].kind == "(":
            arguments, end = self.arguments()
            return Call(token.text, arguments, token.start, end)
        if token.text in WORDS:
            return Literal(WORDS[token.text], token.start, token.end)
        return Root(token.text, token.start, token.end)

    def arguments(self) -> tuple[tuple[Expression, ...], int]:
        opening = self.tokens[self.at]
        self.at += 1
        found: list[Expression] = []
        if self.tokens[self.at].kind != ")":
            found.append(self.nested(1))
            while self.tokens[self.at].kind == ",":
                self.at += 1
                found.append(self.nested(1))
        return tuple(found), self.expect(")", opening).end

    def expect(self, kind: str, opening: Token) -> Token:
        token = self.tokens[self.at]
        if token.kind == kind:
            self.at += 1
            return token
        if token.kind == "end":
            message = f"`{opening.text}` is not closed"
            raise Refused(Problem("syntax", opening.start, opening.end, message, f"add `{kind}`", "opened here"))
        raise self.unexpected(f"`{kind}`")

    def unexpected(self, wanted: str) -> Refused:
        token = self.tokens[self.at]
        if token.kind == "end":
            return Refused(
                Problem("syntax", token.start, token.end, f"the expression ends where {wanted} should stand")
            )
        message = f"unexpected `{token.text}` in an expression"
        return Refused(Problem("syntax", token.start, token.end, message, self.advice(token), f"expected {wanted}"))

    def advice(self, token: Token) -> str:
        before = self.tokens[self.at - 1]
        if token.kind == "[" and before.kind in BINDING.keys() | {"(", ",", "end"}:
            return "there are no array literals; `split('a,b', ',')` or `fromJSON('[1, 2]')` makes an array"
        if before.kind == "name" and before.text.endswith("-"):
            return "`-` inside a name belongs to the name, so subtraction is written with spaces: `a - b`"
        if token.kind == "number" and before.kind == ".":
            return "a version is text: put it in single quotes"
        return "text stands in single quotes" if token.kind in {"name", "number"} else ""


def _number(token: Token) -> int | float:
    try:
        return number(float(token.text) if not token.text.isdigit() or len(token.text) > 400 else int(token.text))
    except Failure as failure:
        raise Refused(Problem(failure.kind, token.start, token.end, failure.message)) from None
