"""Expressions where they stand: types of the place, what can be read there, references of any type."""

import pytest

from compiler.ir.expression import render
from compiler.ir.expression.syntax import Literal
from tests.frontend.check.pipelines import check

STEPS = """\
jobs:
  a:
    steps:
      - {{name: web, action: http_request, with: {{url: "http://x"}}}}
      - {{name: up, action: health_check, with: {{type: tcp, port: 80}}}}
      - {{name: text, action: generator, with: {{endpoint: "http://x", model: m, prompt: p}}}}
      - {{name: log, action: logger, with: {{message: m}}}}
      - {{name: "run it", script: x}}
      - {{name: last, script: x, conditional: {0}}}
"""


def condition(text: str) -> list[str]:
    return check(STEPS.format(f'"{text}"')).codes


@pytest.mark.parametrize(
    "text",
    [
        "steps.web.outputs.status == 200",
        "steps.web.outputs.status < 300 && steps.web.outputs.body != ''",
        "steps.web.outputs.headers.etag == 'x'",
        "steps.web.outputs.json.items[0].id == 3",
        "steps.up.outputs.healthy",
        "steps.up.outputs.attempts > 1",
        "steps.text.status == 'success'",
        "steps['run it'].outputs.anything == 'x'",
        "steps.log.status == 'success'",
        "always() && (success() || failure())",
    ],
)
def test_outputs_have_the_types_of_their_action(text):
    assert condition(text) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("steps.web.outputs.status == '200'", "PC453"),
        ("steps.web.outputs.bodi == ''", "PC454"),
        ("steps.up.outputs.healthy == 'true'", "PC453"),
        ("steps.log.outputs.x == 'a'", "PC454"),
        ("steps['run it'].outputs.n == 1", "PC453"),
        ("steps['run it'].outputs.n", "PC408"),
        ("steps.last.outputs.n == ''", "PC454"),
        ("steps.wbe.status == ''", "PC454"),
        ("job.b.status == ''", "PC454"),
        ("matrix.x == ''", "PC447"),
        ("release.id == ''", "PC447"),
    ],
)
def test_what_cannot_be_read_there_or_has_another_type_is_an_error(text, code):
    assert condition(text) == [code]


def test_only_named_earlier_steps_can_be_read():
    found = check(
        "jobs: {a: {steps: [{name: s, script: x}, {script: x},\n"
        "  {name: t, script: x, conditional: \"steps.u.status == ''\"}, {name: u, script: x}]}}\n"
    )
    assert found.only("PC454").help == "`u` does not run before this step"


@pytest.mark.parametrize("place", ["conditional: success()", "environment: {A: '${{ always() }}'}"])
def test_status_functions_stand_in_conditions_of_steps_alone(place):
    assert check(f"jobs: {{a: {{{place}, steps: [{{script: x}}]}}}}\n").codes == ["PC456"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("true", None),
        ("${{ 1 < 2 }}", None),
        ("1 > 2", Literal(False)),
        ("${ON_IT}", None),
        ("${OFF_IT}", Literal(False)),
        ("${{ env.ON_IT == 'true' }}", None),
        ("matrix.os == 'linux'", None),
        ("matrix.os == 'windows'", Literal(False)),
    ],
)
def test_a_condition_that_is_known_is_nothing_or_false(text, expected):
    job = check(f"""
        global_env: {{ON_IT: "true", OFF_IT: "false"}}
        jobs: {{a: {{matrix: {{os: [linux]}}, conditional: "{text}", steps: [{{script: x}}]}}}}
        """).plan.jobs[0]
    assert (job.conditional and job.conditional._replace(start=0, end=0)) == expected


@pytest.mark.parametrize("text", ["${WORD}", "env.WORD", "1 + 1", "x${ON_IT}", "${{ true }} && true", "${LATER}"])
def test_a_condition_is_boolean(text):
    found = check(f"""
        global_env: {{WORD: maybe, ON_IT: "true", LATER: "${{CI_REPO}}"}}
        jobs: {{a: {{conditional: "{text}", steps: [{{script: x}}]}}}}
        """)
    assert found.codes in (["PC201"], ["PC408"])  # a known value is shown, of others the type


def test_an_unknown_condition_is_held_against_its_type():
    text = "params: {p: {type: %s, required: true}}\njobs: {a: {conditional: '${params.p}', steps: [{script: x}]}}\n"
    assert check(text % "boolean").codes == []
    assert check(text % "number").codes == ["PC408"]


def test_a_boolean_behind_a_variable_is_text_to_an_expression_and_a_boolean_to_a_condition():
    text = """
        global_env: {MAIN: "${{ trigger.branch == 'main' }}"}
        jobs:
          a: {conditional: "${MAIN}", steps: [{script: x}]}
          b: {conditional: "env.MAIN == 'true'", steps: [{script: x}]}
        """
    first, second = check(text).plan.jobs
    assert render(first.conditional) == "env.CI_COMMIT_BRANCH == 'main'"
    assert render(second.conditional) == "'' + (env.CI_COMMIT_BRANCH == 'main') == 'true'"


