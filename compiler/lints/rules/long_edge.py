"""A job waits for another because it needs something of it.

The longest chain of jobs decides how long a run takes. An edge that carries nothing (no artifact, no output, no status
that is asked for) between jobs that neither publish nor deploy only makes the chain longer: both jobs could run side by
side, and the run fails all the same when one of them does. What such an edge is good for is machine time, where the
first job fails early and often.

This goes by the `timeout`s that are written, of three jobs at least, and by what the file says; pipelines of
more than two hundred jobs are left alone. It is told of an edge
that makes the longest chain a quarter longer or more, five minutes at least. Nothing is said where the later job is
one that others wait for without waiting for the earlier one, where one of both has secrets, outputs or an approval,
deploys, or uses a container engine, which it may leave something behind in.

## Bad

```yaml
version: 1
name: shop
jobs:
  build:
    timeout: 10m
    artifacts:
      bin: {paths: [bin/**]}
    steps:
      - script: make
  unit:
    timeout: 20m
    inputs: [build.bin]
    steps:
      - script: make unit
  browser:
    timeout: 25m
    inputs: [build.bin]
    depends_on: [unit]
    steps:
      - script: make browser
```

## Good

```yaml
version: 1
name: shop
jobs:
  build:
    timeout: 10m
    artifacts:
      bin: {paths: [bin/**]}
    steps:
      - script: make
  unit:
    timeout: 20m
    inputs: [build.bin]
    steps:
      - script: make unit
  browser:
    timeout: 25m
    inputs: [build.bin]
    steps:
      - script: make browser
```

## Fix

Unsafe: the dependency is removed; both jobs run, also where the first one fails.
"""

import re
from collections.abc import Iterator
from typing import Final

from ...diagnostics import Diagnostic, Fix, Rule
from ...frontend.checked import CheckedDependency
from ...frontend.patches import remove_item
from ...frontend.removals import remove_key
from ...frontend.tree import Sequence
from ...frontend.units import format_duration
from ...ir.graph import reaches
from ..subjects import JobSubject, Pipeline

RULE = Rule("PC831", "long-edge", "hint")

_JOBS: Final = 3
_MOST: Final = 200
"""Each edge of the longest chain costs a walk over all jobs: in larger pipelines this is not looked at."""

_SHARE: Final = 0.25
_SECONDS: Final = 300
_ENGINES: Final = r"\b(?:docker|podman|buildah|nerdctl|kaniko|skopeo|push|publish|upload|deploy)\b"


def check_pipeline(pipeline: Pipeline) -> Iterator[Diagnostic]:
    """Yield a hint for each edge that carries nothing and makes the longest chain much longer."""
    durations = {job.name: float(job.job.timeout) for job in pipeline.jobs if job.body.get("timeout") is not None}
    if len(durations) < _JOBS or len(pipeline.jobs) > _MOST:
        return
    jobs = {job.name: job for job in pipeline.jobs}
    edges = [
        (job, item) for job in pipeline.jobs for item in job.checked.depends_on if _carries_nothing(job, item, jobs)
    ]
    if not edges:
        return
    from ...ir.analysis import critical_path

    graph = {name: list(pipeline.context.ancestry.edges[name]) for name in jobs}
    longest = critical_path(graph, durations)
    chain = set(zip(longest.jobs, longest.jobs[1:], strict=False))
    for job, item in edges:
        if (item.job, job.name) not in chain or _guards(graph, job.name, item.job):
            continue
        left = critical_path({**graph, job.name: [name for name in graph[job.name] if name != item.job]}, durations)
        saved = longest.duration - left.duration
        if saved >= max(_SECONDS, _SHARE * longest.duration):
            yield _told(job, item, int(longest.duration), int(left.duration))


def _carries_nothing(job: JobSubject, item: CheckedDependency, jobs: dict[str, JobSubject]) -> bool:
    """Tell whether nothing in the file says why a job waits for another."""
    other = jobs.get(item.job)
    if item.implied or other is None or job.checked.runs_on != ("success",):
        return False
    if any(given.job == item.job for given in job.checked.instances[0][1]):
        return False
    return _is_local(job) and _is_local(other) and not any(name == item.job for name, _ in job.pipeline.uses.outputs)


def _is_local(job: JobSubject) -> bool:
    """Tell whether a job changes nothing outside of its workspace, as far as can be seen."""
    plain = job.job
    if plain.deploy is not None or plain.secrets or plain.outputs or plain.approval is not None:
        return False
    if plain.network == "host" or plain.conditional is not None:
        return False
    return not any(re.search(_ENGINES, step.step.script or "") or step.step.action is not None for step in job.steps)


def _guards(graph: dict[str, list[str]], job: str, before: str) -> bool:
    """Tell whether a job that waits for `job` waits for `before` through it alone."""
    without = {**graph, job: [name for name in graph[job] if name != before]}
    return any(job in wanted and not reaches(without, name, before) for name, wanted in graph.items())


def _told(job: JobSubject, item: CheckedDependency, before: int, after: int) -> Diagnostic:
    return RULE.at(
        item.origin,
        f"job `{job.name}` takes nothing from `{item.job}`: without waiting for it the longest chain takes "
        f"{format_duration(after)} instead of {format_duration(before)}",
        label="carries nothing",
        help="let both run side by side, if the wait is not meant to save machine time",
        fix=_fix(job, item),
    )


def _fix(job: JobSubject, item: CheckedDependency) -> Fix | None:
    wanted, node = job.body.get("depends_on"), next(n for n in job.declaration.depends_on if n.text == item.job)
    source = job.pipeline.source(node)
    if isinstance(wanted, Sequence) and len(wanted) == 1:
        return remove_key(job.body, "depends_on", source, title="remove `depends_on`", safe=False)
    fix = remove_item(wanted, node, source)
    return None if fix is None else fix._replace(title=f"do not wait for `{item.job}`", safe=False)
