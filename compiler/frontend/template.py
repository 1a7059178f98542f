"""The text of a scalar to its parts: constants, variable forms, expressions and secrets.

This is lexical: no name is resolved here. Offsets in parts and problems are offsets into the scalar's decoded text.
"""

import re
from typing import Literal, NamedTuple

from ..ir.expression import ROOTS, Expression, Index, Member, Problem, Root, parse

MAX_DEPTH = 16
"""How deep forms may stand in defaults and alternates of forms."""

Operator = Literal["", ":-", ":+", "/", "//"]


class VariableForm(NamedTuple):
    """`${NAME}` and what may stand after the name: a default, an alternate, or a literal replacement.

    `argument` is the default, the alternate, or the text to look for; `replacement` is for `/` and `//` alone.
    """

    name: str
    operator: Operator
    argument: "tuple[TemplatePart, ...]"
    replacement: "tuple[TemplatePart, ...]"
    start: int
    end: int


class ExpressionForm(NamedTuple):
    """`${{ expression }}`, or `${ROOT.path}`, which is `short`."""

    expression: Expression
    start: int
    end: int
    short: bool = False


class SecretForm(NamedTuple):
    """`${secrets.NAME}`."""

    name: str
    start: int
    end: int


TemplatePart = str | VariableForm | ExpressionForm | SecretForm

_OPENING = r"\$\$\{|\$\{"
_IN_SCRIPT = r"\$\{(?=\{|(?:" + "|".join((*ROOTS, "secrets")) + r")\.)"
_IN_ARGUMENT = r"\$\$\{|\$\{|\}"
_HEAD = r"(?P<name>[A-Za-z_][A-Za-z0-9_]*)(?:(?P<operator>\}|:-|:\+|//?)|[.\[])"
_ONE_NAME = r"secrets\.([A-Za-z][A-Za-z0-9_-]{0,49})\}"
_PATH_STOP = r"'[^']*'|\}|(:[-+])"
_EXPRESSION_STOP = r"'[^']*'|\}\}"
_PATTERN = r"(/)/?|((?:\\/|[^/}])*)/?"
# Compiled where they are first needed, which `re` remembers: most texts need two of them, many pipelines none.


def parse_template(text: str, *, script: bool = False) -> tuple[tuple[TemplatePart, ...], tuple[Problem, ...]]:
    """Return the parts of `text` and its problems, in order; with problems there are no parts.

    Two constants never stand side by side. In a `script` only `${{ … }}`, `${ROOT.path}` and `${secrets.NAME}` are
    forms; all else is the shell's.
    """
    if "${" not in text:
        return (text,), ()
    reader = _Reader(text)
    try:
        parts = reader.parts(_IN_SCRIPT if script else _OPENING)
    except _Stop as stop:
        return (), (*reader.problems, stop.problem)
    return ((), tuple(reader.problems)) if reader.problems else (parts, ())


class _Stop(Exception):  # noqa: N818 - private to the reader: nothing after this problem can be read
    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def _unterminated(start: int, opening: str, closing: str) -> _Stop:
    from .template_problems import unterminated

    return _Stop(unterminated(start, opening, closing))


