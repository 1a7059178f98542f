"""Expression trees to commands of POSIX sh. Values live in variables; no text is ever read as a program."""

import re
from typing import Final, NamedTuple

from ...ir.expression.syntax import Binary, Call, Expression, Literal, Unary
from ...ir.expression.value import to_text
from ...ir.expression.walk import path_of
from ...ir.job import Job
from ...ir.system import TRIGGER_MEMBERS
from . import numbers, texts
from .frame import Sources
from .kinds import ALTERNATIVES, MIXED, OPEN, ORDERINGS, TESTS, is_part, kind
from .quote import path_word, quote

STATUS: Final = {"success": "pipec_succeeded", "failure": "pipec_failed", "always": ":"}

MISSING: Final = ("pipec_variable ", "pipec_output ", "pipec_item ")
"""What may find that a name has no value."""

_CHOICES: Final = {
    "default": "; if {0}; then {1}; fi",
    "orElse": '; if {0} || [ -z "$pipec_value" ]; then {1}; fi',
    "ifSet": '; if {0}; then pipec_value=; elif [ -n "$pipec_value" ]; then {1}; fi',
}

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)


class Refusal(NamedTuple):
    """Why an expression cannot become shell, as the end of a sentence ("uses `/`"), and what to do instead."""

    reason: str
    help: str = ""


class Operand(NamedTuple):
    """Commands that have to run first, each ending with `; `, and a word of sh that then stands for the value."""

    setup: str
    word: str


