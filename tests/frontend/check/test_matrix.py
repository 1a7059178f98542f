"""The matrix: axes, further and excluded combinations, instances."""

import pytest

from tests.frontend.check.pipelines import check


def job(matrix: str, params: str = "") -> str:
    return f"{params}jobs: {{a: {{matrix: {matrix}, steps: [{{script: x}}]}}}}\n"


def values(matrix: str, params: str = "") -> list[str]:
    return [" ".join(value for _, value in item.matrix.values) for item in check(job(matrix, params)).plan.jobs]


def test_one_instance_for_each_combination_in_the_order_of_the_axes():
    assert values("{os: [linux, mac], v: [1, 2]}") == ["linux 1", "linux 2", "mac 1", "mac 2"]


def test_values_keep_their_text():
    assert values("{v: [3.10, 0x1F, 1e3, 'on']}") == ["3.10", "0x1F", "1e3", "on"]


def test_exclusions_are_partial_and_further_combinations_complete():
    assert values("{os: [l, m], v: [1, 2], exclude: [{os: m, v: 1}], include: [{os: w, v: 9}]}") == [
        "l 1",
        "l 2",
        "m 2",
        "w 9",
    ]
    assert values("{os: [l, m], v: [1, 2], exclude: [{os: m}]}") == ["l 1", "l 2"]


def test_combinations_alone_are_a_matrix_too():
    assert values("{include: [{os: l, v: 1}, {os: m, v: 2}]}") == ["l 1", "m 2"]


def test_an_axis_may_be_an_expression_and_its_values_references():
    params = "params: {vs: {type: array, default: [a, b]}, num: {type: number, default: 2}}\n"
    assert values("{v: '${params.vs}', w: ['${params.num}', '${{ params.num + 1 }}']}", params) == [
        "a 2",
        "a 3",
        "b 2",
        "b 3",
    ]
    assert values("{v: \"${{ fromJSON('[1, 2.5]') }}\"}") == ["1", "2.5"]


@pytest.mark.parametrize(
    ("matrix", "code"),
    [
        ("{v: []}", "PC320"),
        ("{}", "PC320"),
        ("{v: [1], exclude: [{v: 1}]}", "PC320"),
        ("{v: \"${{ fromJSON('[]') }}\"}", "PC320"),
        ("{v: [1], exclude: [{w: 1}]}", "PC321"),
        ("{v: [1], exclude: [{v: 2}]}", "PC321"),
        ("{v: [1], w: [1], include: [{v: 2}]}", "PC322"),
        ("{v: [1], include: [{v: 2, u: 3}]}", "PC322"),
        ("{v: [1, 2, 1]}", "PC323"),
        ("{v: [1], include: [{v: 1}]}", "PC323"),
        ("{v: 'abc${CI:-x}'}", "PC404"),
        ("{v: '${X:-abc}'}", "PC201"),
        ("{v: [1], max_parallel: '${X:-0}'}", "PC201"),
    ],
)
def test_a_matrix_that_makes_no_sense(matrix, code):
    assert check(job(matrix)).codes == [code]


def test_values_stand_in_every_place_of_an_instance():
    found = check("""
        jobs:
          a:
            matrix: {v: [1, 2]}
            timeout: ${matrix.v}m
            environment: {V: "v${matrix.v}"}
            services: {db: {image: "registry.example/db:${matrix.v}"}}
            artifacts: {r: {paths: ["out-${matrix.v}/**"]}}
            labels: {size: "${matrix.v}"}
            conditional: matrix.v == '1'
            steps:
              - script: make ${matrix.v}
                image: registry.example/x:${matrix.v}
                working_directory: d${matrix.v}
        """)
    first, second = found.plan.jobs
    assert (first.timeout, second.timeout) == (60, 120)
    assert second.services[0].image.reference.endswith("db:2")
    assert second.artifacts[0].paths == ("out-2/**",)
    assert second.labels == (("size", "2"),)
    assert second.steps[0].script == "make 2\n"
    assert second.steps[0].environment[0].value.constant == "v2"
    assert second.steps[0].working_directory == "d2"
    assert (first.conditional, second.conditional.value) == (None, False)


def test_a_mistake_is_told_once_for_all_instances_and_the_others_are_checked():
    found = check("""
        jobs:
          a:
            matrix: {t: [5m, soon, 90]}
            timeout: ${matrix.t}
            steps: [{script: x, environment: {V: "${NONE}"}}]
        """)
    assert found.places == [("PC201", "${matrix.t}"), ("PC401", "${NONE}")]


def test_a_broken_matrix_still_gets_its_job_checked():
    found = check("jobs: {a: {matrix: {v: []}, steps: [{script: x, environment: {V: '${NONE} ${matrix.v}'}}]}}\n")
    assert found.codes == ["PC320", "PC401"]


def test_hundreds_of_instances_have_one_shape():
    found = check(job(f"{{a: {list(range(20))}, b: {list(range(20))}, max_parallel: 4, fail_fast: true}}"))
    jobs = found.plan.jobs
    assert len({item.id for item in jobs}) == 400
    assert {(item.matrix.max_parallel, item.matrix.fail_fast) for item in jobs} == {(4, True)}
