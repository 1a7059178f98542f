"""Scopes: where a variable's name is looked up, and what the roots of an expression stand for there.

Scopes nest as the file does: step, job, pipeline. A variable's own value is resolved in the scope that defines it, so
that `global_env` means the same in every job; a value that mentions its own name means the outer scope's.
"""

from collections.abc import Mapping as AbstractMapping

from ..diagnostics import Span
from ..ir.expression import Object, Type
from ..ir.expression.syntax import Member, Root
from ..ir.system import SYSTEM_VARIABLES, TRIGGER_MEMBERS
from ..ir.values import Variable
from .context import Context
from .document import Anything, StepDeclaration
from .resolved import BROKEN, Resolved, constant
from .roots import ROOT_TYPES
from .tree import Broken, Entry, Mapping, Node, Scalar

MAX_DEPTH = 32
"""How deep variables may lead to variables."""


class Scope:
    """One level of variables and the values that expressions see there.

    `matrix` holds the instance's axis values, `job` names the job in which this is, `steps` are the earlier steps
    of it (None outside of steps), `owner` is how messages name this place. `services` are the variables by which
    steps reach the job's services. `vague` says that an `environment` was broken: any variable may be defined;
    `response`, that a condition over a response is read.
    """

    __slots__ = (
        "context", "entries", "job", "matrix", "memo", "outer", "owner", "release", "resolving", "response",
        "services", "status", "steps", "system", "types", "vague", "variables",
    )  # fmt: skip

    def __init__(
        self,
        context: Context,
        owner: str,
        environment: Node | None = None,
        outer: "Scope | None" = None,
    ) -> None:
        self.context = context
        self.owner = owner
        entries = environment.entries if isinstance(environment, Mapping) else ()
        self.entries: dict[str, Entry] = {entry.key.text: entry for entry in entries}
        self.vague: bool = isinstance(environment, Broken) or (outer is not None and outer.vague)
        self.outer = outer
        self.matrix: AbstractMapping[str, Resolved] | None = outer.matrix if outer else None
        self.job: str = outer.job if outer else ""
        self.steps: tuple[StepDeclaration, ...] | None = outer.steps if outer else None
        self.services: frozenset[str] = outer.services if outer else frozenset()
        self.release: bool = outer.release if outer else False
        self.system: bool = outer.system if outer else True
        self.status = False
        self.response = False
        self.memo: dict[str, Resolved] = {}
        self.types: dict[str, Type | None] = {}
        self.variables: dict[str, Variable | None] | None = None
        self.resolving: list[tuple[Scope, str]] = outer.resolving if outer else []

    def names(self) -> tuple[str, ...]:
        """Return every variable that can be named here, nearest first, without the system's."""
        own = dict.fromkeys(self.entries)
        if self.outer is not None:
            own.update(dict.fromkeys(self.outer.names()))
        return tuple(own)

    def definition(self, name: str) -> Span | None:
        """Return where the variable is defined, or None for the system's and unknown ones."""
        entry = self.entries.get(name)
        if entry is not None:
            return entry.key.span
        return self.outer.definition(name) if self.outer is not None else None

    def defines(self, name: str) -> bool:
        """Tell whether a variable of this name can be seen here."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.entries:
                return True
            scope = scope.outer
        return (self.system and name in SYSTEM_VARIABLES) or name in self.services or self._given(name) or self.vague

    def all_names(self) -> tuple[str, ...]:
        """Return every variable that can be named here, nearest first: those of the file, given ones, the system's."""
        given = (name for name, parameter in self.context.params.items() if parameter.given)
        system = SYSTEM_VARIABLES if self.system else ()
        return tuple(dict.fromkeys((*self.names(), *given, *sorted(self.services), *system)))

    def lookup(self, name: str) -> Resolved | None:
        """Return a variable's value by precedence; None when nothing defines it."""
        if self._given(name):
            return parameter_value(self.context, name)
        scope: Scope | None = self
        while scope is not None:
            entry = scope.entries.get(name)
            if entry is not None:
                return scope.own_value(name, entry)
            scope = scope.outer
        return self._system(name)

    def _system(self, name: str) -> Resolved | None:
        if name in self.services:
            return Resolved((Member(Root("env"), name),), known=False, runtime=f"`{name}`")
        if self.system and name in SYSTEM_VARIABLES:
            return system_variable(name)
        return BROKEN if self.vague else None

    def is_system(self, name: str) -> bool:
        """Tell whether a name means the system's variable here, whatever surrounds it."""
        return (
            self.system
            and name in SYSTEM_VARIABLES
            and name not in self.services
            and not self._given(name)
            and self.definition(name) is None
        )

    def _given(self, name: str) -> bool:
        parameter = self.context.params.get(name)
        return parameter is not None and parameter.given

    def refers_to_itself(self, name: str) -> bool:
        """Tell whether it is the value of this very variable that is being resolved."""
        return bool(self.resolving) and self.resolving[-1] == (self, name)

    def own_value(self, name: str, entry: Entry) -> Resolved | None:
        """Return the value of a variable of this very scope."""
        known = self.memo.get(name)
        if known is not None:
            return known
        if (self, name) in self.resolving:
            return self._outside(name) if self.refers_to_itself(name) else self._cycle(name)
        if not isinstance(entry.value, Scalar):
            return BROKEN
        from .interpolation import resolve_scalar

        self.resolving.append((self, name))
        try:
            self.memo[name] = result = resolve_scalar(self, entry.value)
        finally:
            self.resolving.pop()
        return result

    def _outside(self, name: str) -> Resolved | None:
        outer = None if self.outer is None else self.outer.lookup(name)
        return self._system(name) if outer is None else outer

    def _cycle(self, name: str) -> Resolved:
        from .rules.variable_cycle import cycle

        path = self.resolving[self.resolving.index((self, name)) :]
        keys = tuple(scope.entries[key].key for scope, key in path)
        # One cycle is one mistake, wherever its reading began: it is told at its first variable in the file.
        first = min(range(len(keys)), key=lambda index: keys[index].span)
        self.context.report(cycle(keys[first:] + keys[:first], self.entries[name]))
        return BROKEN

    def root_type(self, root: str) -> Type | None:
        """Return the type of an expression's root here, None where there is no such root."""
        if root not in self.types:
            self.types[root] = ROOT_TYPES[root](self) if root in ROOT_TYPES else None
        return self.types[root]