class _Reader:
    __slots__ = ("at", "depth", "problems", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.depth = 0
        self.problems: list[Problem] = []

    def parts(self, opening: str, opened: int = -1) -> tuple[TemplatePart, ...]:
        """Read to the end of the text, or, within a form that was `opened` somewhere, to and with its `}`."""
        found: list[TemplatePart] = []
        constant = ""
        pattern = re.compile(opening)
        while match := pattern.search(self.text, self.at):
            constant += self.text[self.at : match.start()]
            self.at = match.end()
            if match[0] == "}":
                return (*found, constant) if constant else tuple(found)
            if match[0] == "$${":
                constant += "${"
                continue
            form = self.form(match.start())
            if constant:
                found.append(constant)
                constant = ""
            if form is not None:
                found.append(form)
        if opened >= 0:
            raise _unterminated(opened, "${", "}")
        constant += self.text[self.at :]
        return (*found, constant) if constant else tuple(found)

    def form(self, start: int) -> TemplatePart | None:
        """Read the form whose `${` was just read; None when it is wrong, which is then noted."""
        if self.text.startswith("{", self.at):
            return self.expression(start)
        head = re.compile(_HEAD).match(self.text, self.at)
        name = head["name"] if head else ""
        if head and head["operator"]:
            self.at = head.end()
            return self.variable(name, head["operator"], start)
        if name in ROOTS:
            return self.short(start)
        if name == "secrets":
            return self.secret(start)
        from .template_problems import bad_form

        self.problems.append(bad_form(self.text, start, self.skip(start)))
        return None

    def skip(self, start: int) -> int:
        """Go behind the next `}`."""
        end = self.text.find("}", self.at)
        if end < 0:
            raise _unterminated(start, "${", "}")
        self.at = end + 1
        return self.at

    def expression(self, start: int) -> TemplatePart | None:
        begin = self.at + 1
        end = self.expression_end(begin)
        if end < 0:
            raise _unterminated(start, "${{", "}}")
        self.at = end + 2
        tree = parse(self.text[begin:end], begin)
        if isinstance(tree, Problem):
            self.problems.append(tree)
            return None
        return ExpressionForm(tree, start, self.at)

    def expression_end(self, begin: int) -> int:
        """Return where `}}` stands, outside strings where the strings are closed."""
        plain = self.text.find("}}", begin)
        if plain < 0 or self.text.count("'", begin, plain) % 2 == 0:
            return plain
        for match in re.compile(_EXPRESSION_STOP).finditer(self.text, begin):
            if match[0] == "}}":
                end = match.start()
                return plain if "${{" in self.text[begin:end] else end
        return plain

    def short(self, start: int) -> TemplatePart | None:
        begin = self.at
        stops = re.compile(_PATH_STOP).finditer(self.text, begin)
        stop = next((each for each in stops if each[0][0] != "'"), None)
        if stop is None:
            raise _unterminated(start, "${", "}")
        self.at = stop.end()
        inside = self.text[begin : stop.start()]
        if stop[1]:
            from .template_problems import default_of_path

            end = self.skip(start)
            default = self.text[stop.end() : end - 1]
            self.problems.append(default_of_path(inside, stop[1], default, start, end))
            return None
        tree = parse(inside, begin)
        if not isinstance(tree, Problem | Root | Member | Index):
            from .template_problems import not_a_path

            tree = not_a_path(inside, start, self.at)
        if isinstance(tree, Problem):
            self.problems.append(tree)
            return None
        return ExpressionForm(tree, start, self.at, short=True)

    def secret(self, start: int) -> TemplatePart | None:
        match = re.compile(_ONE_NAME).match(self.text, self.at)
        if match is None:
            from .template_problems import bad_secret

            self.problems.append(bad_secret(start, self.skip(start)))
            return None
        self.at = match.end()
        return SecretForm(match[1], start, self.at)

    def variable(self, name: str, operator: str, start: int) -> TemplatePart | None:
        """Read the rest of a form whose name and operator were just read."""
        if operator == "}":
            return VariableForm(name, "", (), (), start, self.at)
        if operator in {"/", "//"}:
            return self.replacement(name, "/" if operator == "/" else "//", start)
        return self.alternative(name, ":-" if operator == ":-" else ":+", start)

    def alternative(self, name: str, operator: Literal[":-", ":+"], start: int) -> VariableForm:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            from .template_problems import too_deep

            raise _Stop(too_deep(start, self.at, MAX_DEPTH))
        argument = self.parts(_IN_ARGUMENT, start)
        self.depth -= 1
        return VariableForm(name, operator, argument, (), start, self.at)

    def replacement(self, name: str, operator: Literal["/", "//"], start: int) -> VariableForm | None:
        from . import template_problems as problems

        begin = self.at
        match = re.compile(_PATTERN).match(self.text, begin)
        pattern = (match[1] or match[2].replace("\\/", "/")) if match else ""
        self.at = behind = match.end() if match else begin
        end = self.skip(start)
        if "${" in self.text[begin:end]:
            self.problems.append(problems.form_in_replacement(start, end))
        elif not pattern:
            self.problems.append(problems.empty_pattern(start, end))
        else:
            new = self.text[behind : end - 1]
            return VariableForm(name, operator, (pattern,), (new,) if new else (), start, end)
        return None
