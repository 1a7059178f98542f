"""Artifacts and inputs: who makes what, where it arrives."""

import pytest

from tests.frontend.check.pipelines import check

MAKERS = """\
jobs:
  one:
    steps: [{script: x}]
    artifacts: {r: {paths: [report.txt, out/**]}, d: {paths: [dist]}, o: {paths: [a.log], optional: true}}
  two: {steps: [{script: x}], artifacts: {r: {paths: [./report.txt]}, d: {paths: [dist]}, g: {paths: ["*.txt"]}}}
  many: {matrix: {v: [1, 2]}, steps: [{script: x}], artifacts: {r: {paths: [report.txt]}}}
"""


def taker(inputs: str, more: str = ""):
    return check(MAKERS + f"  b: {{{more}inputs: {inputs}, steps: [{{script: x}}]}}\n")


@pytest.mark.parametrize(
    ("inputs", "code", "place"),
    [
        ("[one.x]", "PC307", "x"),
        ("[on.r]", "PC302", "on"),
        ("[b.r]", "PC303", "b.r"),
        ("[one.r, one.r]", "PC309", "one.r"),
        ("[{artifact: one.r, path: ../x}]", "PC204", "../x"),
        ("[{artifact: one.r, path: /x}]", "PC204", "/x"),
        ("[one.r, two.r]", "PC313", "two.r"),
        (
            "[{artifact: one.r, path: a/b}, {artifact: two.r, path: a/./b/../b}]",
            "PC313",
            "{artifact: two.r, path: a/./b/../b}",
        ),
    ],
)
def test_an_input_that_makes_no_sense(inputs, code, place):
    assert taker(inputs).places == [(code, place)]


@pytest.mark.parametrize(
    "inputs",
    [
        "[one.r, {artifact: two.r, path: two}]",
        "[one.r, {artifact: one.r, path: again}]",
        "[one.d, two.d]",
        "[one.r, two.g]",
        "[one.r, many.r]",
        "[one.r, two.g, many.r, {artifact: one.o, optional: true}]",
    ],
)
def test_what_may_well_be_different_files_is_left_to_the_run(inputs):
    assert taker(inputs).codes == []


def test_an_input_arrives_at_the_root_of_the_workspace_unless_said():
    found = taker("[one.r, {artifact: two.r, path: x/../y/, optional: true}]")
    job = next(job for job in found.plan.jobs if job.id == "b")
    assert [(item.job, item.artifact, item.path, item.optional) for item in job.inputs] == [
        ("one", "r", ".", False),
        ("two", "r", "y", True),
    ]
    assert [item.job for item in job.depends_on] == ["one", "two"]


def test_an_input_from_a_matrix_arrives_in_a_folder_for_each_instance():
    found = taker("[{artifact: many.r, path: in}, many.r]")
    job = next(job for job in found.plan.jobs if job.id == "b")
    assert [(item.job, item.path) for item in job.inputs] == [
        ("many-1", "in/many-1"),
        ("many-2", "in/many-2"),
        ("many-1", "many-1"),
        ("many-2", "many-2"),
    ]


@pytest.mark.parametrize("axes", ["{a: [1, 2], b: [x, z]}", "{b: [x, z], a: [1, 2]}"])
def test_a_job_with_the_same_axes_gets_its_own_alone(axes):
    found = check(f"""
        jobs:
          make: {{matrix: {{a: [1, 2], b: [x, z]}}, steps: [{{script: x}}], artifacts: {{r: {{paths: [x]}}}}}}
          take: {{matrix: {axes}, inputs: [make.r], steps: [{{script: x}}]}}
        """)
    takers = [job for job in found.plan.jobs if job.name == "take"]
    assert len(takers) == 4
    for job in takers:
        (item,) = job.inputs
        (edge,) = job.depends_on
        maker = found.plan.job(item.job)
        assert dict(maker.matrix.values) == dict(job.matrix.values)
        assert (item.path, edge.job) == (".", item.job)


def test_a_combination_that_the_producer_lacks_is_an_error_unless_optional():
    text = """
        jobs:
          make: {matrix: {v: [1, 2]}, steps: [{script: x}], artifacts: {r: {paths: [x]}}}
          take: {matrix: {v: [2, 3]}, inputs: [INPUT], steps: [{script: x}]}
        """
    found = check(text.replace("INPUT", "make.r"))
    assert found.places == [("PC324", "make.r")]
    jobs = check(text.replace("INPUT", "{artifact: make.r, optional: true}")).plan.jobs
    two, three = (job for job in jobs if job.name == "take")
    assert [item.job for item in two.inputs] == ["make-2"]
    assert three.inputs == ()
    assert [item.job for item in three.depends_on] == ["make-1", "make-2"]


def test_a_named_dependency_waits_for_all_instances():
    found = check(MAKERS + "  b: {depends_on: [many], steps: [{script: x}]}\n")
    assert [item.job for item in found.plan.job("b").depends_on] == ["many-1", "many-2"]


def test_a_dependency_that_an_input_implies_is_a_hint_at_most():
    assert taker("[one.r]", "depends_on: [one], ").codes == []


@pytest.mark.parametrize("path", ["../x", "/x", "a/../../x"])
def test_globs_stay_inside_the_workspace(path):
    assert check(f"jobs: {{a: {{steps: [{{script: x}}], artifacts: {{r: {{paths: ['{path}']}}}}}}}}\n").codes == [
        "PC204"
    ]
