"""`matrix` and `params` as a whole, in expressions that take objects."""

import pytest

from compiler.driver import Request, lint, plan_pipeline
from compiler.frontend.parameters import Given
from compiler.source import Source

PIPELINE = """\
version: 1
name: shop
params:
  q: {type: string, default: x}
  r: {type: number, default: 2, bind: BIND}
jobs:
  build:
    matrix: {a: ["1", "2"], b: [x]}
    steps:
      - environment: {VALUE: "${{ EXPRESSION }}"}
        script: make
"""


def request(expression: str, bind: str = "compile", text: str = PIPELINE) -> Request:
    text = text.replace("EXPRESSION", expression).replace("BIND", bind)
    return Request("/p/pipeline.yaml", Source("pipeline.yaml", text), "/p")


def values(asked: Request) -> list[str | None]:
    result = plan_pipeline(asked)
    assert result.plan is not None, result.diagnostics
    return [variable.value.constant for job in result.plan.jobs for variable in job.steps[0].environment]


def test_the_matrix_is_an_object_of_each_instance():
    assert values(request("toJSON(matrix)")) == ['{"a":"1","b":"x"}', '{"a":"2","b":"x"}']


def test_the_parameters_are_an_object():
    assert values(request("toJSON(params)")) == ['{"q":"x","r":2}'] * 2
    assert values(request("length(toJSON(params))")) == ["15"] * 2


@pytest.mark.parametrize("name", ["matrix", "params"])
def test_a_value_that_nobody_gave_is_no_error_to_lint(name):
    text = PIPELINE.replace("default: x", "required: true").replace('["1", "2"]', '["${params.q}"]')
    asked = request(f"toJSON({name})", text=text)
    assert [item for item in lint(asked).diagnostics if item.severity == "error"] == []
    assert plan_pipeline(asked._replace(given={"q": Given("y")})).plan is not None


def test_parameters_that_are_known_at_two_times_are_no_object():
    (found,) = [item for item in lint(request("toJSON(params)", "run")).diagnostics if item.severity == "error"]
    assert (found.code, found.message.startswith("`params` as a whole")) == ("PC404", True)
