"""A pipeline in a repository of its own, and what `pipec plan --against` says of it, in this process."""

import json
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import click
from click.testing import CliRunner

from pipec.cli import cli
from tests.examples_on_engines.images import digest_of, need_registry

IMAGE = "registry.example/web:1.4"


class Told(NamedTuple):
    """What came of one call."""

    code: int
    out: str
    err: str

    @property
    def statements(self) -> list[dict[str, Any]]:
        """The statements of a call with `--format json`."""
        return [each for file in json.loads(self.out)["files"] for each in file["statements"]]

    @property
    def texts(self) -> list[str]:
        """The texts of the statements."""
        return [each["text"] for each in self.statements]

    @property
    def rules(self) -> list[str]:
        """The rules of the statements, without their common beginning."""
        return [each["rule"].removeprefix("against-") for each in self.statements]


class Lab:
    """A folder with a pipeline of a name that no other test has, whose image is the tests' registry's."""

    def __init__(self, folder: Path, text: str, target: str, *, lines: str = "") -> None:
        self.folder = folder
        self.target = target
        self.name = f"against{secrets.token_hex(3)}"
        self.text = f"version: 1\nname: {self.name}\n{text}".replace("OWN_NAME", self.name)
        self.pipeline = folder / "pipeline.yaml"
        folder.mkdir(exist_ok=True)
        (folder / ".git").mkdir()
        registry = need_registry()
        (folder / ".pipec.toml").write_text(
            f'[targets.{target}]\n{lines}registry_mirrors = {{"registry.example" = "{registry}/examples"}}\n'
        )
        images = {IMAGE: digest_of(registry, "examples/web", "1.4")}
        images["registry.example/other:1"] = digest_of(registry, "pipec/busybox", "1") or f"sha256:{'7' * 64}"
        locked = {name: {"digest": digest, "platforms": ["linux/amd64"]} for name, digest in images.items()}
        (folder / "pipec.lock").write_text(json.dumps({"version": 1, "images": locked}))

    def write(self, *changes: tuple[str, str]) -> None:
        """Write the pipeline, with some texts in place of others."""
        text = self.text
        for before, after in changes:
            assert before in text, before
            text = text.replace(before, after)
        self.pipeline.write_text(text)

    def compile(self, *options: str) -> Path:
        """Compile it; return the bundle."""
        out = self.folder / "out"
        code, _, err = call("compile", str(self.pipeline), "--target", self.target, "--out", str(out), *options)
        assert code == 0, err
        return out / self.name

    def plan(self, *options: str, file: Path | None = None, environment: Mapping[str, str | None] = {}) -> Told:
        """Ask the engine."""
        path = str(file or self.pipeline)
        return call("plan", "--against", self.target, "--format", "json", path, *options, environment=environment)


def call(*arguments: str, environment: Mapping[str, str | None] = {}) -> Told:
    """Run the command line; the exit code is that of the program."""
    told = CliRunner(env={"NO_COLOR": "1", **environment}).invoke(cli, arguments, standalone_mode=False)
    if isinstance(told.exception, click.ClickException):
        return Told(2, told.stdout, f"{told.stderr}{told.exception.format_message()}")
    if told.exception is not None:
        raise told.exception
    code = told.return_value if isinstance(told.return_value, int) else told.exit_code
    return Told(code, told.stdout, told.stderr)


def bundled(bundle: Path) -> dict[str, Any]:
    """Return the Nomad jobs of a bundle by their ids."""
    documents = [json.loads(path.read_text()) for path in sorted(bundle.glob("nomad/**/*.json"))]
    return {each["Job"]["ID"]: each for each in documents}
