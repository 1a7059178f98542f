"""What is the same at many places is said once, and a large change stays short."""

from tests.review.meaning.changes import CD, CI, golden
from tests.review.meaning.reviews import review_of, told


def wide(count: int, image: str = "r.example/go:1.1", timeout: str = "30m") -> str:
    jobs = "".join(
        f"  job-{number}:\n    steps: [{{name: work, image: '{image}', timeout: {timeout}, script: 'make {number}'}}]\n"
        for number in range(count)
    )
    return f"version: 1\nname: wide\njobs:\n{jobs}"


def test_the_same_change_of_many_jobs_is_one_statement():
    found = review_of(wide(40), wide(40, image="r.example/go:1.2", timeout="20m"))
    assert [each.rule for each in found.statements] == ["changed", "image", "critical-path"]
    assert found.statements[1].text.startswith("step `work` of jobs `job-0`, `job-1`, `job-2` and 37 more: image ")
    assert len(found.changes) == 2


def test_four_names_are_all_said():
    (text,) = [text for _, text, _ in told(wide(4), wide(4, timeout="20m"), "changed")]
    assert text == "step `work` of jobs `job-0`, `job-1`, `job-2`, `job-3`: timeout `30m` → `20m`"


def test_instances_are_named_where_not_all_change():
    before = golden("matrix-instances-fold")
    after = before.replace("os: [linux, bsd]}", "os: [linux, bsd]}\n    environment: {SYSTEM: '${matrix.os}'}")
    texts = [text for _, text, _ in told(before, after, "variable")]
    assert texts == [
        "step `unit` of jobs `test-1-22-linux`, `test-1-23-linux`: variable `SYSTEM` = `linux` is added",
        "step `unit` of jobs `test-1-22-bsd`, `test-1-23-bsd`: variable `SYSTEM` = `bsd` is added",
    ]


def test_a_component_is_named_without_environments_where_it_changes_in_all():
    after = CD.replace("LOG_LEVEL: info", "LOG_LEVEL: debug")
    assert [text for _, text, _ in told(CD, after, "variable")] == [
        "component `web`: variable `LOG_LEVEL` `info` → `debug`"
    ]
    one = CD.replace("{replicas: 1}", "{replicas: 1, environment: {LOG_LEVEL: debug}}")
    assert [text for _, text, _ in told(CD, one, "variable")] == [
        "component `web` in `staging`: variable `LOG_LEVEL` `info` → `debug`"
    ]


def test_what_is_said_of_the_same_place_for_the_same_reason_is_one_statement():
    after = CI.replace("timeout: 30m", "timeout: 40m\n    retry_count: 3")
    assert next(text for _, text, _ in told(CI, after, "changed")) == (
        "job `test`: retry_policy.max_attempts `1` → `4`; timeout `30m` → `40m`"
    )


def test_longer_texts_are_shown_line_by_line():
    before = CD.replace("LOG_LEVEL: info", 'CONFIG: "a\\nb\\nc"')
    after = before.replace("a\\nb\\nc", "a\\nB\\nc")
    (statement,) = [each for each in review_of(before, after).statements if each.rule == "variable"]
    assert statement.text == "component `web`: variable `CONFIG` 1 line added, 1 removed"
    assert [line for line in statement.lines if line[0] in "+-"] == ["-b", "+B"]


def test_a_large_change_is_about_ten_statements():
    before, after = golden("a-large-change"), golden("a-large-change", "after")
    assert len(review_of(before, after).statements) <= 12


def test_a_matrix_with_another_name_is_one_statement_and_the_critical_path_stays():
    before = golden("matrix-instances-fold")
    after = before.replace("  test:\n", "  tests:\n").replace("[test]", "[tests]")
    assert [each.text for each in review_of(before, after).statements] == ["job `tests` was called `test`"]


def test_a_variable_with_another_name_makes_a_new_release():
    found = told(CD, CD.replace("{LOG_LEVEL: info}", "{LOGLEVEL: info}"), "next-deployment")
    assert any("`web` rolls over 4 instances" in text for _, text, _ in found)
    assert not any("nothing changes" in text for _, text, _ in found)


def test_a_field_that_is_as_usual_on_one_side_is_shown_where_it_differs():
    before = CI.replace("jobs:\n", "artifacts: {retention: [{pattern: '*', max_age: 90d}]}\njobs:\n")
    found = [each.text for each in review_of(before, before.replace("90d", "30d")).statements]
    assert found == ["artifacts.retention `pattern *, max_age 90d` → `pattern *, max_age 30d`"]
