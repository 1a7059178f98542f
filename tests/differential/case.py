"""Small pipelines, each a file that says itself what must happen: `x-case` holds the expectation.

`x-case` is a mapping of: `features` (words of the table, the first is the section where the case stands), `exit` (0),
`jobs` (how each instance ends), `says` (`JOB.STEP` to its lines on standard output), `exits` (`JOB.STEP`
to its exit code), `files` (the tree of the repository: path to text, an executable one begins with `#!`), `var` and
`run_var` (parameters bound at compile and at run), `secrets`, `without` (a runner to the reason why it has no part in
the case). Whatever is left out is not expected, only compared
between runners.
"""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import yaml

FOLDER = Path(__file__).with_name("cases")
REGISTRY = os.environ.get("PIPEC_TEST_REGISTRY", "127.0.0.1:5000")
"""Stands for `registry.example` in the files; its images are made by `.ci/engines.sh`."""

SYSTEM = {
    "CI_COMMIT_SHA": "0123456789abcdef0123456789abcdef01234567",
    "CI_COMMIT_BRANCH": "feature/a b",
    "CI_COMMIT_MESSAGE": 'it\'s $HOME, "${X}" & more',
    "CI_PIPELINE_EVENT": "push",
    "CI_PIPELINE_NUMBER": "7",
}
"""What every runner is told of the commit."""


class Case(NamedTuple):
    """One pipeline and what is expected of it."""

    name: str
    text: str
    description: str
    features: tuple[str, ...]
    settings: Mapping[str, Any]

    def mapping(self, key: str) -> Mapping[str, Any]:
        """Return one of the maps of `x-case`, empty where it is left out."""
        return self.settings.get(key) or {}


def names() -> list[str]:
    """Return the names of all cases."""
    return sorted(path.stem for path in FOLDER.glob("*.yaml"))


def load(name: str) -> Case:
    """Return a case by its name."""
    text = (FOLDER / f"{name}.yaml").read_bytes().decode().replace("registry.example", REGISTRY)
    data = yaml.safe_load(text)
    settings = data["x-case"]
    return Case(name, text, data["description"], tuple(settings["features"]), settings)


def repository(case: Case, folder: Path) -> Path:
    """Make the case's repository in an empty folder; return its pipeline file."""
    folder.mkdir(parents=True)
    for path, text in case.mapping("files").items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())
        file.chmod(0o755 if text.startswith("#!") else 0o644)
    (folder / "pipeline.yaml").write_bytes(case.text.encode())
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    subprocess.run(["git", "-C", str(folder), "add", "."], check=True)
    return folder / "pipeline.yaml"
