"""What a pipeline's texts mention."""

import pytest

from compiler.frontend.yaml import load_tree
from compiler.lints.uses import EVERY, axes_used, read_uses
from compiler.source import Source


def uses(text):
    tree, _ = load_tree(Source("pipeline.yaml", text))
    return read_uses(tree)


def one(text):
    return uses("x: |\n  " + text)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("${params.a}", {"a"}),
        ("${{ params.a == params['b'] }}", {"a", "b"}),
        ("${{ params.a-b }}", {"a-b", "a"}),
        ("${{ toJSON(params) }}", {EVERY}),
        ("${{ params[matrix.x] }}", {EVERY}),
        ("the params of this", set()),
        ("my_params.a", set()),
    ],
)
def test_parameters(text, names):
    assert one(text).parameters == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("${A} $B ${C:-$D} ${E//x/y} $$ $1", {"A", "B", "C", "D", "E"}),
        ("${{ env.A == '' }}", {"A"}),
        ("${#A} ${!B}", {"A", "B"}),
        ("${{ toJSON(env) }}", {EVERY}),
        ("an environment", set()),
    ],
)
def test_variables(text, names):
    assert one(text).variables == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("${job.build.outputs.image}", {("build", "image")}),
        ("${{ job['build'].outputs['image'] }}", {("build", "image")}),
        ("${{ job.build['outputs'].image }}", {("build", "image")}),
        ("${{ job.build.outputs.image-tag }}", {("build", "image-tag"), ("build", "image")}),
        ("${{ toJSON(job.build.outputs) }}", {("build", EVERY)}),
        ("${{ job.build.outputs[params.x] }}", {("build", EVERY)}),
        ("${{ toJSON(job.build) }}", {("build", EVERY)}),
        ("${{ toJSON(job) }}", {(EVERY, EVERY)}),
        ("${{ job.build.status == 'failure' }}", set()),
        ("this job is done", set()),
    ],
)
def test_outputs(text, names):
    assert one(text).outputs == names


def test_an_image_that_is_built_reads_an_output():
    assert uses("components: {web: {image: {from: build.image}}}\n").outputs == {("build", "image")}


def test_scripts_are_kept_apart():
    found = uses("jobs: {a: {steps: [{script: echo $A, environment: {B: $C}}, {script: [echo $D]}]}}\n")
    assert found.in_scripts == {"A", "D"}
    assert found.variables == {"C"}
    assert found.defined == {"B"}


def test_axes():
    tree, _ = load_tree(Source("p", "a: ['${matrix.x}', \"${{ matrix['y'] }}\"]\nb: {c: '${{ toJSON(matrix) }}'}\n"))
    assert axes_used(tree) == {"x", "y", EVERY}


def test_nothing():
    assert not any(uses("a: [1, {b: c}]\n"))
