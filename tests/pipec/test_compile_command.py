"""`pipec compile`: what is written, what is said, and which exit code."""

import json
import os

import pytest

from pipec import compiling
from tests.pipec.command_line import DIGEST, SMALL, WRONG, run, tree, write

DEPLOYED = f"""\
version: 1
name: web
jobs:
  test:
    checkout: false
    steps: [{{script: "true", image: "registry.example/make:1@{DIGEST}"}}]
components:
  app: {{image: "registry.example/app:1@{DIGEST}"}}
environments:
  staging: {{runner: compose}}
  production: {{runner: compose}}
"""
ALL = ("--target", "nomad", "--target", "compose", "--target", "woodpecker", "--target", "deploy")


def test_a_bundle(shop):
    ran = run("compile", "--target", "compose")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("pipeline.yaml: pipec-out/shop written (")
    assert "compose" in ran.out
    assert "pipec-out/shop/compose/compose.jobs.yaml" in tree(shop)


def test_all_targets(here):
    write(here, {"pipeline.yaml": DEPLOYED})
    assert run("compile", "--out", "out").code == 0
    assert {path.name for path in (here / "out/web").iterdir() if path.is_dir()} == {
        "nomad",
        "compose",
        "woodpecker",
        "deploy",
    }


def test_the_profile_says_which_targets(here):
    write(here, {"pipeline.yaml": DEPLOYED, ".pipec.toml": "[targets.deploy]\n[targets.compose]\n"})
    assert run("compile").code == 0
    assert {path.name for path in (here / "pipec-out/web").iterdir() if path.is_dir()} == {"compose", "deploy"}


def test_nomad_formats(here):
    write(here, {"pipeline.yaml": DEPLOYED})
    assert run("compile", "-t", "nomad", "--nomad-format", "hcl").code == 0
    names = [name for name in tree(here / "pipec-out/web/nomad") if "test" in name]
    assert names
    assert all(name.endswith(".hcl") for name in names)
    assert run("compile", "-t", "nomad").code == 0
    assert not [name for name in tree(here / "pipec-out/web/nomad") if name.endswith(".hcl")]


def test_one_environment(here):
    write(here, {"pipeline.yaml": DEPLOYED})
    assert run("compile", "-t", "deploy", "--env", "staging").code == 0
    assert {path.name for path in (here / "pipec-out/web/deploy/environments").iterdir()} == {"staging"}


@pytest.mark.parametrize(
    ("name", "hint"), [("stagin", "Did you mean `staging`?"), ("x", "There are: staging, production")]
)
def test_an_unknown_environment(here, name, hint):
    write(here, {"pipeline.yaml": DEPLOYED})
    ran = run("compile", "--env", name)
    assert (ran.code, ran.out) == (2, "")
    assert hint in ran.err
    assert not (here / "pipec-out").exists()


