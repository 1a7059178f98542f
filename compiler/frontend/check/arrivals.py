"""What arrives in a job's workspace: its own instance's artifact where axes are equal, no file twice."""

import posixpath
import re
from collections.abc import Iterator, Mapping

from ...ir.job import Artifact, Job
from ..checked import CheckedInput, CheckedJob, same_axes
from ..context import Context

_FILE = r"[^*?\[\]/][^*?\[\]]*\.[A-Za-z0-9]{1,8}"
_FOLDERS = (".d", ".app", ".egg-info", ".dist-info", ".framework", ".bundle", ".git")
"""Endings that folders have, although they look like those of files."""


def check_arrivals(context: Context, jobs: tuple[CheckedJob, ...]) -> None:
    """Check the inputs of every job against what their producers make."""
    by_name = {job.name: job for job in jobs}
    for job in jobs:
        if not any(inputs for _, inputs in job.instances):
            continue
        if job.axes and job.expanded:
            _check_instances(context, job, by_name)
        if len(job.instances[0][1]) > 1:
            _check_files(context, job, by_name)


def _check_instances(context: Context, job: CheckedJob, jobs: Mapping[str, CheckedJob]) -> None:
    """Report an input from a job with the same axes that lacks one of this job's combinations."""
    equals = {item.job: jobs[item.job] for item in job.instances[0][1] if same_axes(job, jobs[item.job])}
    combinations = {name: producer.combinations() for name, producer in equals.items() if producer.expanded}
    for instance, inputs in job.instances:
        for item in inputs:
            known, matrix = combinations.get(item.job), instance.matrix
            if known is not None and matrix is not None and not item.optional and matrix.combination not in known:
                from ..rules.matrix_input import no_such_instance

                context.report(no_such_instance(item, matrix, jobs[item.job]))


def _check_files(context: Context, job: CheckedJob, jobs: Mapping[str, CheckedJob]) -> None:
    seen: dict[str, CheckedInput] = {}
    for item in job.instances[0][1]:
        producer = jobs[item.job]
        if producer.axes and not same_axes(job, producer):
            continue  # each instance arrives in a folder of its own
        for path in _files(item, producer.instances[0][0]):
            first = seen.setdefault(path, item)
            if (first.job, first.artifact) != (item.job, item.artifact):
                from ..rules.input_collision import collision

                context.report(collision(item, first, path))


def _files(item: CheckedInput, producer: Job) -> Iterator[str]:
    """Yield the files that surely arrive: those written without wildcards that cannot well be folders."""
    artifact: Artifact | None = next((each for each in producer.artifacts if each.name == item.artifact), None)
    for path in artifact.paths if artifact is not None else ():
        if re.fullmatch(_FILE, path) and not path.endswith(_FOLDERS):
            yield posixpath.normpath(posixpath.join(item.path, path))
