"""The lock: digests for every image of the plan."""

import json

import pytest

from compiler.driver import Request, plan_pipeline
from compiler.frontend.lock import EMPTY, Lock, read_lock
from compiler.source import Source

DIGEST = "sha256:" + "a" * 64
OTHER = "sha256:" + "b" * 64
TEXT = f"""\
version: 1
name: shop
defaults: {{image: python}}
jobs:
  a:
    steps: [{{script: x, image: "python:3.12"}}, {{script: x, image: "registry.example/tool@{DIGEST}"}}]
    services: {{db: {{image: "registry.example/db:1"}}}}
components: {{web: {{image: "registry.example/web:2"}}}}
environments: {{e: {{runner: compose, overrides: {{web: {{image: "registry.example/web:3"}}}}}}}}
""".replace("defaults: {image: python}\n", "")
ALL = Lock(
    {
        "docker.io/library/python:3.12": DIGEST,
        "registry.example/db:1": DIGEST,
        "registry.example/web:2": DIGEST,
        "registry.example/web:3": OTHER,
    }
)


def compile_with(lock: Lock, *, locked: bool = False):
    return plan_pipeline(Request("/nowhere/p.yaml", Source("p.yaml", TEXT), "/nowhere"), lock, locked=locked)


def without(*names: str) -> Lock:
    return Lock({name: digest for name, digest in ALL.digests.items() if name not in names})


def test_every_image_gets_its_digest():
    plan = compile_with(ALL, locked=True).plan
    job = plan.jobs[0]
    assert [step.image.pinned for step in job.steps] == [
        f"docker.io/library/python@{DIGEST}",
        f"registry.example/tool@{DIGEST}",
    ]
    assert job.services[0].image.digest == DIGEST
    assert plan.components[0].image.digest == DIGEST
    assert plan.environments[0].components[0].image.digest == OTHER


@pytest.mark.parametrize(
    ("missing", "locked", "found"),
    [
        ("docker.io/library/python:3.12", False, [("PC511", "warning")]),
        ("docker.io/library/python:3.12", True, [("PC511", "error")]),
        ("registry.example/db:1", False, [("PC511", "warning")]),
        ("registry.example/web:2", False, [("PC510", "error")]),
        ("registry.example/web:3", False, [("PC510", "error")]),
    ],
)
def test_an_unlocked_component_fails_and_an_unlocked_job_warns_or_fails(missing, locked, found):
    result = compile_with(without(missing), locked=locked)
    assert [(item.code, item.severity) for item in result.diagnostics] == found
    assert (result.plan is None) == (found[0][1] == "error")
    span = result.diagnostics[0].span
    assert TEXT[span.start : span.end].strip('"') in {missing, missing.removeprefix("docker.io/library/")}


def test_an_empty_lock_knows_nothing():
    assert sorted(item.code for item in compile_with(EMPTY).diagnostics) == ["PC510", "PC510", "PC511", "PC511"]


def test_compiling_is_deterministic():
    assert compile_with(ALL).plan == compile_with(ALL).plan


@pytest.mark.parametrize(
    "text",
    ["{", "[]", "{}", '{"images": []}', '{"images": {"a:1": {"digest": "sha256:x"}}}', '{"images": {"a:1": "x"}}'],
)
def test_a_malformed_lock_is_told_at_its_place(text):
    lock, (problem,) = read_lock(Source("pipec.lock", text))
    assert (problem.code, lock) == ("PC512", EMPTY)
    assert 0 <= problem.span.start <= len(text)


def test_a_lock_is_read():
    entry = {"digest": DIGEST, "platforms": ["linux/amd64"]}
    lock, problems = read_lock(
        Source("pipec.lock", json.dumps({"version": 1, "images": {"registry.example/x:1": entry}}))
    )
    assert (lock.digests, problems) == ({"registry.example/x:1": DIGEST}, ())