class Lowering:
    """One expression's or text's way to sh; `refused` collects what could not be said."""

    def __init__(self, job: Job, sources: Sources) -> None:
        self.sources = sources
        self.steps = {name: step.id for step in job.steps for name in (step.name, step.id)}
        self.refused: list[Refusal] = []
        self._kept = 0

    def test(self, node: Expression) -> str:
        """Return one command that succeeds when a boolean expression is true."""
        if isinstance(node, Literal) and isinstance(node.value, bool):
            return ":" if node.value else "{ ! :; }"
        if isinstance(node, Unary) and node.operator == "!":
            return f"{{ ! {self.test(node.operand)}; }}"
        if isinstance(node, Binary) and node.operator in TESTS:
            return self._binary_test(node)
        if isinstance(node, Call) and node.function in STATUS:
            return STATUS[node.function]
        if isinstance(node, Call) and node.function in texts.TESTS:
            return texts.TESTS[node.function](self, node)
        if self.kind(node) not in {"boolean", OPEN}:
            self.refuse("takes for true or false what may be neither")
        operand = self.operand(node)
        return f"{{ {operand.setup}[ {operand.word} = true ]; }}"

    def value(self, node: Expression) -> str:
        """Return commands, joined by `;`, that leave the expression's text in `pipec_value`."""
        if isinstance(node, Literal):
            return f"pipec_value={quote(to_text(node.value))}"
        if path := path_of(node):
            read = self._path(path)
            return f"{read}; {numbers.NORMAL}" if self.kind(node) == "number" else read
        if is_test(node):
            return f"if {self.test(node)}; then pipec_value=true; else pipec_value=false; fi"
        if isinstance(node, Call):
            return self._call(node)
        return self._operation(node) if isinstance(node, Unary | Binary) else self._member(node)

    def operand(self, node: Expression) -> Operand:
        """Return an expression's text as a word, and what has to run before."""
        if isinstance(node, Literal):
            return Operand("", quote(to_text(node.value)))
        command = self.value(node)
        if command.startswith("pipec_value=${") and command.endswith("-}"):
            return Operand("", f'"{command.removeprefix("pipec_value=")}"')
        return self.kept(command)

    def kept(self, command: str) -> Operand:
        """Return what a command leaves in `pipec_value` as a word that stays."""
        self._kept += 1
        return Operand(f"{command}; pipec_kept_{self._kept}=$pipec_value; ", f'"$pipec_kept_{self._kept}"')

    def kind(self, node: Expression) -> str:
        """Return the kind of an expression's value."""
        return kind(node, self.sources.types)

    def refuse(self, reason: str, help: str = "") -> str:
        """Note that the expression cannot be said."""
        self.refused.append(Refusal(reason, help))
        return "pipec_value="

    def _binary_test(self, node: Binary) -> str:
        if node.operator in {"&&", "||"}:
            return f"{{ {self.test(node.left)} {node.operator} {self.test(node.right)}; }}"
        if node.operator in ORDERINGS:
            return numbers.ordering(self, node)
        kinds = {self.kind(node.left), self.kind(node.right)}
        reason = _incomparable(kinds)
        numeric = "number" in kinds and not reason
        left, right = (
            numbers.number(self, "==", each) if numeric else self.operand(each) for each in (node.left, node.right)
        )
        if reason:
            self.refuse(reason, "compare with `==` what is text, a number or a boolean for sure")
        operator = "=" if node.operator == "==" else "!="
        return f"{{ {left.setup}{right.setup}[ {left.word} {operator} {right.word} ]; }}"

    def _joined(self, node: Binary) -> str:
        if self.kind(node) != "string":
            return self.refuse("may add numbers", "join text with `format('{}{}', …)`")
        left, right = self.operand(node.left), self.operand(node.right)
        return f"{left.setup}{right.setup}pipec_value={left.word}{right.word}"

    def _alternative(self, node: Call) -> str:
        first, second = map(self.value, node.arguments)
        if not any(reader in first for reader in MISSING):
            return first + _CHOICES[node.function].format("[ -n '' ]", second)
        self._kept += 1
        outer, found = f"pipec_outer_{self._kept}", f"pipec_missing_{self._kept}"
        choice = _CHOICES[node.function].format(f'[ "${found}" = is ]', second)
        return (
            f'{outer}=$pipec_missing; [ -n "${outer}" ] || pipec_missing=may; {first}; '
            f'{found}=$pipec_missing; [ "${outer}" = is ] || pipec_missing=${outer}{choice}'
        )

    def _call(self, node: Call) -> str:
        if node.function in ALTERNATIVES:
            return self._alternative(node)
        if node.function in texts.VALUES:
            return texts.VALUES[node.function](self, node)
        return self.refuse(f"calls `{node.function}`", texts.INSTEAD.get(node.function, ""))

    def _member(self, node: Expression) -> str:
        if is_part(node):
            return texts.part(self, node)
        return self.refuse("takes a member of a value that is known only then", texts.INSTEAD["fromJSON"])

    def _operation(self, node: Unary | Binary) -> str:
        if isinstance(node, Binary) and node.operator == "+" and self.kind(node) != "number":
            return self._joined(node)
        return numbers.arithmetic(self, node)

    def _path(self, path: tuple[str, ...]) -> str:
        dotted = ".".join(path)
        if dotted in self.sources.variables:
            default = self.sources.defaults.get(dotted, "")
            return f"pipec_variable {self.sources.variables[dotted]}{' ' + quote(default) if default else ''}"
        read = self._job(path[1:]) if path[0] == "job" else self._own(path)
        return read or self.refuse(f"needs `{dotted}`, which this runner does not give to steps")

    def _own(self, path: tuple[str, ...]) -> str:
        match path:
            case ("env", name) if _IDENTIFIER.fullmatch(name):
                return f"pipec_value=${{{name}-}}"
            case ("trigger", name) if name in TRIGGER_MEMBERS:
                return f"pipec_value=${{{TRIGGER_MEMBERS[name]}-}}"
            case ("steps", step, "outputs", name) if step in self.steps:
                return f'pipec_output "$pipec_state" {quote(f"steps/{self.steps[step]}/outputs/{name}")}'
            case ("steps", step, "status") if step in self.steps:
                return f'pipec_file "$pipec_state/steps/{self.steps[step]}/status" skipped'
        return ""

    def _job(self, path: tuple[str, ...]) -> str:
        state = self.sources.states.get(path[0], "") if path else ""
        match path[1:]:
            case ("outputs", name) if state:
                return f"pipec_output {path_word(state)} {quote(f'outputs/{name}')}"
            case ("status",) if state:
                return f"pipec_job_status {path_word(state)}"
        return ""


def is_test(node: Expression) -> bool:
    """Tell whether a node's value is surely a boolean that `test` can find."""
    if isinstance(node, Call):
        return node.function in STATUS or node.function in texts.TESTS
    return isinstance(node, Unary | Binary) and node.operator in TESTS


def _incomparable(kinds: set[str]) -> str:
    if "null" in kinds:
        return "compares with `null`"
    if kinds & {"array", "object"}:
        return "compares lists or objects"
    if MIXED in kinds:
        return "compares a value whose type is known only then"
    return "compares values of different types" if len(kinds - {OPEN}) > 1 else ""
