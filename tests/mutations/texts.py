"""The oracle's own reading of texts with references in them: scopes, forms, and when a value is known."""

import re
from pathlib import Path
from typing import NamedTuple

from .expressions import Expression, Open
from .functions import MissingError, Value, join
from .tree import Data, Leaf, WrongError

DOCS = Path(__file__).parents[2] / "docs" / "reference" / "system-variables.md"
SYSTEM = frozenset(re.findall(r"`(CI\w*)`", DOCS.read_text("utf-8")))
TRIGGER = ("event", "branch", "tag", "sha", "ref", "message", "author", "pull_request", "source_branch",
           "target_branch", "environment")  # fmt: skip
ANSWER: dict[str, object] = {"status": "number", "body": "string", "headers": Open(), "json": "any"}
ACTIONS: dict[str, object] = {
    "http_request": ANSWER,
    "health_check": {"healthy": "boolean", "attempts": "number"},
    "generator": {"text": "string", "model": "string", "tokens": "number"},
    "logger": {},
}
ROOTS = ("params", "matrix", "job", "steps", "env", "trigger", "release", "response")
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class World(NamedTuple):
    """What every scope of a pipeline sees."""

    params: dict[str, Value]
    jobs: dict[str, dict[str, Data]]
    waits: dict[str, set[str]]


