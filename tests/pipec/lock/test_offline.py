"""From the lock alone, with the network cut: no emitted file of any target names an image without its digest."""

import hashlib
import json
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.engines import require_engine
from tests.pipec.command_line import ROOT, process, write

EXAMPLES = sorted(path.parent for path in (ROOT / "examples").glob("*/pipeline.yaml"))
PINNED = re.compile(r".+@sha256:[0-9a-f]{64}")
HCL = re.compile(r'\bimage\s*=\s*"([^"]*)"')
APART = ("plan.json", "manifest.json", "sourcemap.json")
"""Files for pipec itself, in which a digest may stand beside the name."""

OWN = "registry.example/pipec:1@sha256:" + "9" * 64
EVERY_KIND = """\
version: 1
name: every
include: [part.yaml]
params: {tool: {default: make}}
defaults: {image: python:3.12}
jobs:
  plain: {steps: [{name: of-the-defaults, script: make test}]}
  made:
    matrix: {go: ["1.24", "1.25"]}
    steps: [{image: "golang:${matrix.go}", script: go test}, {image: "registry.example/${params.tool}:4", script: make}]
  sidecar:
    services:
      db: {image: postgres:17, ports: [5432], health_check: {type: tcp, port: 5432}}
    steps: [{script: make test}]
  action:
    steps: [{action: http_request, with: {url: "https://shop.example/"}}]
  written: {steps: [{image: "redis:7@sha256:DIGEST", script: redis-cli}]}
components:
  web:
    image: registry.example/shop/web:1.4
    ports: [{name: http, container: 8080, publish: 80}]
  worker: {image: mirrored.example/shop/worker:1.4}
environments:
  live: {runner: compose, overrides: {web: {image: registry.example/shop/web:1.5}}}
  cluster: {runner: nomad}
""".replace("DIGEST", "8" * 64)
PART = "jobs:\n  part: {steps: [{image: node:22, script: npm test}]}\n"
PROFILES = f"""\
[targets.nomad]
pipec_image = "{OWN}"
artifact_store = {{kind = "https", url = "https://artifacts.example/"}}
git_source = {{url = "https://git.example/shop.git"}}
[targets.compose]
pipec_image = "{OWN}"
registry_mirrors = {{"mirrored.example" = "mirror.example/all"}}
[targets.woodpecker]
pipec_image = "{OWN}"
clone_image = "registry.example/git:2@sha256:{"7" * 64}"
[targets.deploy]
"""
NEEDED = (
    "docker.io/library/golang:1.24", "docker.io/library/golang:1.25", "docker.io/library/node:22",
    "docker.io/library/postgres:17", "docker.io/library/python:3.12", "mirrored.example/shop/worker:1.4",
    "registry.example/make:4", "registry.example/shop/web:1.4", "registry.example/shop/web:1.5",
)  # fmt: skip
CUT = ("unshare", "-rn")


@pytest.fixture
def cut():
    """Without a network, as the kernel has it; only where it lets us."""
    require_engine("unshare")
    if subprocess.run([*CUT, "true"], capture_output=True, check=False).returncode:
        pytest.skip("the kernel gives no network namespaces to this user")
    return CUT


