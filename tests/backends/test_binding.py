"""Across targets: every placeholder in a bundle is a hole of its manifest, and every hole is there."""

import json
import re

import pytest

from compiler.backends import TARGETS
from compiler.backends.binding import NO_REGISTRY
from compiler.backends.profile import Profile
from compiler.emission import emit_targets, load_backend
from compiler.ir.expression.syntax import Member, Root
from compiler.ir.job import Dependency, Job, Step
from compiler.ir.plan import Plan
from compiler.ir.release import (
    AllAtOnce,
    ArtifactReference,
    Canary,
    Component,
    Deploy,
    Environment,
    Port,
    Route,
    SecretSource,
    Stage,
)
from compiler.ir.values import BuiltImage, HealthCheck, Image, Secret, Text, Variable
from pipec.profiles import choose_profiles

DIGEST = "sha256:" + "ab" * 32
OPEN = re.compile(r"/components/\d+/(environment/.*|image/pinned)|/artifacts/\d+/sha256").fullmatch
COMMIT = Text(("commit ", Member(Root("env"), "CI_COMMIT_SHA")))
MIXED = Text((Secret("token"), "@", Member(Root("env"), "CI_COMMIT_SHA")))
PINNED = Image("registry.example/cache:7", DIGEST)
RELEASES = {
    "nomad": AllAtOnce(),
    "compose": Canary(stages=(Stage(10, 60), Stage(100))),
    "systemd": AllAtOnce(),
}


def component(runner: str) -> Component:
    given = {
        "nomad": (),
        "compose": (Variable("A/B~C", COMMIT), Variable("MIXED", MIXED)),
        "systemd": (Variable("COMMIT", COMMIT), Variable("MIXED", MIXED)),
    }
    built = Component(
        "web-api",
        image=BuiltImage("Build_It", "web"),
        environment=given[runner],
        ports=(Port("http", 8080),),
        health_check=HealthCheck("http", 8080),
        routes=(Route(),),
        digest="cd" * 32,
    )
    if runner == "systemd":
        artifact = ArtifactReference("Build_It", "site")
        return built._replace(image=None, artifact=artifact, command=("./serve",), routes=(), ports=())
    return built


def plan() -> Plan:
    build = Job("Build_It", "Build_It", steps=(Step("s", "s", "make", image=PINNED),), checkout=None, outputs=("web",))
    source = SecretSource("token", "env", "TOKEN")
    cache = Component("cache", image=PINNED, digest="ef" * 32)
    environments = tuple(
        Environment(
            f"on-{runner}",
            runner,
            router=None if runner == "systemd" else "haproxy",
            components=(component(runner), cache) if runner != "systemd" else (component(runner),),
            secrets=(source,),
        )
        for runner in RELEASES
    )
    releases = tuple(
        Job(
            f"release-{runner}",
            f"release-{runner}",
            depends_on=(Dependency("Build_It"),),
            deploy=Deploy(f"on-{runner}", tuple(each.name for each in place.components), strategy),
        )
        for (runner, strategy), place in zip(RELEASES.items(), environments, strict=True)
    )
    return Plan("shop", (build, *releases), components=(component("nomad"), cache), environments=environments)


def bundle(form: str) -> dict[str, str]:
    options = {"nomad": (("format", form),), "deploy": (("nomad_format", form),)}
    targets = [name for name in TARGETS if name != "woodpecker"]  # which binds nothing, and says so (PC767)
    profiles = [Profile(name, load_backend(name).default_version, options=options.get(name, ())) for name in targets]
    emitted = emit_targets(plan(), profiles, {})
    assert [item.message for item in emitted.diagnostics if item.severity == "error"] == []
    return {path: data.decode() for path, (data, _) in emitted.files.items()}


def manifests(files: dict[str, str]) -> dict[str, dict]:
    return {path: json.loads(text) for path, text in files.items() if path.endswith("/manifest.json")}


def at(data, pointer: str):
    for token in pointer.split("/")[1:]:
        key = token.replace("~1", "/").replace("~0", "~")
        data = data[int(key)] if isinstance(data, list) else data[key]
    return data


