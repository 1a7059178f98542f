"""Lowering: ids, edges and order of instances."""

import pytest

from tests.frontend.check.pipelines import check


def ids(text: str) -> list[str]:
    return [job.id for job in check(text).plan.jobs]


def job(name: str, more: str = "") -> str:
    return f"  {name}: {{{more}steps: [{{script: x}}]}}\n"


@pytest.mark.parametrize(
    ("matrix", "expected"),
    [
        ("{python: [3.10], os: [linux]}", ["test-3-10-linux"]),
        ("{v: [A b, 'ü']}", ["test-a-b", "test"]),
        ("{v: ['--x--']}", ["test-x"]),
    ],
)
def test_an_id_is_the_job_then_the_values_as_a_slug(matrix, expected):
    assert ids("jobs:\n" + job("test", f"matrix: {matrix}, ")) == expected


def test_equal_slugs_get_a_digest_of_the_exact_values():
    first, second, third = ids("jobs:\n" + job("test", "matrix: {v: [a.b, a-b, c]}, "))
    assert third == "test-c"
    assert {first[:9], second[:9]} == {"test-a-b-"}
    assert first != second
    assert len(first) == len("test-a-b-") + 6
    assert ids("jobs:\n" + job("test", "matrix: {v: [a-b, a.b, c]}, "))[:2] == [second, first]


def test_an_instance_does_not_take_the_id_of_a_job():
    plain, instance = ids("jobs:\n" + job("test-a") + job("test", "matrix: {v: [a]}, "))
    assert plain == "test-a"
    assert instance.startswith("test-a-")


def test_a_long_id_is_cut_and_stays_distinct():
    values = ", ".join(f"{'x' * 80}{number}" for number in range(3))
    found = ids("jobs:\n" + job("test", f"matrix: {{v: [{values}]}}, "))
    assert len(set(found)) == 3
    assert all(len(item) <= 63 for item in found)


def test_the_order_is_topological_and_that_of_the_file_where_it_may_be():
    text = "jobs:\n" + job("last", "depends_on: [first, mid], ") + job("mid") + job("first")
    assert ids(text) == ["mid", "first", "last"]


def test_the_order_does_not_depend_on_the_hash_seed():
    text = "jobs:\n" + "".join(job(f"j{number}", "depends_on: [j0], " if number else "") for number in range(30))
    assert ids(text) == [f"j{number}" for number in range(30)]


def test_edges_say_where_they_come_from():
    found = check(
        "jobs:\n"
        + job("a", "artifacts: {r: {paths: [x]}}, ")
        + job("b", "inputs: [a.r], ")
        + job("c", "depends_on: [b], ")
    )
    b, c = found.plan.job("b"), found.plan.job("c")
    assert found.text[b.depends_on[0].origin.start : b.depends_on[0].origin.end] == "a.r"
    assert found.text[c.depends_on[0].origin.start : c.depends_on[0].origin.end] == "b"


def test_edges_between_matrices_are_all_to_all():
    found = check("jobs:\n" + job("a", "matrix: {v: [1, 2]}, ") + job("b", "matrix: {w: [3, 4]}, depends_on: [a], "))
    assert [[edge.job for edge in item.depends_on] for item in found.plan.jobs[2:]] == [["a-1", "a-2"]] * 2


def test_nothing_of_the_document_is_lost():
    found = check("""
        description: what it is
        timeout: 90m
        concurrency: {group: one, limit: 2, cancel_in_progress: true}
        jobs: {a: {steps: [{script: x}]}}
        components: {web: {image: "registry.example/web:1"}}
        environments: {e: {runner: compose}}
        """)
    plan = found.plan
    assert (plan.name, plan.description, plan.timeout, plan.source) == ("shop", "what it is", 5400, "pipeline.yaml")
    assert (plan.concurrency.group, plan.concurrency.limit, plan.concurrency.cancel_in_progress) == ("one", 2, True)
    assert [item.name for item in plan.components] == ["web"]
    assert [item.name for item in plan.environments] == ["e"]
