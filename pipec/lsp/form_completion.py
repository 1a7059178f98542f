"""Completion inside `${…}`, `${{ … }}`, conditions and scripts: variables, members, functions."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from compiler.frontend.scope import Scope
from compiler.ir.expression import ANY, ROOTS, UNKNOWN, Array, Object, Type, type_name
from compiler.ir.expression.functions import FUNCTIONS, Function
from compiler.ir.expression.types import kind_of_type
from compiler.ir.system import SYSTEM_VARIABLES, TRIGGER_MEMBERS
from compiler.source import Source

from .cursor import Cursor
from .model import Model
from .proposal import Proposal
from .roles import Role, value_role
from .scopes import scope_at

_PATH: Final = re.compile(r"(?P<base>(?:[A-Za-z_][\w-]*\.)*)(?P<word>(?:[A-Za-z_][\w-]*)?)\Z")
_VARIABLE: Final = re.compile(r"[A-Za-z_]\w*\Z|\Z")
_SHELL: Final = re.compile(r"\$(?P<word>(?:[A-Za-z_]\w*)?)\Z")
_HIDDEN: Final = frozenset({"orElse", "ifSet", "replaceFirst"})
"""Functions that variable forms are made of, and that people do not write."""

Found = tuple[int, list[Proposal] | None]
"""Where the word at the cursor begins, and what may stand there; None outside of forms."""


def complete_form(models: Iterable[Model], cursor: Cursor, source: Source, offset: int) -> Found:
    """Complete inside a form; the start is that of the word at the cursor."""
    role = value_role(cursor.path)
    kind, typed = _innermost(cursor, role, source.text[max(0, offset - 1) : offset])
    if not kind:
        return offset, None
    scopes = [scope_at(model, cursor.path) for model in models]
    found: list[Proposal] = []
    word = ""
    for scope in scopes:
        word, proposals = _complete(scope, kind, typed, role)
        found += proposals
    return offset - len(word), found


def _innermost(cursor: Cursor, role: Role, last: str) -> tuple[str, str]:
    """Return what is open at the cursor (`expression`, `variable`, `shell` or nothing) and its text so far."""
    if cursor.part == "key":
        return "", ""
    before = cursor.before
    begun = before.rfind("${{")
    if begun >= 0 and "}}" not in before[begun:]:
        return "expression", before[begun + 3 :] if last.strip() else before[begun + 3 :] + " "
    begun = before.rfind("${")
    if begun >= 0 and before[begun - 1 : begun] != "$" and "}" not in before[begun:]:
        return "variable", before[begun + 2 :]
    if role == "script" and _SHELL.search(before):
        return "shell", before
    return ("expression", before) if role == "condition" and "${" not in before else ("", "")


def _complete(scope: Scope, kind: str, typed: str, role: Role) -> tuple[str, list[Proposal]]:
    if kind == "shell":
        found = _SHELL.search(typed)
        return ("" if found is None else found["word"]), list(_variables(scope))
    if kind == "variable":
        return _in_variable(scope, typed, role)
    if typed.count("'") % 2:
        return "", []
    return _in_expression(scope, typed)


def _in_variable(scope: Scope, typed: str, role: Role) -> tuple[str, list[Proposal]]:
    """Complete behind `${`: a variable, a path from a root, a secret."""
    if typed.startswith("secrets."):
        word = typed.removeprefix("secrets.")
        return word, [Proposal(name, "name", "secret of the job") for name in _secrets(scope)]
    if "." in typed:
        return _in_expression(scope, typed)
    if not _VARIABLE.match(typed):
        return "", []
    found = list(_variables(scope))
    found += (Proposal(root, "member", "root", insert=f"{root}.") for root in _roots(scope) if root != "env")
    if role != "script" and _secrets(scope):
        found.append(Proposal("secrets", "member", "secrets of the job", insert="secrets."))
    return typed, found


def _in_expression(scope: Scope, typed: str) -> tuple[str, list[Proposal]]:
    found = _PATH.search(typed)
    if found is None:
        return "", []
    base, word = found["base"].rstrip("."), found["word"]
    if base:
        return word, list(_members(scope, base))
    if typed[: found.start()].rstrip().endswith((".", "'")) and not typed[: found.start()].endswith(" "):
        return word, []
    proposals = [Proposal(root, "member", "root", _ROOTS.get(root, ""), f"{root}.") for root in _roots(scope)]
    proposals += (
        _function(name, function)
        for name, function in FUNCTIONS.items()
        if name not in _HIDDEN and (function.special != "status" or scope.status)
    )
    proposals += (Proposal(name, "value") for name in ("true", "false", "null"))
    return word, proposals


def _members(scope: Scope, base: str) -> Iterator[Proposal]:
    """Yield the members of a path's value, and the functions that can be called on it."""
    root, *parts = base.split(".")
    type_ = scope.root_type(root)
    for part in parts:
        type_ = type_.member(part) if isinstance(type_, Object) else None
    if isinstance(type_, Object):
        for name, member in type_.members:
            yield Proposal(name, "member", type_name(member), _member_text(scope, base, name))
    elif type_ is not None and type_ not in {ANY, UNKNOWN}:
        yield from _methods(type_)


def _methods(type_: Type) -> Iterator[Proposal]:
    kind = "array" if isinstance(type_, Array) else kind_of_type(type_)
    for name, function in FUNCTIONS.items():
        parameters = function.parameters
        if name not in _HIDDEN and parameters and kind in parameters[0].kinds:
            yield _function(name, function, method=True)


def _member_text(scope: Scope, base: str, name: str) -> str:
    if base == "env":
        return SYSTEM_VARIABLES.get(name, "")
    if base == "trigger":
        return SYSTEM_VARIABLES.get(TRIGGER_MEMBERS.get(name, ""), "")
    if base == "params" and name in scope.context.params:
        description = scope.context.params[name].declaration.body.get("description")
        return getattr(description, "text", "")
    return ""


def _function(name: str, function: Function, *, method: bool = False) -> Proposal:
    parameters = [parameter.name for parameter in function.parameters][1 if method else 0 :]
    shown = ", ".join([*parameters, *(["…"] if function.variadic else [])])
    result = "" if callable(function.result) else f" → {type_name(function.result)}"
    return Proposal(name, "function", f"({shown}){result}", insert=f"{name}(" if parameters else f"{name}()")


def _variables(scope: Scope) -> Iterator[Proposal]:
    own = frozenset(scope.names())
    for place, name in enumerate(scope.all_names()):
        detail = "variable of the file" if name in own else "variable"
        yield Proposal(name, "variable", detail, SYSTEM_VARIABLES.get(name, ""), order=f"{place:04}")


def _roots(scope: Scope) -> list[str]:
    return [root for root in ROOTS if scope.root_type(root) is not None]


def _secrets(scope: Scope) -> tuple[str, ...]:
    jobs = scope.context.document.jobs
    return tuple(jobs[scope.job].secrets) if scope.job in dict(jobs) else ()


_ROOTS: Final = {
    "env": "The variables that can be seen here.",
    "params": "The parameters of the pipeline.",
    "matrix": "The values of this instance of the matrix.",
    "job": "The jobs that this one waits for: `status` and `outputs`.",
    "steps": "The earlier steps of this job: `status` and `outputs`.",
    "trigger": "What started the pipeline.",
    "release": "The release that is deployed.",
}
