"""`pipec plan`: the plan on standard output, findings on standard error."""

import json

from tests.pipec.command_line import DIGEST, SMALL, WRONG, run, write


def test_text(shop):
    ran = run("plan")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("pipeline shop\n")
    assert "job test\n" in ran.out


def test_json_is_what_the_bundle_has(shop):
    ran = run("plan", "--format", "json")
    assert json.loads(ran.out)["name"] == "shop"
    assert run("compile", "--target", "compose").code == 0
    assert (shop / "pipec-out/shop/plan.json").read_text() == ran.out


def test_findings(here):
    write(here, {"pipeline.yaml": WRONG})
    ran = run("plan")
    assert (ran.code, ran.out) == (1, "")
    assert "error[PC101]" in ran.err
    data = json.loads(run("plan", "--format", "json").out)
    assert [item["code"] for item in data["diagnostics"]] == ["PC101"]


def test_it_is_the_same_from_everywhere(here, monkeypatch):
    write(here, {"ci/x.pipeline.yaml": SMALL})
    expected = run("plan", "ci/x.pipeline.yaml").out
    assert "source ci/x.pipeline.yaml" in expected
    assert run("plan", str(here / "ci/x.pipeline.yaml")).out == expected
    assert run("plan", "ci").out == expected
    monkeypatch.chdir(here / "ci")
    assert run("plan").out == expected


def test_locked(here):
    write(here, {"pipeline.yaml": SMALL.replace(f"@{DIGEST}", "")})
    assert run("plan").code == 0
    assert "warning[PC511]" in run("plan").err
    assert run("plan", "--quiet").err == ""
    assert run("plan", "--locked").code == 1
    lock = {"images": {"registry.example/make:1": {"digest": DIGEST}}}
    write(here, {"pipec.lock": json.dumps(lock)})
    assert run("plan", "--locked") == (0, run("plan").out, "")
    write(here, {"pipec.lock": "{"})
    ran = run("plan")
    assert (ran.code, ran.err.count("error["), ran.err.count("PC511")) == (1, 1, 0)


def test_which_of_several_is_asked(here):
    write(here, {"a.pipeline.yaml": SMALL, "b.pipeline.yaml": SMALL})
    ran = run("plan")
    assert ran.code == 2
    assert "say which: a.pipeline.yaml, b.pipeline.yaml" in ran.err
    assert run("plan", "b.pipeline.yaml").code == 0


def test_standard_input(here):
    assert "source <stdin>" in run("plan", "-", input=SMALL).out
