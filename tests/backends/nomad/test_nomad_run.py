"""Emitted batch jobs run as Nomad's client would run them: templates rendered, all tasks started together."""

import re
import subprocess
from pathlib import Path

from compiler.ir.expression.syntax import Call, Member, Root
from compiler.ir.job import Input
from compiler.ir.plan import Parameter, Plan
from compiler.ir.values import Image, Secret, Variable
from tests.backends.nomad.models import envparse, render
from tests.backends.nomad.plans import GO, PROFILE, TOOLS, data, job, script, text

THIRD = Image("registry.example/third:1")


class Client:
    """One allocation below a directory, its tasks being processes of this machine."""

    def __init__(self, root: Path, plan: Plan, instance: str, meta: dict[str, str], secrets: dict[str, str]) -> None:
        self.job = data(plan, f"jobs/{instance}.nomad.json", PROFILE)
        self.alloc = root / "alloc"
        (self.alloc / "data").mkdir(parents=True)
        self.root = root
        self.meta = {f"NOMAD_META_{key}": value for key, value in meta.items()}
        self.variables = {f"nomad/jobs/{self.job['ID']}": secrets}

    def run(self) -> tuple[int, str]:
        """Return the exit code of the last task and the output of all."""
        processes = [self._start(task) for task in self.job["TaskGroups"][0]["Tasks"]]
        output = "".join(process.communicate(timeout=60)[0] for process in processes)
        assert [process.returncode for process in processes[:-1]] == [0] * (len(processes) - 1), output
        return processes[-1].returncode, output

    def _start(self, task: dict) -> "subprocess.Popen[str]":
        own = self.root / task["Name"]
        env = {
            "PATH": "/usr/bin:/bin",
            "NOMAD_ALLOC_DIR": str(self.alloc),
            "NOMAD_TASK_DIR": str(own / "local"),
            "NOMAD_SECRETS_DIR": str(own / "secrets"),
        } | self.meta
        env |= {name: self._interpolated(value, env) for name, value in task["Env"].items()}
        rendered = {}
        for template in task["Templates"]:
            path = own / template["DestPath"]
            path.parent.mkdir(parents=True, exist_ok=True)
            content = render(template, self.variables, env)
            path.write_bytes(content.encode())
            rendered |= envparse(content) if template.get("Envvars") else {}
        (argument,) = task["Config"]["args"]
        words = [*task["Config"]["entrypoint"], self._interpolated(argument, env)]
        return subprocess.Popen(
            words, env=env | rendered, cwd=own, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )

    def _interpolated(self, value: str, env: dict[str, str]) -> str:
        return re.sub(r"\$\{([A-Za-z0-9_.-]+)\}", lambda found: env.get(found[1], found[0]), value)


def test_tasks_of_three_images_run_one_after_another_in_one_workspace(tmp_path):
    region = Variable("REGION", text("<", Member(Root("params"), "region"), "> ${X}"))
    token = Variable("TOKEN", text("Bearer ", Secret("api-token")))
    steps = (
        script("one", 'echo 1 >> order; echo "$REGION $TOKEN" > said\n', GO, environment=(region, token)),
        script("two", "echo 2 >> order\n", TOOLS),
        script("three", 'echo 3 >> order; cat order said; echo "$CI_COMMIT_BRANCH|$CI_COMMIT_TAG|$CI"\n', THIRD),
    )
    plan = Plan("shop", (job("test", *steps, checkout=None),), params=(Parameter("region", "string", "eu"),))
    client = Client(tmp_path, plan, "test", {"CI_COMMIT_BRANCH": "ü '\""}, {"api-token": "s$(x) \"'\n2"})

    code, output = client.run()

    assert code == 0, output
    assert (tmp_path / "alloc/data/workspace/order").read_text() == "1\n2\n3\n"
    assert (tmp_path / "alloc/data/workspace/said").read_text() == "<eu> ${X} Bearer s$(x) \"'\n2\n"
    assert "ü '\"||pipec" in output


def test_a_failed_step_ends_the_job_with_its_code_and_a_later_image_still_cleans_up(tmp_path):
    steps = (
        script("bad", "exit 7\n", GO),
        script("skipped", "touch never\n", TOOLS),
        script("clean", "touch cleaned\n", THIRD, conditional=Call("always", ())),
    )
    client = Client(tmp_path, Plan("shop", (job("test", *steps, checkout=None),)), "test", {}, {})

    code, output = client.run()

    assert code == 7, output
    assert (tmp_path / "alloc/data/workspace/cleaned").exists()
    assert not (tmp_path / "alloc/data/workspace/never").exists()
    assert (tmp_path / "alloc/data/pipec/steps/skipped/status").read_text().strip() == "skipped"


def test_a_checkout_and_inputs_are_in_the_workspace_before_the_first_step(tmp_path):
    steps = (script("see", 'cat main.c "in it\'s/app"; test -x "in it\'s/app"\n', GO),)
    plan = Plan("shop", (job("test", *steps, inputs=(Input("build", "app", "in it's"),)),))
    client = Client(tmp_path, plan, "test", {}, {})
    for name in ("checkout/main.c", "inputs/0/app"):
        path = tmp_path / "alloc/data" / name
        path.parent.mkdir(parents=True)
        path.write_text(f"{name}\n")
        path.chmod(0o755)

    code, output = client.run()

    assert (code, output.count("inputs/0/app"), output.count("checkout/main.c")) == (0, 1, 1), output


def test_an_input_never_leaves_the_workspace_by_a_link_of_the_checkout(tmp_path):
    plan = Plan("shop", (job("test", script("see", "true\n", GO), inputs=(Input("build", "app", "out"),)),))
    client = Client(tmp_path, plan, "test", {}, {})
    (tmp_path / "outside").mkdir()
    for name in ("checkout", "inputs/0"):
        (tmp_path / "alloc/data" / name).mkdir(parents=True)
    (tmp_path / "alloc/data/inputs/0/app").write_text("x")
    (tmp_path / "alloc/data/checkout/out").symlink_to(tmp_path / "outside")

    code, output = client.run()

    assert code == 1
    assert "leads out of the workspace" in output
    assert not list((tmp_path / "outside").iterdir())