def job_with(key: str, value: str) -> list[str]:
    return check(f"""
        params: {{num: {{type: number, default: 3}}, text: {{default: 5m}}, flag: {{type: boolean, default: true}}}}
        global_env: {{NUM: "3", T: 90s, BAD: soon, ZERO: "0", BIG: "99999999999999999999", F: "1.5"}}
        jobs: {{a: {{{key}: {value}, steps: [{{script: x}}]}}}}
        """).codes


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("timeout", "'${T}'"),
        ("timeout", "'${params.text}'"),
        ("timeout", "'${NUM}m'"),
        ("timeout", "'${params.num}'"),
        ("retry_count", "'${NUM}'"),
        ("retry_count", "'${{ params.num + 1 }}'"),
        ("approval", "{required: '${NUM}'}"),
        ("checkout", "'${params.flag}'"),
        ("resources", "{cpu: '${F}', memory: '${NUM}GiB'}"),
        ("matrix", "{v: ['${NUM}'], max_parallel: '${NUM}', fail_fast: '${{ true }}'}"),
        ("services", "{db: {image: 'registry.example/x:${NUM}', ports: ['${NUM}']}}"),
        ("network", "\"${{ 'none' }}\""),
    ],
)
def test_a_scalar_of_any_type_may_be_a_reference(key, value):
    assert job_with(key, value) == []


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("timeout", "'${BAD}'"),
        ("timeout", "'${ZERO}'"),
        ("timeout", "'${{ params.flag }}'"),
        ("retry_count", "'${F}'"),
        ("retry_count", "'${BAD}'"),
        ("retry_count", "'-${NUM}'"),
        ("approval", "{required: '${ZERO}'}"),
        ("checkout", "'${NUM}'"),
        ("resources", "{cpu: '${BAD}'}"),
        ("services", "{db: {image: 'registry.example/x:1', ports: ['${BIG}']}}"),
        ("network", "'${BAD}'"),
    ],
)
def test_a_reference_has_the_type_of_its_place(key, value):
    assert job_with(key, value) == ["PC201"]


def test_status_of_a_matrix_job_can_be_read_its_outputs_cannot():
    text = """
        jobs:
          m: {matrix: {v: [1, 2]}, outputs: [o], steps: [{script: x}]}
          a: {depends_on: [m], environment: {V: "${job.m.FIELD}"}, steps: [{script: x}]}
        """
    assert check(text.replace("FIELD", "status")).codes == []
    assert check(text.replace("FIELD", "outputs.o")).places == [("PC314", "job.m.outputs.o")]
    assert check(text.replace("FIELD", "outputs.p")).codes == ["PC454"]


def test_a_job_reads_those_that_it_waits_for_directly_or_not():
    text = """
        jobs:
          a: {outputs: [o], steps: [{script: x}]}
          b: {depends_on: [a], steps: [{script: x}]}
          c: {depends_on: [b], environment: {V: "${job.a.outputs.o}"}, steps: [{script: x}]}
          d: {environment: {V: "${job.a.outputs.o}"}, steps: [{script: x}]}
        """
    found = check(text)
    assert found.only("PC454").help == "job `d` does not wait for `a`: add it to `depends_on`"


def test_a_value_that_cannot_be_computed_is_told_at_its_place():
    found = check(
        "jobs: {a: {environment: {A: \"${{ fromJSON('[1]')[3] }}\", B: '${{ 1 / 0 }}'}, steps: [{script: x}]}}\n"
    )
    assert found.codes == ["PC461", "PC460"]


def test_text_is_text_in_action_arguments_and_data_keeps_its_types():
    found = check("""
        jobs:
          a:
            environment: {PORT: "8080", LATER: "${CI_REPO}"}
            steps:
              - action: http_request
                with:
                  url: "http://x"
                  body: {count: 1.50, t: "1", v: "${PORT}"}
                  expected_status: [200, "${{ 200 + 4 }}"]
                  timeout: 90s
              - {action: logger, with: {message: 3.10}}
              - {action: health_check, with: {type: http, port: "${PORT}", expected_status: 204}}
        """)
    request, log, health = (dict(step.action.arguments.entries) for step in found.plan.jobs[0].steps)
    assert dict(request["body"].entries) == {"count": 1.5, "t": (("1",),), "v": (("8080",),)}
    assert request["expected_status"].items == (200, 204)
    assert request["timeout"] == 90
    assert log["message"].constant == "3.10"
    assert (health["port"], health["expected_status"]) == (8080, 204)


@pytest.mark.parametrize("argument", ["port: '${BAD}'", "port: 80, timeout: '${BAD}'", "port: 80, retries: '${ZERO}'"])
def test_arguments_that_are_known_have_their_type(argument):
    found = check(
        "global_env: {BAD: x, ZERO: '0'}\n"
        f"jobs: {{a: {{steps: [{{action: health_check, with: {{type: tcp, {argument}}}}}]}}}}\n"
    )
    assert found.codes == ["PC201"]
