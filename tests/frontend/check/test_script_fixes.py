"""Values moved out of scripts: the variable's name is free, and the repaired pipeline is clean."""

import re

import pytest

from tests.examples import repaired, run_example, write_files

PIPELINE = """version: 1
name: shop
params: {{path: {{default: a}}, region: {{default: eu}}}}
global_env: {{REGION: here}}
jobs:
  build:
    outputs: [name]
    steps: [{{name: make, script: make}}]
  test:
    depends_on: [build]
    secrets: [api-key]
    steps:
      - name: unit
{environment}        script: {script}
"""


def fix(folder, script, environment=""):
    """Return the step's lines after the one fix that is proposed."""
    text = PIPELINE.format(script=script, environment=environment)
    write_files(folder / "before", {"pipeline.yaml": text})
    found = run_example(folder / "before")
    (diagnostic,) = (item for item in found.diagnostics if item.severity == "error")
    after = repaired(found, [diagnostic.fix])
    write_files(folder / "after", after)
    assert [item for item in run_example(folder / "after").diagnostics if item.severity == "error"] == []
    return re.search(r"- name: unit\n(.*)", after["pipeline.yaml"], re.DOTALL)[1]


@pytest.mark.parametrize(
    ("script", "variable", "value", "written"),
    [
        ("make ${params.path}", "PARAMS_PATH", "${params.path}", 'make "$PARAMS_PATH"'),
        ("make ${params.region}", "REGION_2", "${params.region}", 'make "$REGION_2"'),
        ("make ${trigger.branch}", "BRANCH", "${trigger.branch}", 'make "$BRANCH"'),
        ("make ${secrets.api-key}", "API_KEY", "${secrets.api-key}", 'make "$API_KEY"'),
        ("${params.path} --help", "PARAMS_PATH", "${params.path}", "${PARAMS_PATH} --help"),
        (
            "make ${{ lower(params.path) }}",
            "LOWER_PARAMS_PATH",
            "${{ lower(params.path) }}",
            'make "$LOWER_PARAMS_PATH"',
        ),
        (
            "'make ''${params.path}'''",
            "PARAMS_PATH",
            "${params.path}",
            "'make ''''\"$PARAMS_PATH\"'''''",
        ),
    ],
)
def test_a_value_goes_into_a_variable_of_its_own(script, variable, value, written, tmp_path):
    assert fix(tmp_path, script) == f"        environment:\n          {variable}: {value}\n        script: {written}\n"


def test_a_variable_that_has_the_value_is_used(tmp_path):
    environment = "        environment:\n          BRANCH: ${trigger.branch}\n"
    assert fix(tmp_path, "make ${trigger.branch}", environment) == f'{environment}        script: make "$BRANCH"\n'


def test_a_variable_that_the_script_sees_is_used(tmp_path):
    assert fix(tmp_path, "make ${env.CI_COMMIT_BRANCH}") == '        script: make "$CI_COMMIT_BRANCH"\n'
