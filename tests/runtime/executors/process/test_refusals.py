"""What a plain process cannot keep is refused before anything starts, and said with what to do about it."""

from pathlib import Path

import pytest

from compiler.ir.job import Action, Job, Service, Step
from compiler.ir.plan import Plan
from compiler.ir.release import AllAtOnce, Deploy
from compiler.ir.values import Image, Resources
from runtime.executors.process import create
from runtime.executors.process.cgroups import places

IMAGE = Image("docker.io/library/python:3.12")
PLAIN = Job("job", "job", steps=(Step("one", "one", script="true"),))


def refused(job):
    return create(Path("/nowhere")).refusals(Plan("plan", (job,)), (job,))


@pytest.mark.parametrize(
    ("job", "features"),
    [
        (PLAIN, []),
        (PLAIN._replace(network="host"), []),
        (PLAIN._replace(network="none"), ["network"]),
        (PLAIN._replace(services=(Service("db", IMAGE),)), ["services"]),
        (PLAIN._replace(labels=(("arch", "arm64"),)), ["labels"]),
        (PLAIN._replace(resources=Resources(disk=1 << 30)), ["resources"]),
        (PLAIN._replace(steps=(Step("one", "one", script="true", image=IMAGE),) * 3), ["image"]),
        (PLAIN._replace(steps=(Step("one", "one", action=Action("logger"), image=IMAGE),)), []),
    ],
)
def test_what_cannot_be_kept_is_refused(job, features):
    found = refused(job)
    assert [refusal.feature for refusal in found] == features
    assert all(refusal.job == "job" and refusal.message and refusal.help for refusal in found)


def test_limits_are_refused_where_they_cannot_be_set():
    limits = Resources(cpu=500, memory=1 << 26)
    assert bool(refused(PLAIN._replace(resources=limits))) == (places(limits) is None)


def test_the_help_of_an_image_says_both_ways():
    (refusal,) = refused(PLAIN._replace(steps=(Step("one", "one", script="true", image=IMAGE),)))
    assert IMAGE.reference in refusal.message
    assert "--executor container" in refusal.help
    assert "--allow-degraded image" in refusal.help


def test_a_deployment_is_none_of_its_business():
    assert refused(PLAIN._replace(deploy=Deploy("production", (), AllAtOnce()), labels=(("a", "b"),))) == ()
