"""What a deployment does to find out that it goes wrong, and what it does then."""

from collections.abc import Iterator
from typing import Any, Final

from ..case import Case, Edit
from ..finding import WHO, Finding, Reason, Rule, found, place_of
from ..lines import counted, difference
from ..words import change, rows, texts

_REASONS: Final = {
    "rollback": Reason("dangerous", "a deployment that fails leaves what it made of the environment"),
    "smoke-test": Reason("dangerous", "the new version gets all traffic without having been tried"),
    "analysis": Reason("dangerous", "a version that does worse than the one before goes on to all traffic"),
    "monitor": Reason("notable", "what fails a little later is no longer noticed"),
    "unasked": Reason("notable", "nobody has to agree any more before more traffic comes"),
    "wider": Reason("notable", "more instances are away or new at the same time"),
    "weaker": Reason("notable", "a worse version may pass"),
    "tried": Reason("notable", "something else than before decides whether the new version gets traffic"),
    "kept": Reason("notable", "the way back is there for a shorter time"),
    "careful": Reason("low", "the deployment is more careful than before"),
    "other": Reason("low", "the deployment goes another way"),
}

_LESS_IS_WORSE: Final = {
    "monitor": "monitor",
    "keep_old": "kept",
    "success_threshold": "weaker",
    "drain_timeout": "other",
    "health_check_interval": "other",
    "health_check_timeout": "other",
}
_MORE_IS_WORSE: Final = {"batch_size": "wider", "max_unavailable": "wider", "failure_threshold": "weaker"}


def find(case: Case) -> Iterator[Finding]:
    """Yield a finding for each setting of a deployment that is another; its strategy's type is told elsewhere."""
    for edit in case.edits:
        if edit.path[0] == "jobs" and edit.path[2:3] == ("deploy",) and len(edit.path) > 3 and edit.kind == "changed":
            where, names = place_of(edit.path)
            below = names[2:] if names[1:2] == ("strategy",) else names[1:]
            key = _key(tuple(map(str, below)), edit) if below else None
            if key is not None:
                both = texts(edit.before, edit.after)
                lines = difference(*both) if both else ()
                said = (
                    f"{'.'.join(map(str, below))}, {counted(lines)}" if lines else _said(tuple(map(str, below)), edit)
                )
                yield found(_REASONS[key], where, f"{WHO}: {said}", [edit], lines=lines)


def _key(below: tuple[str, ...], edit: Edit) -> str | None:  # noqa: PLR0911 - a table
    name, before, after = below[0], edit.before, edit.after
    if name == "rollback_on_failure":
        return "careful" if after else "rollback"
    if name == "smoke_test":
        return _tested(below, before, after)
    if name == "analysis":
        return _analysed(before, after)
    if name == "stages":
        if _asking(after) < _asking(before):
            return "unasked"
        return "wider" if _first(after) > _first(before) else "other"
    if name in _LESS_IS_WORSE:
        return _LESS_IS_WORSE[name] if after < before else "careful"
    if name in _MORE_IS_WORSE:
        return _MORE_IS_WORSE[name] if after > before else "careful"
    return "other" if name == "sticky" else None


def _tested(below: tuple[str, ...], before: Any, after: Any) -> str:
    if len(below) == 1 and after is None:
        return "smoke-test"
    return "careful" if before is None else "tried"


def _analysed(before: Any, after: Any) -> str:
    if not isinstance(before, tuple) or not isinstance(after, tuple):
        return "other"
    if len(after) < len(before):
        return "weaker" if after else "analysis"
    if any(new.threshold > old.threshold for old, new in zip(before, after, strict=False)):
        return "weaker"
    return "careful" if len(after) > len(before) else "other"


def _asking(stages: Any) -> int:
    return sum(stage.approval is not None for stage in stages) if isinstance(stages, tuple) else 0


def _first(stages: Any) -> float:
    return stages[0].weight if isinstance(stages, tuple) and stages else 0.0


def _said(below: tuple[str, ...], edit: Edit) -> str:
    if below[0] in {"stages", "analysis"} and isinstance(edit.before, tuple) and isinstance(edit.after, tuple):
        return f"{below[0]} {rows(edit.before, edit.after)}"
    return f"{'.'.join(below)} {change(below[-1], edit.before, edit.after)}"


RULE: Final = Rule("deployment-guard", "How a deployment finds out that it goes wrong, and what then.", _REASONS, find)
