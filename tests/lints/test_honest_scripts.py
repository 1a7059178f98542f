"""Rules of advice stay silent on scripts that are right, in each layout of a script."""

import json
import textwrap

import pytest

from compiler.driver import Request, lint
from compiler.source import Source
from tests.lints.honest_scripts import HONEST

HEAD = """\
version: 1
name: shop
jobs:
  build:
    secrets: [token]
    environment:
      TOKEN: ${secrets.token}
      TOOL_SHA256: 2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae
      RUFF_VERSION: 0.8.4
      PACKAGES: ruff==0.8.4
      APT_OPTIONS: -y
      WEB_HOST: web
      TARGET_DIR: out
      CACHE_DIR: cache
    steps:
"""
LAYOUTS = ("block", "list", "quoted")


def pipeline(script: str, layout: str) -> str:
    """Return a pipeline with a step that runs `script`, and another step behind it."""
    text = textwrap.dedent(script).strip("\n")
    if layout == "block":
        body = "      - script: |\n" + textwrap.indent(text, " " * 10) + "\n"
    elif layout == "list":
        body = "      - script:\n" + "".join(f"          - {json.dumps(line)}\n" for line in text.split("\n"))
    else:
        body = f"      - script: {json.dumps(text)}\n"
    return f"{HEAD}{body}      - script: ./last.sh\n"


def advice(text: str) -> list[str]:
    """Return what is told of a pipeline."""
    found = lint(Request("/nowhere/pipeline.yaml", Source("pipeline.yaml", text), "/nowhere")).diagnostics
    return [f"{item.code} {item.message}" for item in found]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("name", HONEST)
def test_nothing_is_told_of_an_honest_script(name, layout):
    assert advice(pipeline(HONEST[name], layout)) == []


def test_each_script_is_there_for_something():
    assert len(HONEST) >= 40
    assert len(set(HONEST.values())) == len(HONEST)