def images(folder: Path) -> Iterator[tuple[Path, str]]:
    """Yield every image that a file of a bundle names, where it names it."""
    for path in sorted(folder.rglob("*")):
        if path.suffix in {".json", ".yaml", ".yml"} and path.name != "sourcemap.json":
            for document in yaml.load_all(path.read_text(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
                yield from ((path, image) for image in _walk(document))
        elif path.suffix in {".hcl", ".nomad"}:
            yield from ((path, image) for image in HCL.findall(path.read_text()))


def _walk(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "image" and isinstance(value, str):
                yield value
            elif key == "image" and isinstance(value, dict) and value.get("reference"):
                digest = f"{value['reference']}@{value['digest']}" if value.get("digest") else value["reference"]
                yield str(value.get("pinned", digest))
            else:
                yield from _walk(value)
    elif isinstance(node, list):
        for each in node:
            yield from _walk(each)


def by_tag(folder: Path, references: list[str]) -> list[str]:
    """Return where a file for an engine names one of the references by its tag alone, in whatever form."""
    patterns = {name: re.compile(rf"(?<![\w./-]){re.escape(name)}(?!@sha256:|[\w.-])") for name in references}
    found = []
    for path in folder.rglob("*"):
        if path.is_file() and path.name not in APART:
            text = path.read_bytes().decode(errors="replace")
            found += [f"{path.name}: {name}" for name, pattern in patterns.items() if pattern.search(text)]
    return found


def is_hole(image: str) -> bool:
    return "pipec-hole" in image or image.startswith(("${PIPEC_IMAGE", "$PIPEC_IMAGE", "PIPEC-"))


def unpinned(folder: Path) -> list[str]:
    return [
        f"{path.name}: {image}" for path, image in images(folder) if not PINNED.fullmatch(image) and not is_hole(image)
    ]


@pytest.mark.parametrize("form", ["json", "hcl"])
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_examples(cut, tmp_path, example, form):
    work = tmp_path / "example"
    shutil.copytree(example, work, ignore=shutil.ignore_patterns("pipec-out"))
    (work / ".git").mkdir()
    ran = process("compile", "-q", "--locked", "--nomad-format", form, "--out", "out", cwd=work, prefix=cut, timeout=60)
    assert ran.code == 0, ran.err
    checked = process("lock", "--check", cwd=work, prefix=cut, timeout=60)
    assert checked.code == 0, checked.err
    assert list(images(work / "out"))
    assert unpinned(work / "out") == []
    assert by_tag(work / "out", list(json.loads((work / "pipec.lock").read_text())["images"])) == []


def every_kind(folder: Path) -> Path:
    lock = {name: {"digest": f"sha256:{hashlib.sha256(name.encode()).hexdigest()}"} for name in NEEDED}
    files = {"pipeline.yaml": EVERY_KIND, "part.yaml": PART, ".pipec.toml": PROFILES}
    return write(folder, {**files, "pipec.lock": json.dumps({"version": 1, "images": lock})})


@pytest.mark.parametrize("form", ["json", "hcl"])
def test_every_kind_of_image(cut, tmp_path, form):
    here = every_kind(tmp_path / "every")
    ran = process("compile", "-q", "--locked", "--nomad-format", form, "--out", "out", cwd=here, prefix=cut, timeout=60)
    assert ran.code == 0, ran.err
    assert {path.name for path in (here / "out" / "every").iterdir() if path.is_dir()} == {
        "compose", "deploy", "nomad", "woodpecker",
    }  # fmt: skip
    found = {image for _, image in images(here / "out")}
    digests = {hashlib.sha256(name.encode()).hexdigest() for name in NEEDED} | {digit * 64 for digit in "789"}
    assert {image.partition("@sha256:")[2] for image in found} >= digests - {"7" * 64}
    assert any(image.startswith("mirror.example/all/shop/worker@") for image in found)
    assert unpinned(here / "out") == []
    assert by_tag(here / "out", [*NEEDED, "registry.example/pipec:1"]) == []
    assert process("lock", cwd=here, prefix=cut, timeout=60).out == "pipec.lock: 9 as before\n"


def test_without_the_lock_it_is_seen(cut, tmp_path):
    """The same look finds names without digests where there are some: it can fail."""
    here = every_kind(tmp_path / "every")
    (here / "pipec.lock").unlink()
    text = (here / "pipeline.yaml").read_text()
    write(here, {"pipeline.yaml": text[: text.index("components:")]})
    arguments = ("compile", "-q", "-t", "compose", "-t", "woodpecker", "-t", "nomad")
    for form in ("json", "hcl"):
        ran = process(*arguments, "--nomad-format", form, "--out", form, cwd=here, prefix=cut, timeout=60)
        assert ran.code == 0, ran.err
        assert len(unpinned(here / form)) > 9
        assert len(by_tag(here / form, list(NEEDED))) > 9
    ran = process(*arguments, "--locked", "--out", "locked", cwd=here, prefix=cut, timeout=60)
    assert (ran.code, ran.err.count("error[PC511]")) == (1, 6)
    assert not (here / "locked").exists()


def test_the_network_is_cut(cut, tmp_path):
    """A registry that listens here is out of reach there."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        image = f"127.0.0.1:{listening.getsockname()[1]}/x:1"
        here = write(
            tmp_path / "cut",
            {"pipeline.yaml": f"version: 1\nname: a\njobs: {{a: {{steps: [{{image: '{image}', script: make}}]}}}}\n"},
        )
        ran = process("lock", "--retries", "0", cwd=here, prefix=cut, timeout=60)
    assert (ran.code, ran.err.count("error[PC513]")) == (1, 1)
    assert "unreachable" in ran.err or "cannot be reached" in ran.err
