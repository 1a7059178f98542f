"""The command line of `pipec plan --against`: exit codes, what it is given, what it prints."""

import json

import pytest

from tests.against import test_compose, test_nomad
from tests.against.lab import Lab, bundled, call
from tests.examples_on_engines.cluster import cluster, need_agent

pytestmark = [pytest.mark.engine, pytest.mark.timeout(60)]


HOST = 'host_driver = "raw_exec"\n'
BUILT = """
jobs:
  image:
    checkout: false
    outputs: [web]
    steps: [{name: push, script: 'echo "web=x" >>"$PIPEC_OUTPUT"'}]
  release: {depends_on: [image], deploy: {environment: live, strategy: {type: all-at-once}}}
components:
  web: {image: {from: image.web}}
environments:
  live: {runner: nomad}
"""


@pytest.fixture(scope="module")
def lab(tmp_path_factory) -> Lab:
    made = Lab(
        tmp_path_factory.mktemp("lab") / "shop", test_nomad.PIPELINE, "nomad", lines='host_driver = "raw_exec"\n'
    )
    made.write()
    return made


@pytest.fixture
def at() -> dict[str, str]:
    return {"NOMAD_ADDR": need_agent("1.11")}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--against", "nomd"), "Did you mean `nomad`?"),
        (("--against=nomad", "--nothing"), "No such option"),
        (("--against", "nomad", "--env", "liv"), "Did you mean `live`?"),
        (("--against", "nomad", "no-such.yaml"), "no-such.yaml"),
    ],
)
def test_with_against_any_error_is_1(lab, words, said):
    told = call("plan", *words, *(() if words[-1].endswith(".yaml") else (str(lab.pipeline),)))
    assert (told.code, told.out) == (1, "")
    assert said in told.err


def test_without_it_a_usage_error_is_2(lab):
    told = call("plan", "--env", "live", str(lab.pipeline))
    assert (told.code, told.out) == (2, "")
    assert "--env goes with --against" in told.err
    assert call("plan", str(lab.pipeline)).code == 0


def test_a_pipeline_with_errors_is_1(lab, tmp_path):
    broken = tmp_path / "pipeline.yaml"
    broken.write_text("version: 1\nname: broken\njobs: {a: {depends_on: [b], steps: [{name: s, script: 'true'}]}}\n")
    told = call("plan", "--against", "nomad", str(broken))
    assert (told.code, told.out) == (1, "")
    assert "error[" in told.err


def test_text_reads_as_a_diff(lab, at):
    told = call("plan", "--against", "nomad", str(lab.pipeline), environment=at)
    lines = told.out.splitlines()
    assert told.code == 2
    assert lines[0] == f"pipeline.yaml ({lab.name})"
    assert lines[1].startswith("  low        environment `live`: `web` starts with 2 instances")
    assert lines[-1] == f"Nomad at {at['NOMAD_ADDR']} → pipeline.yaml: 1 pipeline changed: 4 low"
    told = call("plan", "--against", "nomad", "--quiet", str(lab.pipeline), environment=at)
    assert (told.code, told.out, told.err) == (2, "", "")


def test_json_is_that_of_a_diff(lab, at):
    from pipec.reviewing.data import FORMAT

    data = json.loads(lab.plan(environment=at).out)
    assert (data["version"], data["changed"], data["level"]) == (FORMAT, True, "low")
    assert (data["notes"], data["unasked"]) == ([], [])
    (file,) = data["files"]
    assert (file["path"], file["pipeline"], file["status"]) == ("pipeline.yaml", lab.name, "changed")


def test_a_bundle_without_the_target_or_in_the_other_form_is_refused(lab, at, tmp_path):
    out = tmp_path / "out"
    assert call("compile", str(lab.pipeline), "--target", "nomad", "--nomad-format", "hcl", "--out", str(out)).code == 0
    told = lab.plan(file=out / lab.name, environment=at)
    assert (told.code, told.out) == (1, "")
    assert "compile it without `--nomad-format hcl`" in told.err
    told = call("plan", "--against", "compose", str(out / lab.name))
    assert (told.code, told.out) == (1, "")
    assert "has no files for compose" in told.err
    (out / lab.name / "plan.json").write_text("{}")
    told = lab.plan(file=out / lab.name, environment=at)
    assert "is torn" in told.err


