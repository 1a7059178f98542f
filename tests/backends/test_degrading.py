"""The words of `allow_degraded`: each has an effect on the targets that the documentation names for it."""

import json
import re
from pathlib import Path

import pytest

from compiler.backends import TARGETS
from compiler.backends.profile import Profile
from compiler.emission import load_backend
from compiler.ir.job import Artifact, Job, Matrix, Retry, Service, Step
from compiler.ir.plan import Plan
from compiler.ir.values import Approval, HealthCheck, Image, Resources

ROOT = Path(__file__).parents[2]
IMAGE = Image("registry.example/tools:1", "sha256:" + "ab" * 32)
MATRIX = Matrix((("os", "linux"),))
DATABASE = Service("db", IMAGE, (), (5432,), HealthCheck("command", command=("pg_isready",)))
HOST = Step("s", "s", "make")

ASKING = {
    "approval": {"approval": Approval()},
    "artifacts": {"artifacts": (Artifact("report", ("report/**",)),)},
    "fail_fast": {"matrix": MATRIX._replace(fail_fast=True)},
    "health_check": {"services": (DATABASE,)},
    "labels": {"labels": (("gpu", "a100"),)},
    "max_parallel": {"matrix": MATRIX._replace(max_parallel=1)},
    "network": {"network": "none"},
    "resources": {"resources": Resources(disk=1 << 30)},
    "retry": {"retry": Retry(max_attempts=2)},
    "services": {"services": (DATABASE._replace(health_check=None),), "network": "host"},
}
ON_NOMAD = {"network": {"network": "none", "steps": (HOST,)}}
"""What asks for the same of Nomad, which can keep a container from the network."""

DEGRADABLE = [(target, word) for target in TARGETS for word in load_backend(target).degradable]


def plan(target: str, word: str, *allowed: str) -> Plan:
    asked = ON_NOMAD.get(word, ASKING[word]) if target == "nomad" else ASKING[word]
    fields = {"steps": (HOST._replace(image=IMAGE),), "checkout": None} | asked
    return Plan("shop", (Job("test", "test", allow_degraded=allowed, **fields),))


def words() -> list[str]:
    schema = json.loads((ROOT / "schemas" / "pipeline.schema.json").read_text())
    return schema["$defs"]["job"]["properties"]["allow_degraded"]["items"]["enum"]


def test_the_schema_knows_the_words_that_some_target_honours():
    assert words() == sorted({word for _, word in DEGRADABLE})


@pytest.mark.parametrize(("target", "word"), DEGRADABLE)
def test_a_word_turns_an_error_into_a_warning_and_the_job_is_emitted_without(target, word):
    backend = load_backend(target)
    profile = Profile(target, backend.default_version)
    refused = [item for item in backend.check(plan(target, word), profile) if item.severity == "error"]
    assert refused
    others = tuple(set(words()) - {word})
    assert [item for item in backend.check(plan(target, word, *others), profile) if item.severity == "error"]
    allowed = plan(target, word, word)
    assert {(item.code, item.severity) for item in backend.check(allowed, profile)} == {("PC706", "warning")}
    assert list(backend.verify(allowed, profile, backend.emit(allowed, profile))) == []


@pytest.mark.parametrize("word", sorted(ASKING))
@pytest.mark.parametrize("target", TARGETS)
def test_a_word_that_a_target_does_not_honour_changes_nothing_there(target, word):
    backend = load_backend(target)
    if word in backend.degradable:
        return
    profile = Profile(target, backend.default_version)
    assert list(backend.check(plan(target, word), profile)) == list(backend.check(plan(target, word, word), profile))


def test_the_documentation_names_them_all():
    page = (ROOT / "docs" / "explanation" / "degrading.md").read_text()
    rows = re.findall(r"^\| `(\w+)` \| [^|]+ \| ([a-z, ]+) \|$", page, re.MULTILINE)
    told = {word: targets.split(", ") for word, targets in rows}
    assert told == {word: [target for target, each in DEGRADABLE if each == word] for word in words()}
    assert list(told) == words()
