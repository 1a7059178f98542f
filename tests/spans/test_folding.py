"""What lacks the same thing is one diagnostic: its labels say where else, its fix repairs every place or is none."""

import pytest

from compiler.frontend.folding import MOST_LABELS
from tests.examples import repaired, run_example, write_files

HEAD = "version: 1\nname: shop\n"


def find(folder, text, **files):
    write_files(folder, {"pipeline.yaml": HEAD + text, **files})
    found = run_example(folder)
    return found, [item for item in found.diagnostics if item.severity == "error"]


def texts(found, item):
    """Return what is written at the labels of a diagnostic."""
    return [found.sources[label.span.path].text[label.span.start : label.span.end] for label in item.related]


def test_the_first_place_is_told_and_the_others_are_labels(tmp_path):
    text = """\
jobs:
  build: {artifacts: {app: {paths: [app]}}, outputs: [v], steps: [{script: make}]}
  t:
    depends_on: [biuld]
    inputs: [biuld.app]
    environment: {V: "${job.biuld.outputs.v}"}
    steps: [{script: make}]
components:
  c: {artifact: biuld.app, command: run}
"""
    found, (item,) = find(tmp_path, text)
    assert item.code == "PC302"
    assert found.sources["pipeline.yaml"].position(item.span.start).line == 6
    assert item.related[0].text == "a job with a similar name is defined here"
    assert texts(found, item) == ["build", "biuld", "biuld", "biuld"]


def test_one_fix_repairs_every_place(tmp_path):
    text = "jobs:\n  build: {steps: [{script: make}]}\n" + "".join(
        f"  j{number}: {{depends_on: [biuld], steps: [{{script: make}}]}}\n" for number in range(3)
    )
    found, (item,) = find(tmp_path, text)
    assert item.fix is not None
    assert item.fix.safe
    assert len(item.fix.edits) == 3
    assert repaired(found, [item.fix])["pipeline.yaml"] == (HEAD + text).replace("biuld", "build")


def test_a_fix_that_would_repair_some_places_is_none(tmp_path):
    # the form can become `${params.tag}`, the member of `env` cannot be repaired
    text = """\
params: {tag: {default: x}}
jobs: {t: {environment: {A: "${tag}", B: "${{ env.tag }}", C: "${params.tag}"}, steps: [{script: make}]}}
"""
    _, (item,) = find(tmp_path, text)
    assert item.code == "PC401"
    assert item.fix is None


def test_a_fix_does_not_edit_what_aliases_share(tmp_path):
    text = """\
x-d: &d [biuld]
jobs:
  build: {steps: [{script: make}]}
  t: {depends_on: *d, steps: [{script: make}]}
  u: {depends_on: [biuld], steps: [{script: make}]}
"""
    _, (item,) = find(tmp_path, text)
    assert item.fix is None


def test_many_places_are_counted(tmp_path):
    jobs = "".join(f"  j{number}: {{depends_on: [nothing], steps: [{{script: make}}]}}\n" for number in range(60))
    _, (item,) = find(tmp_path, f"jobs:\n{jobs}")
    assert len(item.related) == MOST_LABELS
    assert item.related[-1].text == f"and here, and {59 - MOST_LABELS} times more"


def test_a_hint_about_the_same_name_is_part_of_the_error(tmp_path):
    text = "jobs: {t: {steps: [{script: 'echo \"$NIX\"', environment: {A: '${NIX}'}}]}}\n"
    found, (item,) = find(tmp_path, text)
    assert "PC411" not in found.codes
    assert texts(found, item) == ["NIX"]


def test_hints_alone_stay_apart(tmp_path):
    text = "jobs: {t: {steps: [{name: a, script: 'echo $NIX'}, {name: b, script: 'echo $NIX'}]}}\n"
    found, _ = find(tmp_path, text)
    assert found.codes.count("PC411") == 2


def test_different_names_are_different_mistakes(tmp_path):
    _, errors = find(tmp_path, "jobs: {t: {depends_on: [a, b], steps: [{script: make}]}}\n")
    assert [item.code for item in errors] == ["PC302", "PC302"]


def test_where_nothing_of_a_kind_is_defined_one_is_told(tmp_path):
    text = """\
jobs:
  a: {deploy: {environment: staging, strategy: {type: all-at-once}}}
  b: {deploy: {environment: production, strategy: {type: all-at-once}}}
components: {c: {image: "a:1"}}
"""
    found, (item,) = find(tmp_path, text)
    assert item.code == "PC602"
    assert texts(found, item) == ["production"]


@pytest.mark.parametrize(
    ("fragment", "code"), [("jobs: [", "PC013"), ("jbos: {u: {steps: [{script: make}]}}", "PC101"), ("", "PC027")]
)
def test_what_a_broken_fragment_may_define_is_not_missed(tmp_path, fragment, code):
    text = """\
include: [a.fragment.yaml]
jobs:
  t: {depends_on: [u], environment: {A: "${B} ${params.p}"}, steps: [{script: make}]}
"""
    _, errors = find(tmp_path, text, **{"a.fragment.yaml": f"{fragment}\n"})
    assert [item.code for item in errors] == [code]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (
            """\
jobs:
  a: {otputs: [v], steps: [{script: make}]}
  t: {depends_on: [a], environment: {A: "${job.a.outputs.v}"}, steps: [{script: make}]}
""",
            "PC101",
        ),
        (
            "params: {n: {tpye: number, default: 3}}\njobs: {t: {conditional: params.n > 2, steps: [{script: make}]}}",
            "PC101",
        ),
        ("params: {n: }\njobs: {t: {conditional: params.n > 2, steps: [{script: make}]}}", "PC110"),
        ("jobs: {a: , t: {inputs: [a.x], steps: [{script: make}]}}", "PC110"),
        ("timeout: \njobs: {t: {timeout: 9h, steps: [{script: make}]}}", "PC110"),
        ("jobs: {t: {matrix: {}, steps: [{script: 'echo ${matrix.p}'}]}}", "PC320"),
        ("jobs: {t: {steps: ['', {script: make, environment: {A: '${steps.one.outputs.x}'}}]}}", "PC102"),
        (
            """\
jobs: {t: {steps: [{script: make}]}}
components:
  c: {image: "a:1", ports: [{nme: http, container: 80}], routes: [{host: h, port: http}]}
""",
            "PC101",
        ),
    ],
)
def test_a_broken_node_silences_what_follows_from_it(tmp_path, text, code):
    _, errors = find(tmp_path, text + "\n")
    assert [item.code for item in errors] == [code]