def system_variable(name: str) -> Resolved:
    """A system variable: text that is known at run time."""
    reference = Member(Root("env"), name)
    return Resolved((reference,), known=False, taint=f"`{name}`", runtime=f"`{name}`")


def parameter_value(context: Context, name: str) -> Resolved:
    """The value of a declared parameter."""
    parameter = context.params[name]
    if parameter.declaration.broken or isinstance(parameter.declaration.body.get("type"), Broken):
        return BROKEN
    taint = f"parameter `{name}`" if parameter.tainted else ""
    if parameter.known and parameter.bind == "compile":
        return constant(parameter.value, parameter.type, taint)
    reference = Member(Root("params"), name)
    label = f"parameter `{name}`"
    if parameter.bind == "compile":
        context.unknown = True
        return Resolved((reference,), known=False, type=parameter.type, taint=taint, unknown=True)
    return Resolved((reference,), known=False, type=parameter.type, taint=taint, runtime=label)


def path_value(scope: Scope, path: tuple[str, ...]) -> Resolved | None:
    """Return what a root, or a member of it, stands for at compile time, None where it stays a run-time path."""
    return _whole(scope, path[0]) if len(path) == 1 else _member(scope, path)


def _member(scope: Scope, path: tuple[str, ...]) -> Resolved | None:
    root, name = path[:2]
    if root == "env":
        return scope.lookup(name)
    if root == "params" and name in scope.context.params:
        return parameter_value(scope.context, name)
    if root == "params" and isinstance(scope.context.document.params, Anything):
        return BROKEN
    if root == "matrix" and scope.matrix is not None:
        return scope.matrix.get(name, BROKEN if isinstance(scope.matrix, Anything) else None)
    if root == "trigger" and name in TRIGGER_MEMBERS:
        label = run_time_label(path)
        return system_variable(TRIGGER_MEMBERS[name])._replace(taint=label, runtime=label)
    return None


def run_time_label(path: tuple[str, ...]) -> str:
    """How messages name a run-time path."""
    return f"`{'.'.join(path)}`"


def _whole(scope: Scope, root: str) -> Resolved | None:
    """Return the object that a root stands for as a whole, None where not all of it is known at compile time."""
    if root == "matrix" and scope.matrix is not None:
        members = dict(scope.matrix)
    elif root == "params":
        members = {name: parameter_value(scope.context, name) for name in scope.context.params}
    else:
        return None
    if any(member.broken for member in members.values()):
        return BROKEN
    if any(member.unknown for member in members.values()):
        return Resolved((Root(root),), known=False, unknown=True)
    if not all(member.known for member in members.values()):
        return None
    taint = next((member.taint for member in members.values() if member.taint), "")
    kind = Object(tuple((name, member.type) for name, member in members.items()))
    return constant({name: member.value for name, member in members.items()}, kind, taint)
