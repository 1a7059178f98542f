"""The oracle's own reading of expressions: a recursive descent parser, types, and values where all is known."""

import re
from collections.abc import Callable

from .functions import MissingError, Value, called, formatted, join, want
from .tree import WrongError

TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)|(?P<string>'(?:[^']|'')*')|(?P<name>[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<sign>==|!=|<=|>=|&&|\|\||[-<>!+*/%().,\[\]]))"
)


class Open(dict):  # type: ignore[type-arg]
    """An object of whose members nothing is known but their type."""


Root = Callable[[str], object]
"""The type of a root's value; a WrongError where there is none."""

STATUS = {"success", "failure", "always"}


class Expression:
    """One expression: parsed when made, then typed and computed at once by `result`."""

    def __init__(self, text: str, look: Callable[[tuple[str, ...]], Value], *, status: bool = False) -> None:
        self.look, self.status = look, status
        self.tokens: list[tuple[str, str, int, int]] = []
        at = 0
        while text[at:].strip():
            match = TOKEN.match(text, at)
            if match is None:
                raise WrongError(f"no expression: {text}")
            kind = str(match.lastgroup)
            self.tokens.append((kind, match[kind], match.start(kind), match.end(kind)))
            at = match.end()
        self.text, self.at = text, 0
        self.facts: list[Value] = []
        self.forgiving = 0

    def result(self) -> Value:
        """Return the value of the whole."""
        value = self.binary(0)
        if self.at != len(self.tokens):
            raise WrongError(f"no expression: {self.text}")
        return value

    def peek(self) -> str:
        return self.tokens[self.at][1] if self.at < len(self.tokens) and self.tokens[self.at][0] != "string" else ""

    def take(self, wanted: str = "") -> tuple[str, str, int, int]:
        if self.at >= len(self.tokens) or (wanted and self.peek() != wanted):
            raise WrongError(f"no expression: {self.text}")
        self.at += 1
        return self.tokens[self.at - 1]

    LEVELS = (("||",), ("&&",), ("==", "!="), ("<", "<=", ">", ">="), ("+", "-"), ("*", "/", "%"))

    def binary(self, level: int) -> Value:
        if level == len(self.LEVELS):
            return self.unary()
        left = self.binary(level + 1)
        count = 0
        while self.peek() in self.LEVELS[level]:
            _, sign, start, end = self.take()
            if sign == "-" and not self.text[start - 1 : start].isspace() & self.text[end : end + 1].isspace():
                raise WrongError("a subtraction without spaces")
            right = self.binary(level + 1)
            count += 1
            if level in {2, 3} and count > 1:
                raise WrongError("comparisons in a row")
            left = self.operate(sign, left, right)
        return left

    def operate(self, sign: str, left: Value, right: Value) -> Value:
        types = (left.type, right.type)
        facts = join(left, right)
        if sign in {"&&", "||"}:
            want(left, "boolean")
            want(right, "boolean")
        elif sign in {"==", "!="}:
            if "any" not in types and left.type != right.type and "null" not in types:
                raise WrongError(f"a comparison of {types}")
        elif sign == "+" and "string" in types:
            if any(isinstance(kind, dict) or kind in {"array", "null"} for kind in types):
                raise WrongError(f"a sum of {types}")
            return facts._replace(type="string")
        else:
            return _numeric(sign, left, right, facts)
        return facts._replace(type="boolean")

    def unary(self) -> Value:
        if self.peek() == "!":
            self.take()
            value = self.unary()
            want(value, "boolean")
            return value._replace(known=False)
        if self.peek() == "-":
            self.take()
            value = self.unary()
            want(value, "number", "string")
            return value._replace(type="number", value=-float(str(value.value)) if value.known else None)
        return self.postfix()

    def postfix(self) -> Value:
        path: tuple[str, ...] = ()
        token = self.take()
        kind, text = token[:2]
        if kind == "number":
            value = Value("number", float(text), known=True)
        elif kind == "string":
            value = Value("string", text[1:-1].replace("''", "'"), known=True)
        elif text == "(":
            value = self.binary(0)
            self.take(")")
        elif kind != "name":
            raise WrongError(f"no expression: {self.text}")
        elif text in {"true", "false", "null"}:
            value = Value("null" if text == "null" else "boolean", text == "true", known=True)
        elif self.peek() == "(":
            value = self.call(text, [])
        else:
            path = (text,)
            value = self.named(path)
        while self.peek() in {".", "["}:
            value, path = self.step(value, path)
        if path:
            self.facts.append(value)
        return value

    def named(self, path: tuple[str, ...]) -> Value:
        try:
            return self.look(path)
        except MissingError:
            if not self.forgiving:
                raise
            return Value("string")

    def step(self, value: Value, path: tuple[str, ...]) -> tuple[Value, tuple[str, ...]]:
        if self.take()[1] == "[":
            key = self.binary(0)
            self.take("]")
            if key.type == "string" and key.known and path:
                return self.member(value, (*path, str(key.value)))
            if value.type not in {"array", "any"} or key.type not in {"number", "any"}:
                raise WrongError("an index of what is no array")
            row = value.value
            if isinstance(row, list) and key.known and not 0 <= float(str(key.value)) < len(row):
                raise WrongError("an index out of range")
            return join(value, key)._replace(type="string" if value.type == "array" else "any"), ()
        name = self.take()
        if name[0] != "name":
            raise WrongError(f"no expression: {self.text}")
        text, end = name[1], name[3]
        while (match := re.compile(r"-[A-Za-z0-9_-]*").match(self.text, end)) is not None:
            while self.at < len(self.tokens) and self.tokens[self.at][2] < match.end():
                self.at += 1
            text, end = text + match[0], match.end()
        if self.peek() == "(":
            return self.call(text, [value]), ()
        return self.member(value, (*path, text))

    def member(self, value: Value, path: tuple[str, ...]) -> tuple[Value, tuple[str, ...]]:
        name = path[-1]
        if value.type == "any":
            if value.known and (not isinstance(value.value, dict) or name not in value.value):
                raise WrongError(f"no member {name}")
            return value._replace(value=value.value[name] if isinstance(value.value, dict) else None), ()
        if isinstance(value.type, Open):
            return value._replace(type="string", known=False), path
        if isinstance(value.type, dict):
            if len(path) == 2:
                return self.named(path), path
            if name in value.type:
                return value._replace(type=value.type[name], known=False), path
        raise WrongError(f"no member {name} in {value.type}")

    def call(self, name: str, arguments: list[Value]) -> Value:
        self.arguments(name, arguments)
        if name in STATUS:
            if arguments or not self.status:
                raise WrongError(f"{name}() does not stand here")
            return Value("boolean", runtime=True)
        if name == "format":
            return formatted(arguments)
        return called(name, arguments)

    def arguments(self, name: str, arguments: list[Value]) -> None:
        self.take("(")
        guarded = name == "default"
        while self.peek() != ")":
            self.forgiving += guarded
            arguments.append(self.binary(0))
            self.forgiving -= guarded
            if self.peek() != ")":
                self.take(",")
                if self.peek() == ")":
                    raise WrongError("a comma at the end")
        self.take(")")


def _numeric(sign: str, left: Value, right: Value, facts: Value) -> Value:
    for one in (left, right):
        if one.type != "string" or sign == "+":
            want(one, "number")
        elif one.known and not re.fullmatch(r"\s*[-+]?\d+(\.\d+)?\s*", str(one.value)):
            raise WrongError("no number")
    if sign in {"/", "%"} and right.known and float(str(right.value)) == 0:
        raise WrongError("a division by zero")
    return _computed(sign, left, right, facts) if sign in "+-*/%" else facts._replace(type="boolean")


def _computed(sign: str, left: Value, right: Value, facts: Value) -> Value:
    if not (left.known and right.known):
        return facts._replace(type="number")
    one, two = float(str(left.value)), float(str(right.value))
    rows = {"+": one + two, "-": one - two, "*": one * two, "/": one / two if two else 0, "%": one % two if two else 0}
    return facts._replace(type="number", known=True, value=rows[sign])