@pytest.mark.parametrize("form", ["json", "hcl"])
def test_every_hole_is_there(form):
    files = bundle(form)
    seen = set()
    for data in manifests(files).values():
        for hole in data["holes"]:
            text = files[hole["file"]]
            seen.add((hole["file"].partition("/")[0], hole["file"].rpartition(".")[2], hole["kind"]))
            if hole["kind"] == "variable":
                assert f"${{{hole['variable']}" in text
            elif hole["file"].endswith(".hcl"):
                assert text.count(hole["placeholder"]) == 1
            elif hole["file"].endswith(".env"):
                assert f"\n{hole['pointer'][1:]}=" not in f"\n{text}"
            else:
                assert at(json.loads(text), hole["pointer"]) == hole.get("placeholder")
    assert seen == {
        ("deploy", "json", "image"),
        ("deploy", "json", "artifact"),
        ("deploy", "json", "text"),
        ("deploy", "json", "secret-text"),
        ("deploy", "env", "text"),
        ("compose", "yaml", "variable"),
        ("nomad", form, "image"),
    }


def test_every_placeholder_is_a_hole():
    files = bundle("json")
    holes = [hole for data in manifests(files).values() for hole in data["holes"]]
    listed = {(hole["file"], hole.get("variable") or hole["pointer"]) for hole in holes}
    found = set()
    for path, text in files.items():
        if path.startswith("nomad/"):
            found |= {(path, pointer) for pointer, value in leaves(json.loads(text)) if NO_REGISTRY in str(value)}
        elif path.startswith("compose/environments/"):
            found |= {(path, name) for name in re.findall(r"\$\{(PIPEC_(?:IMAGE|VALUE)_\w+)", text)}
        elif path.endswith("/manifest.json"):
            found |= {(path, pointer) for pointer, value in leaves(json.loads(text)) if value is None and OPEN(pointer)}
        else:
            assert NO_REGISTRY not in text
    appended = {place for place in listed if place[0].endswith(".env")}
    assert found == listed - appended
    assert appended == {("deploy/environments/on-systemd/systemd/web-api.env", "/COMMIT")}


def leaves(data, pointer=""):
    if isinstance(data, dict | list):
        for key, value in data.items() if isinstance(data, dict) else enumerate(data):
            yield from leaves(value, f"{pointer}/{escaped(str(key))}")
    else:
        yield pointer, data


def escaped(token: str) -> str:
    return token.replace("~", "~0").replace("/", "~1")


def test_a_release_without_holes_is_sealed():
    whole = plan()
    sealed = [
        place._replace(components=tuple(each for each in place.components if each.name == "cache"))
        for place in whole.environments
        if place.runner != "systemd"
    ]
    bound = whole._replace(jobs=whole.jobs[:1], environments=tuple(sealed))
    profile = Profile("deploy", "1")
    for file in load_backend("deploy").emit(bound, profile).files:
        if file.path.endswith("manifest.json"):
            data = json.loads(file.data)
            assert (data["holes"], data["release"]["sealed"]) == ([], True)


def test_a_manifest_says_the_place_that_the_jobs_have(tmp_path):
    (tmp_path / ".git").mkdir()
    (tmp_path / ".pipec.toml").write_text('[targets.nomad]\nnamespace = "shop"\nregion = "eu"\ndatacenters = ["dc1"]\n')
    profiles = choose_profiles(str(tmp_path), ("nomad", "deploy"), {}).profiles
    assert [each.target for each in profiles] == ["nomad", "deploy"]
    files = {path: data for path, (data, _) in emit_targets(plan(), profiles, {}).files.items()}
    job = json.loads(files["nomad/environments/on-nomad/cache.nomad.json"])["Job"]
    target = json.loads(files["deploy/environments/on-nomad/manifest.json"])["target"]
    place = ("shop", "eu", ["dc1"])
    assert (job["Namespace"], job["Region"], job["Datacenters"]) == place
    assert (target["namespace"], target["region"], target["datacenters"]) == place
