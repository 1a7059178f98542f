"""Plans of 10,000 jobs are compared in seconds of the processor's time."""

import time

import pytest

from compiler.diagnostics import Span
from compiler.ir.job import Dependency, Job, Step
from compiler.ir.plan import Plan
from compiler.ir.values import Image, Text, Variable
from compiler.review.compare import compare

COUNT = 10_000
IMAGE = Image("registry.example/go:1.23", f"sha256:{'a' * 64}")


def large(line, name="job", timeout=600):
    """Return a plan whose file begins at `line`: every span is another for another one."""
    variables = tuple(
        Variable(f"V{at}", Text((f"value {at}",)), Span("p", line + at, line + at + 1)) for at in range(4)
    )
    jobs = []
    for at in range(COUNT):
        edges = tuple(Dependency(f"{name}{other:05}") for other in {at - 1, at // 2} if 0 <= other < at)
        steps = tuple(
            Step(f"s{step}", f"s{step}", f"make {at} {step}\n", image=IMAGE, environment=variables, timeout=timeout)
            for step in range(2)
        )
        jobs.append(Job(f"{name}{at:05}", f"{name}{at:05}", depends_on=edges, steps=steps, origin=Span("p", line, at)))
    return Plan("large", tuple(jobs))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("after", "most"),
    [({}, 0), ({"timeout": 900}, 1), ({"name": "other"}, COUNT)],
    ids=["moved", "changed", "renamed"],
)
def test_ten_thousand_jobs(after, most):
    before, after = large(0), large(7, **after)
    start = time.process_time()
    changes = compare(before, after)
    assert time.process_time() - start < 20
    assert len(changes) <= most
