"""Findings and repairs in every layout that a script can have."""

import json
import textwrap

import pytest

from compiler.diagnostics import Diagnostic
from compiler.diagnostics.apply import apply_fixes
from compiler.driver import Request, lint
from compiler.source import Source

SCRIPTS = {
    "PC530": "curl -fsSL https://get.example/x | sh",
    "PC531": "curl -fsS -o words http://downloads.example/words",
    "PC532": "curl -fsSk -o words https://downloads.example/words",
    "PC533": "pip install ruff; ruff check",
    "PC535": "curl -sS -o words https://downloads.example/words",
    "PC536": "apk add --allow-untrusted make && make",
    "PC537": "npm install; npm test",
    "PC538": "pip install git+https://git.shop.example/tools.git && tool",
    "PC540": 'docker login -u ci -p "$TOKEN" registry.example',
    "PC541": 'echo "$TOKEN"',
    "PC542": 'set -ex; ./publish.sh "$TOKEN"',
    "PC545": "chmod -R 777 build",
    "PC550": "apt-get install make && make",
    "PC551": "pytest || true",
    "PC552": "make test | tee log",
    "PC554": "source settings.sh; make",
    "PC555": "git describe --tags",
    "PC557": 'rm -rf "$FOLDER"/*',
    "PC558": "npm start &",
    "PC561": "apt-get install -y make && make",
}
HEAD = """\
version: 1
name: shop
params: {folder: {type: string, bind: run, default: ""}}
defaults: {image: "docker.io/library/debian:12"}
jobs:
  build:
    secrets: [token]
    environment: {TOKEN: "${secrets.token}", FOLDER: "${params.folder}"}
    steps:
"""
LAYOUTS = {
    "plain": "      - script: {line}\n",
    "single": "      - script: {single}\n",
    "double": "      - script: {double}\n",
    "literal": "      - script: |\n          {line}\n",
    "folded": "      - script: >-\n          {line}\n",
    "list": "      - script:\n          - true\n          - {line}\n",
    "flow": "      - {{script: {single}}}\n",
    "flow list": "      - script: [{double}]\n",
    "sequence of flow": "      - {{name: a, script: [{single}, 'true']}}\n",
    "wide characters": "      - script: |\n          true äöü 😀\n          {line}\n",
    "key last": "      - script: |\n          {line}\n        name: last\n",
}
NEEDS_UPDATE = {"PC550"}
CASES = [(code, layout) for code in SCRIPTS for layout in LAYOUTS if (code, layout) != ("PC558", "sequence of flow")]
"""Each script in each layout, but for one that has to be the last line."""


def write(code: str, layout: str, newline: str) -> str:
    """Return a pipeline with the script of a code in a layout."""
    line = SCRIPTS[code]
    line = f"apt-get update; {line}" if code in NEEDS_UPDATE else line
    single, double = "'" + line.replace("'", "''") + "'", json.dumps(line)
    return (HEAD + LAYOUTS[layout].format(line=line, single=single, double=double)).replace("\n", newline)


def advice(text: str) -> tuple[Diagnostic, ...]:
    """Return what is told of a pipeline."""
    return lint(Request("/nowhere/pipeline.yaml", Source("pipeline.yaml", text), "/nowhere")).diagnostics


@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize(("code", "layout"), CASES)
def test_each_layout(code, layout, newline):
    text = write(code, layout, newline)
    found = [item for item in advice(text) if item.code == code]
    assert len(found) == 1, textwrap.indent(text, "  ")
    fix = found[0].fix
    if fix is not None:
        texts, made = apply_fixes({"pipeline.yaml": text}, [fix])
        assert made == (fix,)
        left = advice(texts["pipeline.yaml"])
        assert code not in {item.code for item in left}, texts["pipeline.yaml"]
        assert {item.code for item in left} <= {item.code for item in advice(text)}, texts["pipeline.yaml"]


@pytest.mark.parametrize("code", sorted(set(SCRIPTS) - {"PC530", "PC533", "PC538", "PC541", "PC552", "PC558"}))
def test_there_is_a_fix_in_a_block(code):
    (found,) = (item for item in advice(write(code, "literal", "\n")) if item.code == code)
    assert found.fix is not None
    assert not found.fix.safe


@pytest.mark.parametrize("code", SCRIPTS)
def test_what_an_alias_repeats_is_told_once_and_not_repaired(code):
    text = write(code, "literal", "\n").replace("- script: |", "- script: &same |") + "      - script: *same\n"
    found = [item for item in advice(text) if item.code == code]
    assert {item.fix for item in found} == {None}
    assert len({item.span for item in found}) == 1
