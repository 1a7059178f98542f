"""The action for GitHub: its steps run here as a runner runs them."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from tests.integrations.hook_repository import ROOT, copy_tree
from tests.pipec.command_line import SMALL, write

ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS = [step for step in ACTION["runs"]["steps"] if "run" in step]
INSTALL, LINT, CHECK = STEPS
PROGRAMS = Path(sys.executable).parent
BROKEN = SMALL.replace("script:", "scirpt:")


class Runner:
    """What GitHub gives to the steps of a job."""

    def __init__(self, folder: Path, action: Path) -> None:
        self.workspace, self.temporary, self.action = folder / "workspace", folder / "temporary", action
        self.temporary.mkdir(parents=True)
        write(self.workspace, {})
        self.path = [str(PROGRAMS)]

    def step(self, step, **inputs) -> "Stepped":
        """Run a step with inputs, `_` for `-` in their names; the others have their defaults."""
        given = {name: each["default"] for name, each in ACTION["inputs"].items()}
        given |= {name.replace("_", "-"): value for name, value in inputs.items()}
        files = {name: self.temporary / name.lower() for name in ("GITHUB_OUTPUT", "GITHUB_PATH")}
        for file in files.values():
            file.write_text("")
        script = self.temporary / "script.sh"
        script.write_text(step["run"])
        environment = {name: evaluate(value, given) for name, value in step.get("env", {}).items()}
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", str(script)],
            cwd=self.workspace / evaluate(step.get("working-directory", "."), given),
            env={
                "PATH": ":".join([*self.path, os.environ["PATH"]]),
                "HOME": str(self.temporary),
                "CI": "true",
                "GITHUB_ACTIONS": "true",
                "GITHUB_ACTION_PATH": str(self.action),
                "GITHUB_WORKSPACE": str(self.workspace),
                "RUNNER_TEMP": str(self.temporary),
                **{name: value for name, value in os.environ.items() if name.startswith(("PIP_", "SSL_", "HTTP"))},
                **{name: str(file) for name, file in files.items()},
                **environment,
            },
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        self.path = [*files["GITHUB_PATH"].read_text().split(), *self.path]
        outputs = dict(line.split("=", 1) for line in files["GITHUB_OUTPUT"].read_text().splitlines())
        return Stepped(done.returncode, done.stdout, done.stderr, outputs)


class Stepped(NamedTuple):
    """What a step came to."""

    code: int
    out: str
    err: str
    outputs: dict[str, str]


def evaluate(text: str, inputs: dict[str, str]) -> str:
    return re.sub(r"\$\{\{ inputs\.([\w-]+) }}", lambda found: inputs[found[1]], text)


@pytest.fixture(params=["quick", pytest.param("real", marks=[pytest.mark.slow, pytest.mark.timeout(900)])])
def runner(request, tmp_path_factory, tmp_path):
    """A runner on which pipec is installed: by the action itself, or as it is in this tree."""
    if request.param == "real":
        return request.getfixturevalue("installed")(tmp_path)
    programs = tmp_path / "programs"
    programs.mkdir()
    (programs / "pipec").write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec "{sys.executable}" -m pipec "$@"\n')
    (programs / "pipec").chmod(0o755)
    found = Runner(tmp_path / "runner", ROOT)
    found.path.insert(0, str(programs))
    return found


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """What makes a runner on which the action has installed pipec, once."""
    first = Runner(tmp_path_factory.mktemp("runner"), copy_tree(tmp_path_factory.mktemp("action")))
    ran = first.step(INSTALL)
    assert (ran.code, ran.out) == (0, ""), ran.err
    assert sorted(path.name for path in (first.temporary / "pipec/bin").iterdir()) == ["pipec"]

    def another(folder: Path) -> Runner:
        runner = Runner(folder / "runner", first.action)
        runner.path = first.path
        return runner

    return another


def test_it_is_an_action():
    subprocess.run(
        [PROGRAMS / "check-jsonschema", "--builtin-schema", "vendor.github-actions", ROOT / "action.yml"], check=True
    )


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step["name"])
def test_its_steps_are_clean_to_shellcheck(step, tmp_path):
    script = tmp_path / "script.sh"
    script.write_text("#!/bin/bash -e\nset -o pipefail\n" + step["run"])
    done = subprocess.run(
        [PROGRAMS / "shellcheck", "--enable=all", "--exclude=SC2154,SC2250,SC2292,SC2310,SC2312", script],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.stdout, done.returncode) == ("", 0)


def test_no_script_holds_an_expression():
    """An input inside a script would be run as a part of it."""
    assert [step["name"] for step in STEPS if "${{" in step["run"]] == []


def test_every_input_is_used_and_described():
    text = json.dumps(ACTION["runs"])
    assert [name for name in ACTION["inputs"] if f"inputs.{name} " not in text] == []
    assert [name for name, each in ACTION["inputs"].items() if not each["description"].endswith(".")] == []


def test_nothing_found(runner):
    write(runner.workspace, {"pipeline.yaml": SMALL})
    assert runner.step(LINT) == Stepped(0, "", "", {"exit-code": "0"})


def test_findings_are_annotations(runner):
    write(runner.workspace, {"pipeline.yaml": SMALL, "deep/a b.pipeline.yaml": BROKEN})
    ran = runner.step(LINT)
    assert ran.out.startswith(
        "::error file=deep/a b.pipeline.yaml,line=7,endLine=7,col=9,endColumn=15,title=pipec PC101::"
    )
    assert (ran.code, ran.outputs) == (1, {"exit-code": "1"})


def test_inputs(runner):
    write(runner.workspace, {"pipeline.yaml": BROKEN, "a b.pipeline.yaml": SMALL, "sub/pipeline.yaml": BROKEN})
    assert runner.step(LINT, paths="a b.pipeline.yaml\n").code == 0
    assert runner.step(LINT, paths="\na b.pipeline.yaml\n\nsub\n").out.count("::error ") == 1
    assert runner.step(LINT, args="--ignore PC101\n  --strict").code == 0
    assert runner.step(LINT, working_directory="sub", paths="pipeline.yaml").out.startswith(
        "::error file=sub/pipeline.yaml,"
    )


def test_an_input_is_no_code(runner):
    write(runner.workspace, {"pipeline.yaml": SMALL})
    ran = runner.step(LINT, paths='$(touch hacked)\n"; touch hacked; "', args="$(touch hacked)")
    assert ran.code in {1, 2}
    assert not (runner.workspace / "hacked").exists()


def test_sarif(runner):
    write(runner.workspace, {"pipeline.yaml": BROKEN})
    ran = runner.step(LINT, sarif="out.sarif")
    assert (ran.code, ran.out.count("\n")) == (1, 1)
    results = json.loads((runner.workspace / "out.sarif").read_text())["runs"][0]["results"]
    assert [result["ruleId"] for result in results] == ["PC101"]


def test_wrong_options_are_told(runner):
    write(runner.workspace, {"pipeline.yaml": SMALL})
    ran = runner.step(LINT, args="--strikt", sarif="out.sarif")
    assert (ran.code, ran.outputs) == (2, {"exit-code": "2"})
    assert "No such option" in ran.err
    assert not (runner.workspace / "out.sarif").exists()


def test_no_pipeline_at_all(runner):
    ran = runner.step(LINT)
    assert ran.code == 2
    assert "There is no pipeline here" in ran.err


def test_committed_bundles_are_checked(runner):
    write(runner.workspace, {"pipeline.yaml": SMALL, ".pipec.toml": "[targets.woodpecker]\n"})
    ran = runner.step(CHECK)
    assert (ran.code, ran.outputs) == (1, {"exit-code": "1"})
    assert ran.out.startswith("missing: pipec-out/shop\n")
    subprocess.run(
        [sys.executable, "-m", "pipec", "compile", "--install", "--quiet"],
        cwd=runner.workspace, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=True, timeout=60,
    )  # fmt: skip
    assert runner.step(CHECK, compile_args="--install").code == 0
    write(runner.workspace, {"pipeline.yaml": SMALL.replace("make test", "make check")})
    ran = runner.step(CHECK, compile_args="--install")
    assert (ran.code, ran.outputs) == (1, {"exit-code": "1"})
    assert "stale: .woodpecker/test.yaml\n as in the bundle\n" in ran.out
    assert "+make check" in ran.out
    assert runner.step(CHECK, compile_args="$(touch hacked)").code in {1, 2}
    assert not (runner.workspace / "hacked").exists()
