"""Pipelines of any size for measurements: distinct, valid, of the kind that people write."""

from collections.abc import Iterator

_HEAD = """\
version: 1
name: {name}
params:
  region: {{type: string, default: eu, enum: [eu, us]}}
global_env:
  LANG: C.UTF-8
  REGION: ${{params.region}}
jobs:
"""

_DIGEST = "sha256:" + "0" * 64

_JOB = """\
  job-{number}:
{depends}    timeout: 20m
    environment:
      TARGET: unit-{number}
      BRANCH: ${{CI_COMMIT_BRANCH:-none}}
    steps:
      - name: prepare
        image: registry.example/tools/build:1.{number}@{digest}
        script: |
          make deps
          echo "preparing $TARGET on $BRANCH"
      - name: test
        image: registry.example/tools/build:1.{number}@{digest}
        conditional: env.CI_COMMIT_BRANCH != 'wip'
        timeout: 10m
        script: |
          make test TARGET="$TARGET"
          make report > report-{number}.txt
"""


def pipeline(jobs: int, name: str = "bench") -> str:
    """Return a pipeline of so many jobs, about 600 bytes each, every one waiting for two before it."""
    return _HEAD.format(name=name) + "".join(_jobs(jobs))


def _jobs(count: int) -> Iterator[str]:
    for number in range(count):
        before = [f"job-{other}" for other in (number - 7, number - 13) if other >= 0]
        depends = f"    depends_on: [{', '.join(before)}]\n" if before else ""
        yield _JOB.format(number=number, depends=depends, digest=_DIGEST)


def small_pipeline(number: int) -> str:
    """Return a pipeline of 60 lines, unlike every other number's."""
    lines = pipeline(3, f"small-{number}").splitlines()
    lines += [f"# {number}: line {index}" for index in range(60 - len(lines))]
    return "\n".join(lines[:60]) + "\n"
