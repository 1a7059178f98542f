"""An artifact holds something that no other of its job holds.

Two artifacts of a job with the same paths, kept under the same conditions, are the same files twice: they are packed,
sent and kept twice. Whoever takes one can as well take the other.

## Bad

```yaml
version: 1
name: shop
jobs:
  build:
    artifacts:
      binaries: {paths: [bin/**]}
      programs: {paths: [bin/**]}
    steps:
      - script: make
```

## Good

```yaml
version: 1
name: shop
jobs:
  build:
    artifacts:
      binaries: {paths: [bin/**]}
      manual: {paths: [doc/**]}
    steps:
      - script: make
```

## Fix

Unsafe: the second one is removed where nothing in the file takes it; people may look for it by its name.
"""

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Fix, Label, Rule
from ...frontend.removals import remove_nested
from ...frontend.tree import Mapping
from ..subjects import JobSubject

RULE = Rule("PC853", "same-artifact", "hint")


def check_job(job: JobSubject) -> Iterator[Diagnostic]:
    """Yield a hint for each artifact that has the paths and conditions of one before it."""
    if len(job.job.artifacts) < 2:
        return
    seen: dict[object, str] = {}
    for artifact in job.job.artifacts:
        kept = (frozenset(artifact.paths), artifact.when, artifact.retention, artifact.compression, artifact.optional)
        first = seen.setdefault(kept, artifact.name)
        if first != artifact.name:
            yield RULE.at(
                artifact.origin,
                f"artifact `{artifact.name}` of job `{job.name}` holds the same files as `{first}`",
                label="the same files",
                related=(Label(job.declaration.artifacts[first].span, "kept here already"),),
                help=f"keep one of them, and take it by its name: `{job.name}.{first}`",
                fix=_fix(job, artifact.name),
            )


def _fix(job: JobSubject, name: str) -> Fix | None:
    artifacts = job.body.get("artifacts")
    if _is_taken(job, name) or not isinstance(artifacts, Mapping):
        return None
    edit = remove_nested(job.body, "artifacts", artifacts.entry(name), job.pipeline.source(artifacts))
    return None if edit is None else Fix(f"remove `{name}`", safe=False, edits=(edit,))


def _is_taken(job: JobSubject, name: str) -> bool:
    pipeline = job.pipeline
    taken = {(item.job, item.artifact) for other in pipeline.jobs for item in other.checked.instances[0][1]}
    components = (*pipeline.checked.components, *(c for e in pipeline.checked.environments for c in e.components))
    deployed = {(item.artifact.job, item.artifact.artifact) for item in components if item.artifact is not None}
    return (job.name, name) in taken | deployed
