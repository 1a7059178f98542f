"""This tree as a repository of hooks: what a clone of it at a tag would be."""

import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
SHIPPED = ("compiler", "pipec", "runtime", "schemas", "docs/man")
FILES = (".pre-commit-hooks.yaml", "action.yml", "pyproject.toml", "README.md", "LICENSE")


def copy_tree(folder: Path) -> Path:
    """Copy what a package is built of to `folder`."""
    for name in SHIPPED:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in FILES:
        shutil.copy2(ROOT / name, folder / name)
    return folder


def git(folder: Path, *arguments: str) -> str:
    """Run git in a folder, with nothing of the caller's settings, and return what it prints."""
    return subprocess.run(
        ["git", "-c", "init.defaultBranch=main", *arguments],
        cwd=folder,
        env={**os.environ, **ISOLATED},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    ).stdout.strip()


def commit_all(folder: Path) -> str:
    """Make a folder a repository with one commit more, and return the commit."""
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "--message", "state")
    return git(folder, "rev-parse", "HEAD")


ISOLATED = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    **{f"GIT_{who}_{what}": "pipec@example" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
}
