"""How long a run may take: the chain of jobs that decides it, by their timeouts."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from ....ir.analysis import CriticalPath, critical_path, plan_graph, timeouts
from ....ir.plan import Plan
from ....ir.text_values import duration
from ..case import Case
from ..finding import PIPELINE, Finding, Reason, Rule
from ..graphs import Names

_REASONS: Final = {
    "too-long": Reason("notable", "jobs that take as long as they may are ended by the pipeline's timeout"),
    "longer": Reason("low", "a run may take longer, by what its jobs may take"),
    "shorter": Reason("none"),
    "same": Reason("none"),
}


def find(case: Case) -> Iterator[Finding]:
    """Yield one finding where another chain decides, or the same one for another time."""
    if not case.before.jobs or not case.after.jobs or not case.under("jobs"):
        return
    old, new = _path(case.before), _path(case.after)
    if old == new or (old.duration == new.duration and _still(case.after, old)):
        return
    text = f"critical path {_said(case.after, new)}, before "
    text += duration(round(old.duration)) if old.jobs == new.jobs else _said(case.before, old)
    if old.duration != new.duration:
        by = duration(round(abs(new.duration - old.duration)))
        text += f": {by} {'longer' if new.duration > old.duration else 'shorter'}"
    yield Finding(_REASONS[_key(case, old, new)], PIPELINE, text)


def _path(plan: Plan) -> CriticalPath:
    return critical_path(plan_graph(plan), timeouts(plan))


def _still(plan: Plan, path: CriticalPath) -> bool:
    """Tell whether a chain is there and takes as long: of chains that are equally long any one is the critical path."""
    graph, times = plan_graph(plan), timeouts(plan)
    linked = all(first in graph.get(second, ()) for first, second in pairwise(path.jobs))
    return linked and sum(times.get(job, 0) for job in path.jobs) == path.duration


def _key(case: Case, old: CriticalPath, new: CriticalPath) -> str:
    if new.duration > case.after.timeout and not old.duration > case.before.timeout:
        return "too-long"
    return "longer" if new.duration > old.duration else "shorter" if new.duration < old.duration else "same"


def _said(plan: Plan, path: CriticalPath) -> str:
    known = Names(plan)
    jobs = [name.strip("`") for each in path.jobs for name in known.of([each])]
    shown = [*jobs[:3], "…", *jobs[-2:]] if len(jobs) > 6 else jobs
    return f"`{' > '.join(shown)}` {duration(round(path.duration))}"


RULE: Final = Rule("critical-path", "The chain of jobs that decides how long a run may take.", _REASONS, find)