def test_a_pipeline_without_the_engine_is_no_success(lab, tmp_path):
    compose = Lab(tmp_path / "shop", test_compose.PIPELINE, "compose")
    compose.write()
    told = call("plan", "--against", "nomad", str(compose.pipeline), "--env", "live")
    assert (told.code, told.out) == (1, "")
    assert "nothing that runs on Nomad" in told.err
    told = call("plan", "--against", "compose", str(lab.pipeline))
    assert (told.code, told.out) == (1, "")
    assert "nothing that runs by Compose" in told.err


def test_an_environment_at_another_address_is_not_asked(lab, at, tmp_path):
    text = lab.pipeline.read_text().replace(
        "{runner: nomad,", "{runner: nomad, target: {address: 'https://n.example'},"
    )
    (tmp_path / "pipeline.yaml").write_text(text)
    for name in (".pipec.toml", "pipec.lock"):
        (tmp_path / name).write_bytes((lab.folder / name).read_bytes())
    told = call("plan", "--against", "nomad", str(tmp_path / "pipeline.yaml"), environment=at)
    assert told.code == 1
    assert "environment `live` is at https://n.example and was not asked: NOMAD_ADDR leads to" in told.err
    assert "job `build` is added" in told.out
    told = call("plan", "--against", "nomad", str(tmp_path / "pipeline.yaml"), "--env", "live", environment=at)
    assert (told.code, told.out) == (1, "")


def test_an_image_that_is_built_is_compared_as_it_runs(at, tmp_path):
    made = Lab(tmp_path / "shop", BUILT, "nomad", lines=HOST)
    made.write()
    with cluster("1.11", made.name) as there:
        jobs = bundled(made.compile())
        web = jobs[f"{made.name}_component_web"]
        config = web["Job"]["TaskGroups"][0]["Tasks"][0]["Config"]
        assert config["image"].startswith("pipec.invalid/")
        config["image"] = f"registry.example/built@sha256:{'5' * 64}"
        web["Job"]["TaskGroups"][0]["Count"] = 0  # so that nothing of it is awaited
        for document in jobs.values():
            there.register(document)
        told = made.plan(environment=at)
        assert (
            "the image of component `web` in `live` is what job `image` builds: it is compared as it runs" in told.err
        )
        assert told.texts == ["environment `live`: `web` goes from 0 to 1 instance"]


def test_json_has_the_published_form(lab, at):
    from jsonschema import Draft202012Validator

    schema = json.loads(call("schema", "review").out)
    Draft202012Validator(schema).validate(json.loads(lab.plan(environment=at).out))


def test_what_another_environment_has_is_not_left_over(at, tmp_path):
    """An environment that is not asked is no reason to tell of what is its own; one that went to Compose is."""
    two = BUILT.replace("  live: {runner: nomad}", "  live: {runner: nomad}\n  test: {runner: nomad, target: WHERE}")
    made = Lab(tmp_path / "shop", two.replace("WHERE", "{address: 'https://n.example'}"), "nomad", lines=HOST)
    made.write()
    with cluster("1.11", made.name) as there:
        document = bundled(made.compile())[f"{made.name}_component_web"]
        document["Job"]["TaskGroups"][0]["Count"] = 0
        there.register(document)
        made.write(("  live: {runner: nomad}\n", ""), ("environment: live", "environment: test"))
        told = made.plan(environment=at)
        assert (told.code, told.rules) == (1, ["added"]), told
        made.write(("live: {runner: nomad}", "live: {runner: compose}"), ("  test: {runner: nomad", "  #"))
        told = made.plan(environment=at)
        assert (told.code, told.rules) == (2, ["leftover", "added"]), told
