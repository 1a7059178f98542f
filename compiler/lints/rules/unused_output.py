"""An output that a job declares is read.

Outputs are for the jobs that depend on the one that publishes them, and for components whose image it builds. One that
none of them reads is either forgotten there, or left over.

## Bad

```yaml
version: 1
name: shop
jobs:
  build:
    outputs: [version, revision]
    steps:
      - script: ./ci/describe.sh
  announce:
    depends_on: [build]
    steps:
      - environment: {VERSION: "${job.build.outputs.version}"}
        script: ./ci/announce.sh "$VERSION"
```

## Good

```yaml
version: 1
name: shop
jobs:
  build:
    outputs: [version]
    steps:
      - script: ./ci/describe.sh
  announce:
    depends_on: [build]
    steps:
      - environment: {VERSION: "${job.build.outputs.version}"}
        script: ./ci/announce.sh "$VERSION"
```

## Fix

Unsafe: the name is removed; the step that publishes it stays as it is.
"""

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Fix, Rule
from ...frontend.patches import remove_item
from ...frontend.removals import remove_key
from ...frontend.tree import Scalar, Sequence
from ..subjects import JobSubject
from ..uses import EVERY

RULE = Rule("PC854", "unused-output", "hint")


def check_job(job: JobSubject) -> Iterator[Diagnostic]:
    """Yield a hint for each output that nothing in the file reads."""
    declared = job.declaration.outputs
    if not declared or not job.pipeline.owns(job.declaration.name.span):
        return
    read = job.pipeline.uses.outputs
    if (EVERY, EVERY) in read or (job.name, EVERY) in read:
        return
    for name, node in declared.items():
        if (job.name, name) not in read:
            yield RULE.at(
                node.span,
                f"nothing reads the output `{name}` of job `{job.name}`",
                label="not read",
                help=f"read it in a job that depends on this one (`${{job.{job.name}.outputs.{name}}}`), or remove it",
                fix=_fix(job, node),
            )


def _fix(job: JobSubject, node: Scalar) -> Fix | None:
    outputs, source = job.body.get("outputs"), job.pipeline.source(node)
    if isinstance(outputs, Sequence) and len(outputs) == 1:
        return remove_key(job.body, "outputs", source, title="remove `outputs`", safe=False)
    fix = remove_item(outputs, node, source)
    return None if fix is None else fix._replace(title=f"remove `{node.text}`", safe=False)
