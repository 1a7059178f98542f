"""Bundles that somebody changed and sealed again: their checksums are right, what is in them is not."""

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

from tests.runtime.runs.lab import Done, Lab

_PIPELINE = """
version: 1
name: shop
defaults:
  checkout: false
  image: registry.example/ci/tools@sha256:1e0f301d5583e04f7156dfd6fab3e16be1eeaa0c4a18e79a623bed89944e0f3f
jobs:
  a:
    outputs: [v]
    artifacts: {dist: {paths: [f]}}
    steps: [{name: s, script: "echo 1 > f; echo v=1 >> $PIPEC_OUTPUT"}]
  b:
    depends_on: [a]
    inputs: [{artifact: a.dist, path: in}]
    conditional: job.a.outputs.v == '1'
    environment: {V: "${job.a.outputs.v}"}
    steps: [{name: s, script: "cat in/f"}]
"""


def compiled(lab: Lab) -> Path:
    lab.write(_PIPELINE)
    done = lab.pipec("compile", "--target", "compose", "--quiet")
    assert done.code == 0, done.err
    return lab.folder / "pipec-out/shop"


def run(lab: Lab, *arguments: str) -> Done:
    return lab.pipec("run", "pipec-out/shop", "--allow-degraded", "image", *arguments)


def change(bundle: Path, edit: Callable[[Any], None]) -> None:
    """Change the plan, and make the checksums those of the changed one."""
    plan = json.loads((bundle / "plan.json").read_text())
    edit(plan)
    put(bundle, json.dumps(plan).encode())


def put(bundle: Path, data: bytes) -> None:
    (bundle / "plan.json").write_bytes(data)
    reseal(bundle)


def reseal(bundle: Path) -> None:
    lines = []
    for line in (bundle / "SHA256SUMS").read_text().splitlines():
        name = line.split("  ", 1)[1]
        lines.append(f"{sha256((bundle / name).read_bytes()).hexdigest()}  {name}\n")
    (bundle / "SHA256SUMS").write_text("".join(lines))
