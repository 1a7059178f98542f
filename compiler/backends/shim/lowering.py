"""Expression trees to commands of POSIX sh. Values live in variables; no text is ever read as a program."""

import re
from typing import Final

from ...ir.expression.syntax import Binary, Call, Expression, Literal, Unary
from ...ir.expression.value import to_text
from ...ir.expression.walk import path_of
from ...ir.job import Job
from ...ir.system import TRIGGER_MEMBERS
from .frame import Sources
from .quote import path_word, quote

STATUS: Final = {"success": "pipec_succeeded", "failure": "pipec_failed", "always": ":"}
PATTERNS: Final = {"startsWith": '"{0}"*', "endsWith": '*"{0}"', "contains": '*"{0}"*'}
ALTERNATIVES: Final = ("default", "orElse", "ifSet")

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class Lowering:
    """One expression's or text's way to sh; `refused` collects what could not be said."""

    def __init__(self, job: Job, sources: Sources) -> None:
        self.sources = sources
        self.steps = {name: step.id for step in job.steps for name in (step.name, step.id)}
        self.refused: list[str] = []
        self._kept = 0

    def test(self, node: Expression) -> str:
        """Return one command that succeeds when a boolean expression is true."""
        if isinstance(node, Literal) and isinstance(node.value, bool):
            return ":" if node.value else "{ ! :; }"
        if isinstance(node, Unary) and node.operator == "!":
            return f"{{ ! {self.test(node.operand)}; }}"
        if isinstance(node, Binary):
            return self._binary_test(node)
        if isinstance(node, Call) and node.function in STATUS:
            return STATUS[node.function]
        if isinstance(node, Call) and node.function in PATTERNS:
            return self._pattern_test(node)
        return f'{{ {self.value(node)}; [ "$pipec_value" = true ]; }}'

    def value(self, node: Expression) -> str:
        """Return commands, joined by `;` or newlines, that leave the expression's text in `pipec_value`."""
        if isinstance(node, Literal):
            return f"pipec_value={quote(to_text(node.value))}"
        if path := path_of(node):
            return self._path(path)
        if isinstance(node, Call) and node.function in ALTERNATIVES:
            return self._alternative(node)
        if isinstance(node, Binary) and node.operator == "+":
            return self._sum(node)
        if is_test(node):
            return f"if {self.test(node)}; then pipec_value=true; else pipec_value=false; fi"
        return self._refuse(f"calls `{node.function}`" if isinstance(node, Call) else _uses(node))

    def joined(self, commands: list[str]) -> str:
        """Return commands that leave in `pipec_value` what these leave in it, one after another."""
        if len(commands) < 2:
            return commands[0] if commands else "pipec_value="
        whole = self._keep()
        steps = "\n".join(f"{command}\n{whole}=${whole}$pipec_value" for command in commands)
        return f"{whole}=\n{steps}\npipec_value=${whole}"

    def _keep(self) -> str:
        self._kept += 1
        return f"pipec_kept_{self._kept}"

    def _refuse(self, reason: str) -> str:
        self.refused.append(reason)
        return "pipec_value="

    def _binary_test(self, node: Binary) -> str:
        if node.operator in {"&&", "||"}:
            return f"{{ {self.test(node.left)} {node.operator} {self.test(node.right)}; }}"
        if node.operator in {"==", "!="}:
            return self._comparison(node)
        self._refuse(_uses(node))
        return ":"

    def _comparison(self, node: Binary) -> str:
        for side in (node.left, node.right):
            if isinstance(side, Literal) and not isinstance(side.value, str | bool):
                self._refuse("compares numbers" if side.value is not None else "compares with `null`")
        left = self._keep()
        operator = "=" if node.operator == "==" else "!="
        return (
            f"{{ {self.value(node.left)}; {left}=$pipec_value; {self.value(node.right)}; "
            f'[ "${left}" {operator} "$pipec_value" ]; }}'
        )

    def _pattern_test(self, node: Call) -> str:
        whole, part = node.arguments
        if node.function == "contains" and not self._is_text(whole):
            self._refuse("calls `contains` on what may be a list")
        kept = self._keep()
        pattern = PATTERNS[node.function].format("$pipec_value")
        return (
            f"{{ {self.value(whole)}; {kept}=$pipec_value; {self.value(part)}; "
            f"case ${kept} in {pattern}) :;; *) ! :;; esac; }}"
        )

    def _sum(self, node: Binary) -> str:
        if not (self._is_text(node.left) or self._is_text(node.right)):
            return self._refuse("may add numbers")
        return self.joined([self.value(node.left), self.value(node.right)])

    def _is_text(self, node: Expression) -> bool:
        if isinstance(node, Literal):
            return isinstance(node.value, str)
        if isinstance(node, Binary) and node.operator == "+":
            return self._is_text(node.left) or self._is_text(node.right)
        if isinstance(node, Call) and node.function in ALTERNATIVES:
            return all(map(self._is_text, node.arguments))
        return path_of(node)[:1] in {("env",), ("steps",), ("trigger",), ("job",), ("release",)}

    def _alternative(self, node: Call) -> str:
        value, other = node.arguments
        first, second = self.value(value), self.value(other)
        if node.function == "default" and not path_of(value):
            return self._refuse("calls `default` on more than one name")
        if node.function == "ifSet":
            return f'{first}; if [ -n "$pipec_value" ]; then {second}; fi'
        if node.function == "orElse":
            return f'{first}; if [ -z "$pipec_value" ]; then {second}; fi'
        return f'pipec_found=1; {first}; if [ -z "$pipec_found" ]; then {second}; fi'

    def _path(self, path: tuple[str, ...]) -> str:
        dotted = ".".join(path)
        if dotted in self.sources.variables:
            return f"pipec_variable {self.sources.variables[dotted]} {quote(self.sources.defaults.get(dotted, ''))}"
        read = self._job(path[1:]) if path[0] == "job" else self._own(path)
        return read or self._refuse(f"needs `{dotted}`, which this runner does not give to steps")

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
        return node.function in STATUS or node.function in PATTERNS
    operator = node.operator if isinstance(node, Unary | Binary) else ""
    return operator in {"!", "&&", "||", "==", "!="}


def _uses(node: Expression) -> str:
    return f"uses `{node.operator}`" if isinstance(node, Unary | Binary) else "uses an index that is not constant"
