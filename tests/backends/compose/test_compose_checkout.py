"""The program that fills a workspace, run by real shells in a folder in place of `/pipec`."""

import shutil
import subprocess
from pathlib import Path

import pytest

from compiler.ir.job import Artifact, Checkout, Input, Job
from compiler.ir.plan import Plan
from tests.backends.compose.compose_plans import emitted, job, needs
from tests.engines import require_engine


def place(folder: Path, *jobs: Job) -> None:
    for file in emitted(Plan("shop", jobs)).files:
        target = folder / file.path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(
            file.data.replace(b"/pipec/", f"{folder}/".encode()).replace(b"/pipec\n", f"{folder}\n".encode())
        )
    for name in ("job", "source", "run", "needs/a"):
        (folder / name).mkdir(parents=True)
    (folder / "run/values").write_text("")


def begin(folder: Path, name: str, shell: str = "/bin/sh") -> str:
    done = subprocess.run([shell, str(folder / "jobs/begin.sh"), name], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stderr


def files(folder: Path) -> list[str]:
    return sorted(str(each.relative_to(folder)) for each in folder.rglob("*") if each.is_symlink() or each.is_file())


def git(folder: Path, *words: str) -> None:
    subprocess.run([require_engine("git"), "-C", str(folder), *words], check=True, capture_output=True)


@pytest.mark.engine
@pytest.mark.parametrize("shell", ["dash", "bash"])
def test_a_checkout_is_the_tracked_files_as_they_are(tmp_path, shell):
    place(tmp_path, job("a", checkout=Checkout()))
    source = tmp_path / "source"
    for name in ("kept", "deep/er/na me\n$x", "gone", "-dash", ".hidden"):
        path = source / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("old")
    (source / "link").symlink_to("nowhere")
    git(source, "init", "-q")
    git(source, "add", ".")
    (source / "gone").unlink()
    (source / "kept").write_text("new")
    (source / "kept").chmod(0o755)
    (source / "untracked").write_text("")
    begin(tmp_path, "a", require_engine(shell))
    workspace = tmp_path / "job/workspace"
    assert files(workspace) == ["-dash", ".hidden", "deep/er/na me\n$x", "kept", "link"]
    assert (workspace / "kept").read_text() == "new"
    assert (workspace / "kept").stat().st_mode & 0o777 == 0o777
    assert (workspace / ".hidden").stat().st_mode & 0o777 == 0o666


def test_without_git_the_whole_folder_comes_and_that_is_said(tmp_path):
    place(tmp_path, job("a"))
    (tmp_path / "source/x").write_text("")
    assert "the whole folder is copied" in begin(tmp_path, "a")
    assert files(tmp_path / "job/workspace") == ["x"]


def consumer(*inputs: Input) -> Job:
    return job("b", checkout=None, depends_on=needs("a"), inputs=inputs)


def produce(folder: Path, ending: str = "success", **artifacts: str) -> None:
    (folder / "needs/a/ending").write_text(f"{ending}\n")
    for name, file in artifacts.items():
        path = folder / "needs/a/artifacts" / name / file
        path.parent.mkdir(parents=True)
        path.write_text(name)


def ending(folder: Path) -> str:
    path = folder / "job/ending"
    return path.read_text().strip() if path.exists() else ""


def test_inputs_arrive_at_their_paths(tmp_path):
    place(tmp_path, job("a"), consumer(Input("a", "x"), Input("a", "y", "deep/er"), Input("a", "z", optional=True)))
    produce(tmp_path, x="one.txt", y="two.txt")
    begin(tmp_path, "b")
    assert files(tmp_path / "job/workspace") == ["deep/er/two.txt", "one.txt"]
    assert ending(tmp_path) == ""


def test_two_inputs_do_not_write_one_file(tmp_path):
    place(tmp_path, job("a"), consumer(Input("a", "x", "in"), Input("a", "y", "./in/")))
    produce(tmp_path, x="same.txt", y="same.txt")
    assert "two inputs would write in/same.txt" in begin(tmp_path, "b")
    assert ending(tmp_path) == "failure"


def test_a_missing_input_fails_the_job(tmp_path):
    place(tmp_path, job("a"), consumer(Input("a", "x")))
    produce(tmp_path)
    assert "input a.x is missing" in begin(tmp_path, "b")
    assert ending(tmp_path) == "failure"


@pytest.mark.parametrize(
    ("before", "runs_on", "wanted"),
    [
        ("success", ("success",), ""),
        ("skipped", ("success",), ""),
        ("failure", ("success",), "blocked"),
        ("blocked", ("success",), "blocked"),
        ("cancelled", ("success",), "blocked"),
        ("success", ("failure",), "blocked"),
        ("failure", ("failure",), ""),
        ("blocked", ("failure",), "blocked"),
        ("cancelled", ("failure",), "blocked"),
        ("failure", ("success", "failure"), ""),
        ("blocked", ("failure", "success"), ""),
    ],
)
def test_endings_let_a_job_start_or_block_it(tmp_path, before, runs_on, wanted):
    place(tmp_path, job("a"), job("b", checkout=None, depends_on=needs("a"), runs_on=runs_on))
    produce(tmp_path, before)
    begin(tmp_path, "b")
    assert ending(tmp_path) == wanted


def test_a_second_start_begins_anew(tmp_path):
    place(tmp_path, job("a", checkout=None))
    for name in ("ending", "workspace/old", "state/failed", ".hidden"):
        (tmp_path / "job" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "job" / name).write_text("old")
    begin(tmp_path, "a")
    assert files(tmp_path / "job") == []


def end(folder: Path, name: str, *steps: str) -> str:
    done = subprocess.run(
        ["/bin/sh", str(folder / "jobs/end.sh"), name, *steps], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stderr


def test_a_link_out_of_the_workspace_is_no_artifact(tmp_path):
    place(tmp_path, job("a", checkout=None, artifacts=(Artifact("x", ("*",)),)))
    begin(tmp_path, "a")
    (tmp_path / "job/state/steps/unit").mkdir(parents=True)
    (tmp_path / "job/state/steps/unit/done").write_text("success")
    (tmp_path / "job/workspace/out").symlink_to("/etc/passwd")
    assert "out points out of the workspace" in end(tmp_path, "a", "unit")
    assert ending(tmp_path) == "failure"
    assert not (tmp_path / "job/artifacts/x").exists()


@pytest.mark.engine
def test_every_shell_reads_the_programs(tmp_path):
    place(tmp_path, job("a"))
    for shell in filter(None, map(shutil.which, ("dash", "bash", "busybox"))):
        for program in sorted((tmp_path / "jobs").rglob("*.sh")):
            words = [shell, "sh"] if shell.endswith("busybox") else [shell]
            done = subprocess.run([*words, "-n", str(program)], capture_output=True, check=False)
            assert (done.returncode, done.stderr) == (0, b""), (shell, program)
