"""Small plans for the Woodpecker target, and what it makes of them."""

import json
from pathlib import Path

import yaml

from compiler.backends.base import OutputFile
from compiler.backends.profile import Profile
from compiler.backends.woodpecker import BACKEND
from compiler.backends.woodpecker.substitution import substitute
from compiler.diagnostics import Span
from compiler.ir.job import Dependency, Job, Step
from compiler.ir.plan import Plan
from compiler.ir.values import Image, Text, Variable

PROFILE = Profile("woodpecker", "3.17")
OWN_IMAGE = PROFILE._replace(pipec_image="registry.example/pipec@sha256:" + "2f" * 32)
CLONING = PROFILE._replace(options=(("clone_image", "docker.io/woodpeckerci/plugin-git@sha256:" + "3e" * 32),))
IMAGE = Image("docker.io/library/alpine:3", "sha256:" + "1f" * 32)
AT = Span("pipeline.yaml", 20, 30)


def text(*parts) -> Text:
    return Text(parts)


def variables(**values: str) -> tuple[Variable, ...]:
    return tuple(Variable(name, text(value) if value else Text()) for name, value in values.items())


def step(script: str = "make test\n", identifier: str = "unit", **fields) -> Step:
    return Step(identifier, identifier, script, image=IMAGE)._replace(**fields)


def job(identifier: str = "test", *needs: str, **fields) -> Job:
    given = {"steps": (step(),), "depends_on": tuple(map(Dependency, needs)), "origin": AT, **fields}
    return Job(identifier, identifier, **given)


def plan(*jobs: Job, **fields) -> Plan:
    return Plan("shop", jobs, **fields)


def problems(given: Plan, profile: Profile = PROFILE):
    return list(BACKEND.check(given, profile))


def codes(given: Plan, profile: Profile = PROFILE) -> list[str]:
    return [problem.code for problem in problems(given, profile)]


def emitted(given: Plan, profile: Profile = PROFILE, *, verified: bool = True) -> dict[str, dict]:
    """Return the workflows by name, as Woodpecker reads them."""
    emission = BACKEND.emit(given, profile)
    if verified:
        assert list(BACKEND.verify(given, profile, emission)) == []
    return {named(file): yaml.load(substitute(file.data.decode()), Loader=yaml.CSafeLoader) for file in emission.files}


def unsubstituted(given: Plan, profile: Profile = PROFILE) -> dict[str, dict]:
    """Return the workflows by name, as editors and Woodpecker's own linter read them."""
    return {named(file): yaml.load(file.data, Loader=yaml.CSafeLoader) for file in BACKEND.emit(given, profile).files}


def named(file: OutputFile) -> str:
    return file.path.removeprefix(".woodpecker/").removesuffix(".yaml")


def steps_of(workflow: dict) -> dict[str, dict]:
    return {each["name"]: each for each in workflow["steps"]}


def own_schema() -> dict:
    """Return Woodpecker's schema as `check-jsonschema` carries it."""
    import check_jsonschema

    folder = Path(check_jsonschema.__file__).parent / "builtin_schemas" / "vendor"
    return json.loads((folder / "woodpecker-ci.json").read_text())
