"""The hooks, as pre-commit runs them: from a clone, in an environment that it builds itself."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.integrations.hook_repository import ISOLATED, ROOT, commit_all, copy_tree, git
from tests.pipec.command_line import SMALL, write

HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
BROKEN = SMALL.replace("script:", "scirpt:")
UNTIDY = SMALL.replace("version: 1\nname: shop\n", "name:   shop\nversion: 1\n")


class Project:
    """A repository that uses the hooks."""

    def __init__(self, folder: Path, config: str, home: Path, path: str) -> None:
        self.folder = folder
        self.environment = {
            **os.environ,
            **ISOLATED,
            "PRE_COMMIT_HOME": str(home),
            "PATH": path,
            "PRE_COMMIT_COLOR": "never",
        }
        write(folder, {".pre-commit-config.yaml": config})
        (folder / ".git").rmdir()
        commit_all(folder)

    def run(self, *arguments: str) -> tuple[int, str]:
        """Run all hooks, or those that are named, on what is staged; return the exit code and what is shown."""
        git(self.folder, "add", "--all")
        done = subprocess.run(
            [str(Path(sys.executable).parent / "pre-commit"), "run", *arguments],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    """What makes a project use the hooks of a clone of this tree; the environment is built once, by pre-commit."""
    hooks = copy_tree(tmp_path_factory.mktemp("hooks"))
    revision = commit_all(hooks)
    names = "".join(f"      - id: {hook['id']}\n" for hook in HOOKS)
    config = f"repos:\n  - repo: {hooks}\n    rev: {revision}\n    hooks:\n{names}"
    home = tmp_path_factory.mktemp("home")
    return lambda folder: Project(folder, config, home, os.environ["PATH"])


@pytest.fixture(scope="module")
def quick(tmp_path_factory):
    """The same hooks on the `pipec` of this tree, without an environment of their own."""
    programs = tmp_path_factory.mktemp("programs")
    (programs / "pipec").write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec "{sys.executable}" -m pipec "$@"\n')
    (programs / "pipec").chmod(0o755)
    hooks = [{key: value for key, value in hook.items() if key != "description"} for hook in HOOKS]
    config = yaml.safe_dump({"repos": [{"repo": "local", "hooks": [{**hook, "language": "system"} for hook in hooks]}]})
    home = tmp_path_factory.mktemp("home")
    return lambda folder: Project(folder, config, home, f"{programs}:{os.environ['PATH']}")


@pytest.fixture(params=["quick", pytest.param("real", marks=[pytest.mark.slow, pytest.mark.timeout(900)])])
def project(request, tmp_path):
    """A project with nothing in it but its configuration."""
    return request.getfixturevalue(request.param)(tmp_path / "project")


def verdicts(shown: str) -> dict[str, str]:
    """Return what pre-commit says of each hook."""
    return dict(re.findall(r"^(pipec [a-z -]+?)\.{3,}.*?(Passed|Failed|Skipped)$", shown, re.MULTILINE))


def test_a_project_with_a_bundle(project):
    write(project.folder, {"pipeline.yaml": SMALL, ".pipec.toml": "[targets.compose]\n"})
    compile_bundle(project)
    code, shown = project.run("--all-files")
    assert verdicts(shown) == {"pipec lint": "Passed", "pipec fmt": "Passed", "pipec compile --check": "Passed"}
    assert code == 0
    write(project.folder, {"pipeline.yaml": SMALL.replace("make test", "make check")})
    code, shown = project.run()
    assert verdicts(shown)["pipec compile --check"] == "Failed"
    assert "make check" in shown
    assert re.search(r"^stale: pipec-out/shop/compose/jobs/test/.*\n@@ /1 @@ pipeline.yaml:7$", shown, re.MULTILINE)
    assert code == 1
    assert git(project.folder, "diff", "--name-only") == ""


def compile_bundle(project):
    subprocess.run(
        [sys.executable, "-m", "pipec", "compile", "--quiet"],
        cwd=project.folder,
        env={**project.environment, "PYTHONPATH": str(ROOT)},
        check=True,
        timeout=60,
    )


@pytest.mark.parametrize(
    ("files", "where"),
    [
        ({"pipeline.yaml": BROKEN}, "pipeline.yaml:7:9"),
        ({"deep/er/shop.pipeline.yaml": BROKEN}, "deep/er/shop.pipeline.yaml:7:9"),
        ({".pipec/shop.yaml": BROKEN}, ".pipec/shop.yaml:7:9"),
        (
            {"pipeline.yaml": "include: [ci/jobs.yaml]\n" + SMALL, "ci/jobs.yaml": "jobs: {more: {setps: []}}\n"},
            "ci/jobs.yaml:1:15",
        ),
    ],
    ids=["pipeline", "elsewhere", "folder", "fragment"],
)
def test_a_mistake_is_told_with_its_place(project, files, where):
    write(project.folder, files)
    code, shown = project.run("pipec-lint")
    assert (code, verdicts(shown)) == (1, {"pipec lint": "Failed"})
    assert f"--> {where}\n" in shown
    assert "error[PC101]" in shown


def test_a_change_of_a_fragment_alone_is_linted(project):
    write(project.folder, {"pipeline.yaml": "include: [more.yaml]\n" + SMALL, "more.yaml": "global_env: {A: b}\n"})
    assert project.run("pipec-lint")[0] == 0
    commit_all(project.folder)
    write(project.folder, {"more.yaml": "global_env: [A]\n"})
    code, shown = project.run("pipec-lint")
    assert code == 1
    assert "--> more.yaml:1:13\n" in shown


def test_a_commit_without_pipelines_is_not_linted(project):
    write(project.folder, {"readme.txt": "x"})
    code, shown = project.run("pipec-lint")
    assert (code, verdicts(shown)) == (0, {"pipec lint": "Skipped"})


@pytest.mark.parametrize("name", ["pipeline.yaml", "deep/shop.pipeline.yaml", ".pipec/shop.yaml", "x.fragment.yaml"])
def test_what_is_not_laid_out_is_laid_out_and_fails(project, name):
    write(project.folder, {name: UNTIDY, "other.yaml": "a:   b\n"})
    code, shown = project.run("pipec-fmt")
    assert (code, verdicts(shown)) == (1, {"pipec fmt": "Failed"})
    assert "files were modified by this hook" in shown
    assert (project.folder / name).read_text() == SMALL
    assert (project.folder / "other.yaml").read_text() == "a:   b\n"
    assert project.run("pipec-fmt")[0] == 0


def test_every_hook_is_on_its_page():
    page = (ROOT / "docs" / "how-to" / "pre-commit.md").read_text(encoding="utf-8")
    assert [
        hook["id"] for hook in HOOKS if f"| `{hook['id']}` |" not in page or f"- id: {hook['id']}\n" not in page
    ] == []
