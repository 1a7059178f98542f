"""Parameters: declared, typed, given, missing."""

import pytest

from tests.frontend.check.pipelines import Found, check

JOBS = 'jobs: {a: {environment: {V: "${params.p}"}, steps: [{script: x}]}}\n'


def value(declaration: str, given: object = None) -> object:
    found = check(f"params: {{p: {declaration}}}\n{JOBS}", None if given is None else {"p": given}, complete=True)
    ((variable,),) = [step.environment for step in found.plan.jobs[0].steps]
    return variable.value.constant


def problems(declaration: str, given: object = None, *, complete: bool = False) -> Found:
    return check(f"params: {{p: {declaration}}}\n{JOBS}", None if given is None else {"p": given}, complete=complete)


@pytest.mark.parametrize(
    ("declaration", "given", "expected"),
    [
        ("{default: 3.10}", None, "3.10"),
        ("{default: 012}", None, "012"),
        ("{}", None, ""),
        ("{type: number}", None, "0"),
        ("{type: boolean}", None, "false"),
        ("{type: array}", None, "[]"),
        ("{type: array, default: [a, b]}", None, '["a","b"]'),
        ("{type: number, default: 2.50}", None, "2.5"),
        ("{type: number, default: 1}", "2.0", "2"),
        ("{type: boolean, default: false}", "true", "true"),
        ("{type: array}", "a, b", '["a","b"]'),
        ("{default: x}", "", ""),
        ("{required: true}", "given", "given"),
        ("{required: true, default: x}", None, "x"),
        ("{type: number}", 5, "5"),
        ("{type: boolean}", True, "true"),
    ],
)
def test_a_value_is_the_given_one_else_the_default_else_empty(declaration, given, expected):
    assert value(declaration, given) == expected


@pytest.mark.parametrize("declaration", ["{required: true}", "{enum: [a, b]}", "{pattern: '[a-z]+'}"])
def test_compiling_needs_a_value_where_empty_is_none_and_lint_does_not(declaration):
    assert problems(declaration, complete=True).only("PC405").help.startswith("give one with `--var p=VALUE`")
    assert problems(declaration).codes == []


def test_a_missing_parameter_is_an_unknown_of_its_type_for_lint():
    text = """
        params: {num: {type: number, required: true}, s: {required: true}, l: {type: array, required: true}}
        jobs:
          a:
            timeout: ${params.num}
            matrix: {v: "${params.l}"}
            retry_count: ${params.s}
            conditional: params.num > 2 && params.s != 'x'
            environment: {V: "${matrix.v}"}
            steps: [{script: "make ${params.num}", image: "registry.example/x:${params.s}"}]
        """
    found = check(text)
    assert found.codes == []
    assert found.analysis.checked.document is None
    wrong = check(text.replace("timeout: ${params.num}", "timeout: ${params.l}").replace("params.num > 2", "params.l"))
    assert wrong.places == [("PC201", "${params.l}"), ("PC452", "params.l")]


@pytest.mark.parametrize(
    ("declaration", "place"),
    [
        ("{type: number, default: x}", "x"),
        ("{type: boolean, default: 1}", "1"),
        ("{type: array, default: x}", "x"),
        ("{type: string, default: [x]}", "[x]"),
        ("{enum: [a, b], default: c}", "c"),
        ("{type: number, enum: [1, 2], default: 3}", "3"),
        ("{type: array, enum: [a, b], default: [a, c]}", "[a, c]"),
        ("{pattern: 'v[0-9]+', default: xv1}", "xv1"),
        ("{pattern: 'v[0-9]+', default: v1x}", "v1x"),
    ],
)
def test_a_default_fits_its_declaration(declaration, place):
    found = problems(declaration)
    assert found.places == [("PC407", place)]


@pytest.mark.parametrize(
    ("declaration", "given"),
    [
        ("{type: number}", "abc"),
        ("{type: number}", "nan"),
        ("{type: boolean}", "yes"),
        ("{type: boolean}", 1),
        ("{type: string}", 3),
        ("{type: array}", "a,c"),
        ("{enum: [a, b]}", "c"),
        ("{pattern: 'v[0-9]+'}", "v1 "),
    ],
)
def test_a_given_value_fits_its_declaration(declaration, given):
    if "array" in declaration:
        declaration = "{type: array, enum: [a, b]}"
    assert problems(declaration, given).codes == ["PC407"]


def test_numbers_are_compared_as_numbers():
    assert problems("{type: number, enum: [1, 2.0]}", "2").codes == []


@pytest.mark.parametrize(
    ("declaration", "place"), [("{pattern: 'v['}", "'v['"), ("{type: number, enum: [1, x], default: 1}", "x")]
)
def test_a_declaration_can_be_kept(declaration, place):
    assert problems(declaration).places == [("PC409", place)]


def test_only_declared_parameters_can_be_given():
    found = check("params: {region: {}}\njobs: {a: {steps: [{script: x}]}}\n", {"regoin": "x"})
    assert found.only("PC406").help == "did you mean `region`?"


def test_a_parameter_of_run_time_is_in_the_plan_with_its_declaration():
    found = check("params: {p: {bind: run, enum: [a, b], default: a, description: d}}\n" + JOBS, complete=True)
    (parameter,) = found.plan.params
    assert (parameter.name, parameter.default, parameter.enum, parameter.description) == ("p", "a", ("a", "b"), "d")
