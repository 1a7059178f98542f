"""What is refused before anything starts; no engine is asked."""

from pathlib import Path

import pytest

from compiler.ir.job import Action, Job, Service, Step
from compiler.ir.plan import Plan
from compiler.ir.values import Image, Resources
from runtime.executors.container import create

IMAGE = Image("registry.example/tools:1")
SCRIPT = Step("unit", "unit", script="true", image=IMAGE)


def refused(job: Job):
    executor = create(Path("/nowhere"))
    return [(each.step, each.feature) for each in executor.refusals(Plan("shop", (job,)), [job])]


@pytest.mark.parametrize(
    ("job", "wanted"),
    [
        (Job("a", "a", steps=(SCRIPT,)), []),
        (Job("a", "a", steps=(SCRIPT._replace(image=None),)), [("unit", "")]),
        (Job("a", "a", steps=(Step("log", "log", action=Action("logger")),)), []),
        (Job("a", "a", steps=(SCRIPT,), labels=(("gpu", "yes"),)), [("", "labels")]),
        (Job("a", "a", steps=(SCRIPT,), resources=Resources(disk=1)), [("", "resources")]),
        (Job("a", "a", steps=(SCRIPT,), resources=Resources(memory=6 << 20, cpu=1)), []),
        (Job("a", "a", steps=(SCRIPT,), resources=Resources(memory=(6 << 20) - 1)), [("", "resources")]),
        (Job("a", "a", steps=(SCRIPT,), services=(Service("db", IMAGE),), network="none"), [("", "services")]),
        (Job("a", "a", steps=(SCRIPT,), services=(Service("db", IMAGE),), network="host"), [("", "services")]),
        (Job("a", "a", steps=(SCRIPT,), services=(Service("db", IMAGE),)), []),
    ],
)
def test_what_containers_cannot_keep(job, wanted):
    assert refused(job) == wanted


def test_a_refusal_says_what_to_do():
    job = Job("a", "a", steps=(SCRIPT._replace(image=None),))
    (refusal,) = create(Path("/nowhere")).refusals(Plan("shop", (job,)), [job])
    assert refusal.job == "a"
    assert refusal.step == "unit"
    assert refusal.message == "it has no image to run in"
    assert "--executor process" in refusal.help
