"""The examples' workflows run to their end by Woodpecker's own command line, each in a tree of its own.

`exec` runs one workflow and knows no other: how workflows wait for one another is the server's, and is validated only.
"""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.engines import require_engine
from tests.examples_on_engines.stage import Stage, stage

pytestmark = [pytest.mark.engine, pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def library(tmp_path_factory) -> Stage:
    require_engine("woodpecker-cli")
    return stage("python-library", tmp_path_factory.mktemp("library") / "repository")


@pytest.fixture(scope="module")
def guest_book(tmp_path_factory) -> Stage:
    require_engine("woodpecker-cli")
    return stage("compose-app", tmp_path_factory.mktemp("guest-book") / "repository")


def execute(staged: Stage, workflow: str, folder: Path) -> tuple[int, dict[str, str], str]:
    """Run one workflow in a copy of the tree; return the exit code, what each step printed, and the whole log."""
    shutil.copytree(staged.folder, folder)
    shared = folder.with_name("shared")
    shared.mkdir()
    words = ("exec", "--backend-engine", "docker", "--repo-path", str(folder), "--pipeline-event", "push")
    about = ("--commit-branch", "main", "--commit-sha", staged.commit, "--secrets", "pypi_token=t")
    # `exec` takes a workflow that waits for one which it is not given for filtered out
    text = (staged.bundle / "woodpecker" / ".woodpecker" / f"{workflow}.yaml").read_text("utf-8")
    file = folder.with_name(f"{workflow}.yaml")
    file.write_text(re.sub(r"^depends_on:\n(?:  - .*\n)+", "", text, flags=re.MULTILINE), "utf-8")
    done = call(
        folder, require_engine("woodpecker-cli"), *words, "--volumes", f"{shared}:/woodpecker/pipec", *about, str(file)
    )
    remove_volumes(folder)
    said: dict[str, str] = {}
    for step, line in re.findall(r"^\[([^:\]]+):L\d+:\d+s\] (.*)$", done.stdout + done.stderr, re.MULTILINE):
        said[step] = f"{said.get(step, '')}{line}\n"
    return done.returncode, said, done.stdout + done.stderr


def call(folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    """Run a command in a folder."""
    return subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)


def remove_volumes(folder: Path) -> None:
    """Remove the volumes that `exec` leaves behind; what matters to a run stands in the folder that it shares."""
    docker = require_engine("docker")
    left = call(folder, docker, "volume", "ls", "-q", "-f", "dangling=true", "-f", "name=wp_").stdout.split()
    if left:
        call(folder, docker, "volume", "rm", *left)


@pytest.mark.parametrize(
    ("workflow", "step", "expected"),
    [
        ("lint", "types", "Success: no issues found"),
        ("test-3-10-lowest", "test", "7 passed"),
        ("test-3-13-latest", "test", "7 passed"),
        ("coverage", "report", "100%"),
        ("publish", "build.build", "Successfully built tokenbucket"),
    ],
)
def test_a_workflow_of_the_library_runs_to_its_end(library, tmp_path, workflow, step, expected):
    code, said, log = execute(library, workflow, tmp_path / "repository")
    assert code == 0, log[-3000:]
    assert expected in said[step]
    assert not any("twine upload" in said.get(each, "") for each in ("publish.upload",)), "that waits for a tag"


def test_the_guest_book_is_tested_with_its_database(guest_book, tmp_path):
    code, said, log = execute(guest_book, "test", tmp_path / "repository")
    assert code == 0, log[-3000:]
    assert "6 passed" in said["test"]
    assert "CREATE TABLE" in said["schema"]


def test_a_failure_is_the_workflows(library, tmp_path):
    broken = library._replace(folder=tmp_path / "broken")
    shutil.copytree(library.folder, broken.folder)
    (broken.folder / "src" / "tokenbucket" / "__init__.py").write_text("import nothing\n")
    code, said, _ = execute(broken, "lint", tmp_path / "repository")
    assert code != 0
    assert "F401" in said["rules"]
