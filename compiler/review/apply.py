"""Changes made in a plan: what `compare` found, done."""

from collections.abc import Iterable, Iterator

from ..ir.job import Job
from ..ir.plan import Plan
from .changes import Change
from .editing import Tree, edited
from .edits import Edit
from .normal import normal
from .renames import rename_top
from .rewriting import rename_artifacts, rename_services
from .structure import is_structure, restructure


def apply(plan: Plan, changes: Iterable[Change]) -> Plan:
    """Return the plan with the changes made, in its normal form; a KeyError when they are those of another plan."""
    top: list[Edit] = []
    inner: list[Edit] = []
    rest: list[Edit] = []
    for change in changes:
        for edit in _unfolded(change):
            (top if _is_top_rename(edit) else inner if _is_inner_rename(edit) else rest).append(edit)
    plan = restructure(_renamed_inside(rename_top(normal(plan), top), inner), rest)
    tree = Tree()
    for edit in rest:
        if not is_structure(edit):
            tree.put(edit)
    return normal(edited(plan, tree))


def _unfolded(change: Change) -> Iterator[Edit]:
    """Yield a change at each of its places."""
    for path, before, after in change.places:
        yield Edit(change.kind, path, before, after, change.names, change.place)


_TOP = ("params", "components", "environments", "jobs")


def _is_top_rename(edit: Edit) -> bool:
    return edit.kind == "renamed" and len(edit.path) == len(("jobs", "ID")) and edit.path[0] in _TOP


def _is_inner_rename(edit: Edit) -> bool:
    path = edit.path
    inner = len(path) == len(("jobs", "ID", "services", "NAME")) and path[0] == "jobs"
    return edit.kind == "renamed" and inner and path[2] in {"services", "artifacts"}


def _renamed_inside(plan: Plan, edits: Iterable[Edit]) -> Plan:
    artifacts: dict[tuple[str, str], str] = {}
    services: dict[str, dict[str, str]] = {}
    for edit in edits:
        job = str(edit.path[1])
        if edit.path[2] == "artifacts":
            artifacts[job, edit.before] = edit.after
        else:
            services.setdefault(job, {})[edit.before] = edit.after

    def renamed(job: Job) -> Job:
        return rename_services(job, services[job.id]) if job.id in services else job

    plan = rename_artifacts(plan, artifacts)
    return plan._replace(jobs=tuple(map(renamed, plan.jobs))) if services else plan
