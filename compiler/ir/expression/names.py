"""What to say about a name that is not known."""

from .check import Roots
from .functions import FUNCTIONS
from .nearest import nearest, suggestion
from .notation import ROOTS, quoted
from .problem import Problem
from .syntax import Call, Member, Root
from .types import Object, Type, described

_CONSTANTS = {"True": "true", "TRUE": "true", "False": "false", "FALSE": "false"} | dict.fromkeys(
    ("None", "NULL", "Null", "nil", "undefined"), "null"
)
_PLACES = {
    "matrix": "only a job with a `matrix` has it",
    "job": "only jobs that depend on others have it",
    "steps": "only the later steps of a job have it",
    "release": "only deployments have it",
    "response": "only `until` of an `http_request` has it",
    "trigger": "deployed components do not see what started the pipeline",
}


def unknown_root(node: Root, roots: Roots) -> Problem:
    """Say that a bare name is none of the roots, and what was probably meant."""
    name = node.name
    message = f"`{name}` is no name that expressions know here"
    if name in ROOTS:
        return Problem("unknown-root", node.start, node.end, f"`{name}` is not known here", _PLACES.get(name, ""))
    known = [root for root in ROOTS if roots(root) is not None]
    replacement, help_ = _meant(name, known, roots)
    return Problem("unknown-root", node.start, node.end, message, help_, "", replacement)


def _meant(name: str, known: list[str], roots: Roots) -> tuple[str | None, str]:
    if name in _CONSTANTS:
        return _CONSTANTS[name], f"write `{_CONSTANTS[name]}`; names are case-sensitive"
    if name in FUNCTIONS:
        return None, f"`{name}` is a function: `{name}(…)`"
    if name == "secrets":
        return None, "a secret is no part of an expression; `${secrets.NAME}` stands in `environment` or `with`"
    for root in ("env", "params"):
        type_ = roots(root)
        if isinstance(type_, Object) and name in dict(type_.members):
            return f"{root}.{name}", f"did you mean `{root}.{name}`?"
    near = nearest(name, known)
    if near:
        return near, f"did you mean `{near}`?"
    listed = ", ".join(f"`{root}`" for root in known)
    return None, f"text stands in single quotes ({quoted(name)}); names begin with one of {listed}"


def unknown_member(node: Member, base: Type, name: str, owner: str) -> Problem:
    """Say that an object has no such member; `owner` is how it is written."""
    start = node.end - len(node.name) if node.name == name else node.start
    if not isinstance(base, Object):
        message = f"{described(base)} has no members, so no `{name}`"
        help_ = f"`{name}` is a function: `.{name}(…)`" if name in FUNCTIONS else ""
        return Problem("unknown-member", start, node.end, message, help_)
    names = [member for member, _ in base.members]
    if owner == "env":
        help_ = f"`default(env.{name}, '…')` gives a value for when it is not set"
        near = nearest(name, sorted(names))
        help_ = f"did you mean `{near}`? " + help_ if near else help_
        return Problem("unset-variable", start, node.end, f"there is no variable `{name}` here", help_, "", near)
    prefix, dash, rest = name.partition("-")
    if dash and prefix in names:
        help_ = f"`-` inside a name belongs to the name; subtraction is written with spaces: `{prefix} - {rest}`"
        written = f"{prefix} - {rest}" if rest.isdigit() else None
        return Problem("unknown-member", start, node.end, f"`{owner}` has no `{name}`", help_, "", written)
    help_ = suggestion(name, names, f"members of `{owner}`")
    return Problem(
        "unknown-member", start, node.end, f"`{owner}` has no `{name}`", help_, "", nearest(name, sorted(names))
    )


def unknown_function(node: Call) -> Problem:
    """Say that there is no such function."""
    near = nearest(node.function, FUNCTIONS)
    help_ = suggestion(node.function, FUNCTIONS, "functions", limit=len(FUNCTIONS))
    message = f"there is no function `{node.function}`"
    if node.method:
        return Problem("unknown-function", node.start, node.end, message, help_)
    end = node.start + len(node.function)
    return Problem("unknown-function", node.start, end, message, help_, "", near)
