"""What the roots of an expression are in a scope: the types of `env`, `params`, `matrix`, `job`, `steps` and others.

Objects with many members (all variables, all jobs that one waits for) look up the one that is asked for; the whole
list is made for messages alone.
"""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from ..ir.expression import ANY, BOOLEAN, NUMBER, STRING, Object, Type
from ..ir.system import RELEASE_MEMBERS, TRIGGER_MEMBERS
from .document import Anything, StepDeclaration, is_vague
from .tree import Broken, Scalar

if TYPE_CHECKING:
    from .scope import Scope


class LazyObject(Object):
    """A closed object whose members are looked up one at a time; equal to itself alone."""

    __slots__ = ("_look", "_names")

    def __init__(self, look: Callable[[str], Type | None], names: Callable[[], Iterable[str]]) -> None:
        self._look = look
        self._names = names
        self.open = False

    def member(self, name: str) -> Type | None:
        """Return the type of a member, None when there is none."""
        return self._look(name)

    def __getattr__(self, name: str) -> tuple[tuple[str, Type], ...]:
        # Only an attribute that was never set comes here: the list of all members.
        if name != "members":
            raise AttributeError(name)
        self.members = tuple((each, self._look(each) or ANY) for each in self._names())
        return self.members

    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return id(self)


class TextObject(Object):
    """An object that may have any member, all of them text: the outputs of a script."""

    __slots__ = ()

    def member(self, name: str) -> Type | None:
        """Return the type of a member."""
        return super().member(name) and STRING


def _env_type(scope: "Scope") -> Type:
    return LazyObject(lambda name: STRING if scope.defines(name) else None, scope.all_names)


def _params_type(scope: "Scope") -> Type:
    params = scope.context.params
    if isinstance(scope.context.document.params, Anything):
        return Object((), open=True)
    return LazyObject(lambda name: params[name].type if name in params else None, lambda: params)


def _matrix_type(scope: "Scope") -> Type | None:
    if scope.matrix is None:
        return None
    return Object(tuple((axis, STRING) for axis in scope.matrix), open=isinstance(scope.matrix, Anything))


def _jobs_type(scope: "Scope") -> Type | None:
    waiting, jobs = scope.job, scope.context.document.jobs
    if not waiting:
        return None
    ancestry = scope.context.ancestry

    def look(name: str) -> Type | None:
        return _job_type(jobs[name].outputs) if name in jobs and ancestry.may_reach(waiting, name) else None

    return LazyObject(look, lambda: ancestry.of(waiting))


def _job_type(outputs: Iterable[str]) -> Type:
    vague = isinstance(outputs, Anything)
    published = TextObject((), open=True) if vague else Object(tuple((name, STRING) for name in outputs))
    return Object((("status", STRING), ("outputs", published)))


def _steps_type(scope: "Scope") -> Type | None:
    if scope.steps is None:
        return None
    named = (step for step in scope.steps if step.named)
    members = tuple((step.name, Object((("status", STRING), ("outputs", _outputs(step))))) for step in named)
    job = scope.context.document.jobs.get(scope.job)
    vague = job is not None and is_vague(job.body.get("steps"))
    return Object(members, open=vague or any(isinstance(step.body.get("name"), Broken) for step in scope.steps))


def _outputs(step: StepDeclaration) -> Type:
    action = step.body.get("action")
    if isinstance(action, Scalar):
        return ACTION_OUTPUTS.get(action.text, Object())
    return TextObject((), open=True)


GENERATED = Object((("text", STRING), ("model", STRING), ("tokens", NUMBER)))
"""What the action `generator` publishes; conditions do not read it."""

ACTION_OUTPUTS: dict[str, Type] = {
    "http_request": Object(
        (("status", NUMBER), ("body", STRING), ("headers", TextObject((), open=True)), ("json", ANY))
    ),
    "health_check": Object((("healthy", BOOLEAN), ("attempts", NUMBER))),
    "generator": GENERATED,
    "logger": Object(),
}
"""What each action publishes; a script publishes any names, all of them text."""


def _response_type(scope: "Scope") -> Type | None:
    return ACTION_OUTPUTS["http_request"] if scope.response else None


def _trigger_type(scope: "Scope") -> Type | None:
    return _TRIGGER if scope.system else None


def _release_type(scope: "Scope") -> Type | None:
    return _RELEASE if scope.release else None


_TRIGGER = Object(tuple((name, STRING) for name in TRIGGER_MEMBERS))
_RELEASE = Object(tuple((name, STRING) for name in RELEASE_MEMBERS))

ROOT_TYPES: dict[str, "Callable[[Scope], Type | None]"] = {
    "env": _env_type,
    "params": _params_type,
    "matrix": _matrix_type,
    "job": _jobs_type,
    "steps": _steps_type,
    "trigger": _trigger_type,
    "release": _release_type,
    "response": _response_type,
}
"""Each root to what gives its type in a scope, None where there is no such root."""
