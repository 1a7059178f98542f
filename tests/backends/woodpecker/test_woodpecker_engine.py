"""Woodpecker's own command line reads what is emitted: `lint`, and `exec` with the local backend, where an image is a
shell of the host and the shared volume a folder of the host."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from compiler.backends.woodpecker import BACKEND
from compiler.ir.expression.parse import parse
from compiler.ir.job import Artifact, Checkout, Input, Matrix, Service
from compiler.ir.plan import Concurrency, Cron, Parameter, Trigger
from compiler.ir.values import HealthCheck, Image, Secret, Variable
from tests.backends.woodpecker.plans import CLONING, IMAGE, OWN_IMAGE, PROFILE, job, plan, step, text, variables
from tests.engines import require_engine

pytestmark = pytest.mark.engine
NASTY = "$HOME ${HOME} $${HOME} $$ \\ \\\\ \\/ 'q' \"d\" `t` $(u) {{.N}} # : \té🎉 end "
SH = Image("sh")


def install(given, folder, profile=PROFILE):
    emission = BACKEND.emit(given, profile)
    for file in emission.files:
        path = folder / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.data)
    return [folder / file.path for file in emission.files]


def woodpecker(folder, *arguments):
    command = [require_engine("woodpecker-cli", "woodpecker"), *arguments]
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, errors="replace", check=False, timeout=100
    )


def run(given, folder, *arguments):
    """Run a plan of one workflow; return the exit code and what its steps printed, by step."""
    shared = "/woodpecker" if Path("/woodpecker").is_dir() else "/"
    if not os.access(shared, os.W_OK):
        pytest.skip(f"{shared} is not writable")
    (file,) = install(given, folder)
    subprocess.run(["git", "init", "-q", folder], check=True)
    exec_ = ("exec", "--backend-engine", "local", "--pipeline-event", "push", "--secrets", "token=s3cret", *arguments)
    done = woodpecker(folder, *exec_, str(file))
    said = dict(_by_step(done.stderr))
    assert said, done.stderr[-2000:]
    return done.returncode, said


def _by_step(log):
    lines = re.findall(r"^\[([^:\]]+):L\d+:\d+s\] (.*)$", log, re.MULTILINE)
    for name in dict.fromkeys(name for name, _ in lines):
        said = [line for step, line in lines if step == name]
        last = max(
            (at for at, line in enumerate(said) if line.startswith("+ /bin/sh /woodpecker/pipec/program")), default=-1
        )
        yield name, said[last + 1 :]


def test_the_linter_has_nothing_to_say_but_one_deprecation(tmp_path):
    service = Service("db", IMAGE, variables(A="1"), (5432,), HealthCheck("tcp", port=5432))
    rich = step(f"echo '{NASTY}'\n", environment=(*variables(A=NASTY), Variable("T", text(Secret("token")))))
    given = plan(
        job("build", steps=(rich,), artifacts=(Artifact("bin", ("out/**",)),), labels=(("os", "linux"),)),
        job("pack", inputs=(Input("build", "bin"),), labels=(("os", "linux"),)),
        job("catch", "pack", runs_on=("failure",)),
        job("unit-1", services=(service,), matrix=Matrix((("n", "1"),)), checkout=Checkout(0, submodules=True)),
        job("long", steps=(step("echo long\n" * 9000, conditional=parse("always()"), continue_on_failure=True),)),
        params=(Parameter("region", "string", "eu", enum=("eu", "us")),),
        triggers=(Trigger("push", branch=("main", "!x")), Trigger("cron", cron=Cron("n", "0 3 * * *"))),
    )
    install(given, tmp_path, OWN_IMAGE._replace(options=CLONING.options))
    install(plan(job("alone"), concurrency=Concurrency("g")), tmp_path)
    done = woodpecker(tmp_path, "lint", ".woodpecker")
    assert done.returncode == 0, done.stdout
    remarks = [line for line in done.stdout.splitlines() if line.startswith("   ")]
    assert remarks == ["   ⚠️  Usage of `runs_on` is deprecated, use `when.status`"], done.stdout


def test_any_text_does_the_same(tmp_path):
    script = "printf '%s\\n' \"$A\"; printf '%s\\n' \"$B\"; printf '%s\\n' '" + NASTY.replace("'", "'\\''") + "'\n"
    values = (*variables(A=NASTY), Variable("B", text("t=", Secret("token"))))
    given = plan(job(steps=(step(script, image=SH, environment=values),)))
    code, said = run(given, tmp_path)
    assert (code, said["unit"]) == (0, [NASTY, "t=********", NASTY]) or said["unit"] == [NASTY, "t=s3cret", NASTY]


def test_a_long_script_runs(tmp_path):
    script = "# 'a comment' that makes it long\n" * 4000 + "echo end\n"
    code, said = run(plan(job(steps=(step(script, image=SH),))), tmp_path)
    assert (code, said["unit"]) == (0, ["end"])


def test_conditions_failures_and_outputs(tmp_path):
    steps = (
        step("echo 'v=a b' >\"$PIPEC_OUTPUT\"; exit 3\n", "soft", continue_on_failure=True),
        step('echo "$V"\n', "reads", environment=(Variable("V", text(parse("steps.soft.outputs.v"))),)),
        step("exit 4\n", "hard"),
        step("echo never\n", "after"),
        step("echo rescued\n", "rescue", conditional=parse("failure() && steps.hard.status == 'failure'")),
    )
    code, said = run(plan(job(steps=tuple(each._replace(image=SH) for each in steps))), tmp_path)
    assert code != 0
    assert said["reads"] == ["a b"]
    assert said["rescue"] == ["rescued"]
    assert "after" not in said


def test_a_chain_hands_artifacts_on(tmp_path):
    make = step("mkdir -p out/.h; echo data >out/.h/x; chmod +x out/.h/x; ln -s x out/.h/l; echo no >other\n", image=SH)
    read = step("pwd; find . -path ./.git -prune -o -name '*x' -print; cat in/out/.h/l; ls -l in/out/.h/x\n", image=SH)
    given = plan(
        job("build", steps=(make,), artifacts=(Artifact("bin", ("out/**",)),)),
        job("check", steps=(read,), inputs=(Input("build", "bin", "in"),), checkout=None),
    )
    code, said = run(given, tmp_path)
    assert code == 0, said
    where, found, data, mode = said["check.unit"]
    assert (where, found, data) == ("/woodpecker/pipec/check/workspace", "./in/out/.h/x", "data")
    assert mode.startswith("-rwx")


def test_parameters_are_checked(tmp_path):
    params = (Parameter("size", "number", 3), Parameter("region", "string", "eu", enum=("eu", "us")))
    values = (Variable("V", text(parse("params.size"), "/", parse("params.region"))),)
    given = plan(job(steps=(step('echo "$V"\n', image=SH, environment=values),)), params=params)
    assert run(given, tmp_path)[1]["unit"] == ["3/eu"]
    assert run(given, tmp_path, "--env", "PIPEC_PARAM_size=-4.5")[1]["unit"] == ["-4.5/eu"]
    for wrong in ("PIPEC_PARAM_size=4x", "PIPEC_PARAM_region=de"):
        code, said = run(given, tmp_path, "--env", wrong)
        assert code != 0
        assert "unit" not in said
