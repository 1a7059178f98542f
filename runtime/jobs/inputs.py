"""The artifacts of other jobs that a job begins with."""

from compiler.ir.job import Job

from ..errors import RuntimeFault
from .context import RunContext


def input_digests(context: RunContext, job: Job) -> tuple[str | None, ...]:
    """Return the digest of each input, None for an optional one that is absent; a fault for another that is."""
    found: list[str | None] = []
    for item in job.inputs:
        digest = context.results.artifact(item.job, item.artifact)
        if digest is None and not item.optional:
            raise RuntimeFault(
                f"the input `{item.job}.{item.artifact}` is missing: `{item.job}` kept no such artifact",
                "set `optional: true` on the input if the job can do without",
                failure_class="dependency",
            )
        found.append(digest)
    return tuple(found)
