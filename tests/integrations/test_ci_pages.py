"""The CI configuration that the pages show is what the forges take."""

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.docs.sessions import ROOT, read_blocks
from tests.integrations.test_action import ACTION

SCHEMAS = {
    "## GitHub Actions": "vendor.github-workflows",
    "## GitLab": "vendor.gitlab-ci",
    "## Woodpecker": "vendor.woodpecker-ci",
}
PAGES = ("ci-lint.md", "ci-reports.md", "comment-on-a-forge.md", "commit-artifacts.md")


def blocks():
    """Yield each block of YAML that stands under the heading of a forge: its page, the heading, the line, the text."""
    for name in PAGES:
        text = (ROOT / "docs" / "how-to" / name).read_text(encoding="utf-8")
        lines = text.splitlines()
        for block in read_blocks(text):
            heading = next((line for line in reversed(lines[: block.line]) if line.startswith("## ")), "")
            if block.info == "yaml" and heading in SCHEMAS:
                yield name, heading, block.line, "".join(f"{line}\n" for line in block.lines)


BLOCKS = list(blocks())


def check(schema, path):
    program = Path(sys.executable).parent / "check-jsonschema"
    return subprocess.run(
        [program, "--builtin-schema", schema, path], capture_output=True, text=True, timeout=60, check=False
    )


def whole(heading, text):
    """A page may leave out when a workflow runs."""
    return f"on: push\n{text}" if heading == "## GitHub Actions" and "\non:" not in f"\n{text}" else text


@pytest.mark.parametrize(
    ("page", "heading", "line", "text"), BLOCKS, ids=[f"{page}:{line}" for page, _, line, _ in BLOCKS]
)
def test_it_is_what_the_forge_takes(tmp_path, page, heading, line, text):
    file = tmp_path / "ci.yml"
    file.write_text(whole(heading, text), encoding="utf-8")
    done = check(SCHEMAS[heading], file)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("schema", "text"),
    [
        ("vendor.github-workflows", "on: push\njobs: {a: {steps: []}}\n"),
        ("vendor.gitlab-ci", "pipelines: {script: {}}\n"),
        ("vendor.woodpecker-ci", "steps: [{name: a, commands: x, imge: b}]\n"),
    ],
)
def test_the_check_can_fail(tmp_path, schema, text):
    file = tmp_path / "ci.yml"
    file.write_text(text, encoding="utf-8")
    assert check(schema, file).returncode == 1


def test_every_forge_is_on_the_page():
    assert {heading for page, heading, _, _ in BLOCKS if page == "ci-lint.md"} == set(SCHEMAS)


def test_the_inputs_of_the_action_are_those_of_the_page():
    page = (ROOT / "docs" / "how-to" / "ci-lint.md").read_text(encoding="utf-8")
    assert [name for name in ACTION["inputs"] if f"| `{name}` |" not in page] == []
    used = [yaml.safe_load(text) for _, heading, _, text in BLOCKS if heading == "## GitHub Actions"]
    steps = [step for each in used for job in each["jobs"].values() for step in job["steps"]]
    given = {name for step in steps if step.get("uses", "").startswith("OWNER/pipec@") for name in step.get("with", {})}
    assert given
    assert given <= set(ACTION["inputs"])