class Scope:
    """A level of variables. `levels` stand innermost first; what an expression's roots are is in `roots`."""

    def __init__(self, world: World, levels: list[dict[str, Data]], *, system: bool = True) -> None:
        self.world, self.levels, self.system = world, levels, system
        self.job = ""
        self.matrix: dict[str, Value] | None = None
        self.steps: dict[str, object] | None = None
        self.release = False
        self.response = False
        self.extra: set[str] = set()
        self.resolving: list[tuple[int, str]] = []

    def inside(self, variables: Data | None) -> "Scope":
        """Return a scope within this one."""
        inner = Scope(self.world, [_map(variables), *self.levels], system=self.system)
        inner.job, inner.matrix, inner.steps = self.job, self.matrix, self.steps
        inner.release, inner.extra = self.release, self.extra
        return inner

    # Variables

    def variable(self, name: str) -> Value | None:
        """Return a variable's value by precedence, None where nothing defines it."""
        for depth, level in enumerate(self.levels):
            if name not in level:
                continue
            place = (len(self.levels) - depth, name)
            if place in self.resolving:
                if self.resolving[-1] == place:
                    continue
                raise WrongError(f"{name} leads to itself")
            leaf = level[name]
            scope = self.at(depth)
            scope.resolving = [*self.resolving, place]
            if isinstance(leaf, Leaf):
                return scope.text(leaf)
            raise WrongError(f"{name} is no text")
        return Value("string", runtime=True, taint=True) if self.is_outer(name) else None

    def is_outer(self, name: str) -> bool:
        return name in self.extra or (self.system and name in SYSTEM)

    def at(self, depth: int) -> "Scope":
        scope = Scope(self.world, self.levels[depth:], system=self.system)
        scope.job, scope.matrix, scope.steps = self.job, self.matrix, self.steps
        scope.release, scope.extra = self.release, self.extra
        return scope

    # Texts

    def text(self, leaf: Leaf, *, script: bool = False, status: bool = False) -> Value:
        """Return the value of a text; a WrongError where a form in it has none."""
        if "${" not in leaf.text:
            kind = {bool: "boolean", int: "number", float: "number"}.get(type(leaf.value), "string")
            return Value(kind if not script else "string", leaf.text, known=True)
        values = self.parts(leaf.text, script=script, status=status)
        if len(values) == 1:
            return values[0]
        whole = join(*values)._replace(type="string")
        if all(value.known for value in values):
            return whole._replace(known=True, value="".join(_print(value.value) for value in values))
        return whole

    def parts(self, text: str, *, script: bool, status: bool) -> list[Value]:
        found: list[Value] = []
        at = plain = 0
        while (at := text.find("${", at)) >= 0:
            if not script and text[at - 1 : at] == "$":
                at += 2
                continue
            form = re.compile(r"\$\{(?:\{|(" + "|".join((*ROOTS, "secrets")) + r")\.)").match(text, at)
            if script and form is None:
                at += 2
                continue
            end = _end(text, at)
            if text[plain:at]:
                found.append(Value("string", text[plain:at].replace("$${", "${"), known=True))
            found.append(self.form(text[at:end], status=status))
            at = plain = end
        if text[plain:]:
            found.append(Value("string", text[plain:].replace("$${", "${"), known=True))
        return found

    def form(self, form: str, *, status: bool) -> Value:
        if form.startswith("${{"):
            return self.expression(form[3:-2], status=status)
        inside = form[2:-1]
        if match := re.fullmatch(r"secrets\.([A-Za-z][A-Za-z0-9_-]{0,49})", inside):
            return Value("string", secret=frozenset({match[1]}))
        name = NAME.match(inside)
        if name is None:
            raise WrongError(f"no form: {form}")
        rest = inside[name.end() :]
        if name[0] in ROOTS and rest[:1] in {".", "["}:
            if not re.fullmatch(r"[A-Za-z_][\w-]*\s*(\.\s*[A-Za-z_][\w-]*\s*|\['[^']*'\]|\[\d+\])*", inside):
                raise WrongError(f"no path: {form}")
            return self.expression(inside, status=status)
        return self.variable_form(name[0], rest, form)

    def variable_form(self, name: str, rest: str, form: str) -> Value:
        value = self.variable(name)
        if value is None and name in SYSTEM:
            raise WrongError(f"{name} is of a run")
        if value is not None and value.known:
            value = value._replace(type="string", value=_print(value.value))
        if rest.startswith((":-", ":+")):
            return self.alternative(value, rest)
        if value is None:
            raise WrongError(f"{name} is not defined")
        if not rest:
            return value
        if value.secret:
            raise WrongError("a secret in a form")
        match = re.fullmatch(r"(//?)(/|(?:\\/|[^/}])+)(?:/(.*))?", rest)
        if match is None or "${" in rest:
            raise WrongError(f"no form: {form}")
        if not value.known:
            return value
        pattern = match[2].replace("\\/", "/")
        return value._replace(value=str(value.value).replace(pattern, match[3] or "", -1 if match[1] == "//" else 1))

    def alternative(self, value: Value | None, rest: str) -> Value:
        empty = value is None or (value.known and value.value == "")
        argument = Leaf(rest[2:], rest[2:])
        if value is not None and value.secret:
            raise WrongError("a secret in a form")
        if rest[1] == "-":
            if value is not None and not empty:
                return value if value.known else join(value, self.text(argument))._replace(type="string")
            return self.text(argument)
        if empty:
            return Value("string", "", known=True)
        assert value is not None
        found = self.text(argument)
        return found if value.known else join(value, found)._replace(type="string")

    # Expressions

    def expression(self, text: str, *, status: bool = False) -> Value:
        """Return the value of an expression."""
        found = Expression(text, self.look, status=status)
        value = found.result()
        facts = join(value, *found.facts)
        if facts.secret:
            raise WrongError("a secret in an expression")
        known = value.known and not facts.runtime
        taint = facts.taint and value.type not in {"number", "boolean"}
        return value._replace(taint=taint, runtime=facts.runtime and not known, known=known)

    def look(self, path: tuple[str, ...]) -> Value:
        value = self.value_of(path)
        if self.response and value.runtime and path[0] != "response":
            raise WrongError(f"{path} beside a response")
        return value

    def value_of(self, path: tuple[str, ...]) -> Value:
        root = path[0]
        members = self.root(root)
        if len(path) == 1:
            return Value(members)
        name = path[1]
        if root == "env":
            value = self.variable(name)
            if value is None:
                raise (WrongError if name in SYSTEM else MissingError)(f"{name} is not set")
            return value._replace(type="string", value=_print(value.value) if value.known else None)
        if name not in members:
            raise WrongError(f"no {root}.{name}")
        if root == "params":
            return self.world.params[name]
        if root == "matrix" and self.matrix is not None:
            return self.matrix[name]
        return Value(members[name], runtime=True, taint=True)

    def root(self, root: str) -> dict[str, object]:
        rows: dict[str, dict[str, object] | None] = {
            "env": {},
            "params": dict.fromkeys(self.world.params, "any"),
            "matrix": None if self.matrix is None else dict.fromkeys(self.matrix, "string"),
            "job": None if not self.job else {name: self.job_type(name) for name in self.world.waits[self.job]},
            "steps": self.steps,
            "trigger": dict.fromkeys(TRIGGER, "string") if self.system else None,
            "release": dict.fromkeys(("id", "name"), "string") if self.release else None,
            "response": ANSWER if self.response else None,
        }
        found = rows.get(root)
        if found is None:
            raise WrongError(f"no root {root} here")
        return found

    def job_type(self, name: str) -> dict[str, object]:
        job = self.world.jobs[name]
        outputs = job.get("outputs", [])
        names = {item.text: "string" for item in outputs if isinstance(item, Leaf)} if isinstance(outputs, list) else {}
        return {"status": "string", "outputs": {} if "matrix" in job else names}


def _map(data: Data | None) -> dict[str, Data]:
    return data if isinstance(data, dict) else {}


def _end(text: str, at: int) -> int:
    """Return where the form that begins at `at` ends."""
    if text.startswith("${{", at):
        match = re.compile(r"\$\{\{((?:'[^']*'|(?!\}\}).)*)\}\}", re.DOTALL).match(text, at)
        if match is None:
            raise WrongError("a form that nothing closes")
        return match.end()
    depth, here = 0, at
    while here < len(text):
        if text.startswith("${", here):
            depth += 1
            here += 2
            continue
        if text[here] == "}":
            depth -= 1
            if depth == 0:
                return here + 1
        here += 1
    raise WrongError("a form that nothing closes")


def _print(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