def test_an_environment_that_only_one_pipeline_has(here):
    write(here, {"a.pipeline.yaml": DEPLOYED, "b.pipeline.yaml": SMALL})
    assert run("compile", "-t", "compose", "--env", "staging").code == 0
    write(here, {"a.pipeline.yaml": WRONG})
    ran = run("compile", "-t", "compose", "--env", "staging")
    assert ran.code == 1
    assert "error: b.pipeline.yaml: there is no environment `staging`" in ran.err


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["--target", "nomda"], "`nomda` is unknown. Did you mean `nomad`?"),
        (["--target", "kubernetes"], "There are: nomad, compose, woodpecker, deploy."),
        (["--nomad-format", "yaml"], "There are: json, hcl."),
        (["--tagret", "nomad"], "--target"),
        (["--install", "-"], "wants files"),
        (["--out"], "requires an argument"),
        (["--color", "alway"], "Did you mean `always`?"),
        (["--format", "xml"], "There are: text, json."),
    ],
)
def test_usage_errors(shop, arguments, hint):
    ran = run("compile", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert hint in ran.err


def test_a_broken_file_does_not_stop_the_others(here):
    write(here, {"a.pipeline.yaml": WRONG, "b.pipeline.yaml": SMALL.replace("shop", "b")})
    ran = run("compile", "-t", "compose", "none.yaml", ".")
    assert ran.code == 1
    assert ran.out.startswith("b.pipeline.yaml: pipec-out/b written")
    assert "error[PC001]: `none.yaml` does not exist" in ran.err
    assert "error[PC101]" in ran.err
    assert not (here / "pipec-out/shop").exists()


def test_an_error_leaves_the_old_bundle(shop):
    run("compile", "-t", "compose")
    before = tree(shop / "pipec-out")
    write(shop, {"pipeline.yaml": WRONG})
    assert run("compile", "-t", "compose").code == 1
    assert tree(shop / "pipec-out") == before


def test_a_target_that_cannot_is_an_error_before_anything_is_written(shop):
    ran = run("compile", *ALL)
    assert ran.code == 1
    assert "error[PC710]" in ran.err
    assert not (shop / "pipec-out").exists()


def test_two_pipelines_of_one_name_are_refused_in_whatever_order(here):
    write(here, {"a.pipeline.yaml": SMALL, "b.pipeline.yaml": SMALL, "c.pipeline.yaml": SMALL.replace("shop", "c")})
    for order in (["a", "b", "c"], ["c", "b", "a"]):
        ran = run("compile", "-t", "compose", *(f"{name}.pipeline.yaml" for name in order))
        assert ran.code == 1
        assert "error: a.pipeline.yaml: b.pipeline.yaml has the same `name`" in ran.err
        assert "error: b.pipeline.yaml: a.pipeline.yaml has the same `name`" in ran.err
        assert [path.name for path in (here / "pipec-out").iterdir()] == ["c"]


def test_a_mistake_in_the_profile_is_told_once(here):
    write(
        here,
        {"a.pipeline.yaml": SMALL, "b.pipeline.yaml": SMALL.replace("shop", "b"), ".pipec.toml": "[targets.nomda]\n"},
    )
    ran = run("compile")
    assert ran.code == 1
    assert ran.err.count("error[") == 1
    assert "--> .pipec.toml:1:" in ran.err


def test_what_stands_in_the_way_is_not_replaced(shop):
    write(shop, {"pipec-out/shop/mine.txt": "mine"})
    ran = run("compile", "-t", "compose")
    assert ran.code == 1
    assert "error: pipeline.yaml: `" in ran.err
    assert "holds something else than a bundle" in ran.err
    assert tree(shop / "pipec-out") == {"shop/mine.txt": b"mine"}


def test_json(here):
    write(here, {"a.pipeline.yaml": WRONG, "b.pipeline.yaml": SMALL.replace("shop", "b")})
    ran = run("compile", "-t", "compose", "--format", "json")
    data = json.loads(ran.out)
    assert (ran.code, ran.err, data["version"]) == (1, "", 1)
    bad, good = data["bundles"]
    assert (bad["failed"], bad["directory"], bad["diagnostics"][0]["code"]) == (True, None, "PC101")
    assert (good["failed"], good["directory"], good["diagnostics"]) == (False, "pipec-out/b", [])
    assert set(good["files"]) <= set(tree(here / "pipec-out/b"))


def test_quiet_prints_errors_only(here):
    write(here, {"pipeline.yaml": SMALL.replace(f"@{DIGEST}", "")})
    assert run("compile", "-t", "compose", "-q") == (0, "", "")
    assert run("compile", "-t", "compose", "-q", "--locked").err.startswith("error[PC511]")


def test_values_change_what_is_compiled(here):
    text = (
        SMALL
        + "params: {region: {type: string, default: eu, enum: [eu, us]}}\nglobal_env: {REGION: '${params.region}'}\n"
    )
    write(here, {"pipeline.yaml": text, "values.json": '{"region": "us"}'})
    assert run("compile", "-t", "compose").code == 0
    before = (here / "pipec-out/shop/plan.json").read_text()
    assert run("compile", "-t", "compose", "--var-file", "values.json").code == 0
    after = (here / "pipec-out/shop/plan.json").read_text()
    assert after != before
    assert run("compile", "-t", "compose", "--var-file", "values.json", "--var", "region=eu").code == 0
    assert run("compile", "-t", "compose", "--var", "region=mars").code == 1


def test_standard_input(here):
    assert run("compile", "-t", "compose", "-", input=SMALL).code == 0
    assert "pipec-out/shop/plan.json" in tree(here)


def test_out_may_be_anywhere(shop, tmp_path):
    out = tmp_path / "a" / "b"
    assert run("compile", "-t", "compose", "--out", str(out)).code == 0
    assert (out / "shop/SHA256SUMS").exists()


def test_a_bug_in_one_file_does_not_stop_the_others(here, monkeypatch):
    write(here, {"a.pipeline.yaml": SMALL.replace("shop", "a"), "b.pipeline.yaml": SMALL})
    emit = compiling.emit_targets

    def failing(plan, *rest, **options):
        if plan.name == "a":
            raise ZeroDivisionError
        return emit(plan, *rest, **options)

    monkeypatch.setattr(compiling, "emit_targets", failing)
    ran = run("compile", "-t", "compose")
    assert ran.code == 3
    assert "internal error on a.pipeline.yaml: ZeroDivisionError" in ran.err
    assert (here / "pipec-out/shop").exists()
    data = json.loads(run("compile", "-t", "compose", "--format", "json").out)
    assert "ZeroDivisionError" in data["bundles"][0]["internal_error"]


def test_names_that_are_no_text_do_not_reach_the_plan(here):
    name = os.fsdecode(b"\xff.pipeline.yaml")
    write(here, {name: SMALL})
    ran = run("compile", "-t", "compose", name)
    assert ran.code == 0
    assert "\ufffd.pipeline.yaml" in (here / "pipec-out/shop/plan.json").read_text()
