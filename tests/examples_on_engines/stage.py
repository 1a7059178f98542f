"""An example in a copy of its own: as it is committed, but for a name of its own and the registry of the tests.

The images that the examples name stand in the tests' registry below `examples/`; the copy's `.pipec.toml` says so by
`registry_mirrors`, and its `pipec.lock` has their digests.
"""

import json
import os
import re
import secrets
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from tests.engines import require_engine
from tests.examples_on_engines.images import ROOT, digest_of, need_registry
from tests.examples_on_engines.own_image import own_digest
from tests.golden.bundles import run


class Stage(NamedTuple):
    """A compiled example: its pipeline's name, the repository, the bundle."""

    name: str
    folder: Path
    bundle: Path

    @property
    def commit(self) -> str:
        """The commit of the repository."""
        return git(self.folder, "rev-parse", "HEAD").strip()


def stage(
    example: str, folder: Path, options: Sequence[str] = (), left_out: Sequence[str] = (), **targets: str
) -> Stage:
    """Copy an example, or a golden plan by its path, into a repository of its own; compile it for the tests' registry.

    `targets` are further lines of a target's table in `.pipec.toml`; `options` those of `pipec compile`; `left_out` is
    what is taken out of the pipeline.
    """
    registry = f"{need_registry()}/examples"
    unwanted = shutil.ignore_patterns("pipec-out", "expected", "args", "__pycache__")
    shutil.copytree(ROOT / "examples" / example, folder, ignore=unwanted)
    name = rename(folder / "pipeline.yaml")
    leave_out(folder / "pipeline.yaml", left_out)
    configure(folder / ".pipec.toml", registry, targets)
    lock(folder / "pipec.lock", registry)
    commit(folder)
    staged = Stage(name, folder, Path(f"{folder}-out", name))
    compile_again(staged, *options)
    return staged


def compile_again(staged: Stage, *options: str) -> None:
    """Compile what the folder holds now."""
    pipeline = str(staged.folder / "pipeline.yaml")
    code, _, messages = run("compile", pipeline, "--locked", "--out", str(staged.bundle.parent), *options)
    assert code == 0, messages


def rename(pipeline: Path) -> str:
    """Give the pipeline a name that no other test has; return it."""
    text = pipeline.read_text("utf-8")
    found = re.search(r"^name: (.+)$", text, re.MULTILINE)
    assert found
    name = f"{found[1]}-{secrets.token_hex(3)}"
    pipeline.write_text(text.replace(found[0], f"name: {name}", 1), "utf-8")
    return name


def leave_out(pipeline: Path, texts: Sequence[str]) -> None:
    """Take texts out of a pipeline that the machine of the tests cannot honour."""
    for text in texts:
        content = pipeline.read_text("utf-8")
        assert text in content
        pipeline.write_text(content.replace(text, "", 1), "utf-8")


def configure(profile: Path, registry: str, targets: dict[str, str]) -> None:
    """Name the mirror in each target's table, and replace what `targets` has lines for."""
    lines: list[str] = []
    given: list[str] = []
    for line in profile.read_text("utf-8").splitlines():
        if line.partition(" = ")[0] in {each.partition(" = ")[0] for each in given}:
            continue
        lines.append(re.sub(r"(pipec:[\d.]+@)sha256:0+", lambda found: found[1] + own_digest(), line))
        if line.startswith("[targets."):
            given = targets.get(line[9:-1], "").splitlines()
            lines += [f'registry_mirrors = {{"registry.example" = "{registry}"}}', *given]
    profile.write_text("\n".join(lines) + "\n", "utf-8")


def lock(path: Path, registry: str) -> None:
    """Write the digests that the registry has into a lock of placeholders."""
    host, _, prefix = registry.partition("/")
    data = json.loads(path.read_text("utf-8"))
    for reference, entry in data["images"].items():
        repository, _, tag = reference.removeprefix("registry.example/").rpartition(":")
        entry["digest"] = digest_of(host, f"{prefix}/{repository}", tag)
    path.write_text(json.dumps(data, indent=2) + "\n", "utf-8")


def commit(folder: Path) -> None:
    """Make the folder a repository with one commit on `main`."""
    git(folder, "init", "--quiet", "--initial-branch", "main")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "The example")


def git(folder: Path, *words: str) -> str:
    """Run git as nobody in particular; return what it printed."""
    person = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in PERSON.items()}
    quiet = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    done = subprocess.run(
        [require_engine("git"), *words],
        cwd=folder,
        env=os.environ | person | quiet,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


PERSON = {"NAME": "Test", "EMAIL": "test@example.com"}
