"""Repairs named by place: made in every layout that has room for them, and in no other."""

import pytest

from compiler.diagnostics.apply import apply_fixes
from compiler.driver import Request, lint
from compiler.source import Source

JOB = "    steps: [{name: unit, script: make}]\n"
RELEASE = "components:\n  web: {image: {from: build.image}}\nenvironments:\n  production: {runner: compose}\n"
DEPLOY = "    deploy: {environment: production, strategy: {type: all-at-once}}\n"


def pipeline(jobs, rest=""):
    return f"version: 1\nname: shop\n{rest}jobs:\n{jobs}"


def repaired(text, code):
    """Return the text with the first fix of a code made; None where it is proposed without one."""
    found = lint(Request("/nowhere/p.yaml", Source("p.yaml", text), "/nowhere")).diagnostics
    first = next(item for item in found if item.code == code)
    assert first.change is None
    if first.fix is None:
        return None
    changed, made = apply_fixes({"p.yaml": text}, [first.fix])
    assert made
    return changed["p.yaml"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "    depends_on: [build]\n"),
        ("    depends_on: [lint]\n", "    depends_on: [lint, build]\n"),
        ("    depends_on: [\n      lint  # why\n    ]\n", "    depends_on: [\n      lint, build  # why\n    ]\n"),
        ("    depends_on: []\n", None),
        ("    depends_on:\n    - lint # é, and so\n", "    depends_on:\n    - lint # é, and so\n    - build\n"),
        ("    depends_on:\n      -  'lint'\n", "    depends_on:\n      -  'lint'\n      -  build\n"),
    ],
)
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_an_item_is_added_to_a_list_or_a_list_made(before, after, ending):
    jobs = f"  build:\n    outputs: [image]\n{JOB}  lint:\n{JOB}  release:\n"
    text = pipeline(jobs + before + DEPLOY, RELEASE).replace("\n", ending)
    expected = None if after is None else pipeline(jobs + after + DEPLOY, RELEASE)
    result = repaired(text, "PC622")
    assert (result if result is None else result.replace("\r\n", "\n")) == expected


def test_the_last_line_of_a_file_gets_an_item_without_a_line_break_of_its_own():
    text = pipeline(f"  build:\n    outputs: [image]\n{JOB}  lint:\n{JOB}  release:\n{DEPLOY}", RELEASE)
    text += "    depends_on:\n      - lint"
    assert repaired(text, "PC622") == f"{text}\n      - build"


@pytest.mark.parametrize("layout", ["    <<: *base\n", "    depends_on: *names\n"])
def test_what_an_alias_brings_in_is_not_changed(layout):
    anchors = "x-base: &base\n  depends_on: &names [lint]\n"
    jobs = f"  build:\n    outputs: [image]\n{JOB}  lint:\n{JOB}  release:\n{layout}{DEPLOY}"
    assert repaired(pipeline(jobs, RELEASE + anchors), "PC622") is None


@pytest.mark.parametrize(
    ("step", "after"),
    [
        ("{name: unit, script: make lint}", "{name: unit-2, script: make lint}"),
        ("{script: make lint, name: 'unit'}", "{script: make lint, name: 'unit-2'}"),
        ('{"name":"unit", script: make lint}', None),
        ('{name: "\\u0075nit", script: make lint}', '{name: "unit-2", script: make lint}'),
        ("{name: &n unit, script: make lint}", None),
        ("{name: >-\n          unit\n        , script: x}", None),
    ],
)
def test_a_value_is_written_in_the_quotes_of_the_old_one(step, after):
    jobs = "  test:\n    steps:\n      - {name: unit, script: make}\n      - "
    if "\n" in step:
        jobs, step = jobs.removesuffix("- "), "- name: >-\n          unit\n        script: make\n"
    expected = None if after is None else pipeline(f"{jobs}{after}\n")
    assert repaired(pipeline(f"{jobs}{step}\n"), "PC310") == expected


def test_what_an_environment_overrides_is_not_changed():
    """The component and its settings are two places: which of them is wrong nobody knows."""
    over = "environments:\n  production:\n    runner: compose\n    overrides: {web: {health_check: {command: [x]}}}\n"
    text = pipeline(f"  test:\n{JOB}", f"components:\n  web: {{image: 'registry.example/web:1'}}\n{over}")
    assert repaired(text, "PC104") is None


def test_a_number_that_is_taken_is_passed_over():
    names = "".join(f"      - {{name: {name}, script: make}}\n" for name in ("unit", "unit-2", "unit"))
    assert "{name: unit-3," in str(repaired(pipeline(f"  test:\n    steps:\n{names}"), "PC310"))


@pytest.mark.parametrize(
    ("keys", "after"),
    [
        ("    outputs: [a]\n", ""),
        ("    # what it says\n    outputs: [a]  # nothing\n", ""),
        ("    outputs:\n      - a\n      - b\n", ""),
        ("    outputs: &all [a]\n", None),
    ],
)
def test_a_key_is_removed_with_what_is_its_own(keys, after):
    rest = RELEASE.replace("{from: build.image}", "registry.example/web:1")
    jobs = f"  lint:\n{JOB}  release:\n"
    expected = None if after is None else pipeline(jobs + after + DEPLOY, rest)
    assert repaired(pipeline(jobs + keys + DEPLOY, rest), "PC315") == expected


def test_a_canary_that_never_ends_gets_its_last_stage_in_block_layout():
    stages = "        stages:\n          - weight: 10%\n            duration: 10m  # one\n"
    deploy = f"    deploy:\n      environment: production\n      strategy:\n        type: canary\n{stages}"
    rest = "components:\n  web: {image: 'registry.example/web:1'}\nenvironments:\n  production: {runner: nomad}\n"
    expected = pipeline(f"  release:\n{deploy}          - {{weight: 100%}}\n", rest)
    assert repaired(pipeline(f"  release:\n{deploy}", rest), "PC621") == expected


@pytest.mark.parametrize(
    ("schedule", "after"),
    [
        ("0 30 4 * * *", "30 4 * * *"),
        ("'0 */5 * * * ?'", "'*/5 * * * *'"),
        ("30 4 ? * MONDAY", "30 4 * * mon"),
        ('"@midnight"', '"@daily"'),
        ("0 0 */2 * * *", "0 */2 * * *"),
        ("0 * * * * *", '"* * * * *"'),
        ("30 24 * * *", None),
        ("1 2 3", None),
        ("30 4 * * 1 2027", None),
    ],
)
def test_a_schedule_of_another_dialect_is_translated(schedule, after):
    rest = "triggers:\n  - event: cron\n    cron: {{name: nightly, schedule: {}}}\n"
    expected = None if after is None else pipeline(f"  test:\n{JOB}", rest.format(after))
    assert repaired(pipeline(f"  test:\n{JOB}", rest.format(schedule)), "PC202") == expected


@pytest.mark.parametrize(
    ("written", "after"),
    [
        ("/src", "src"),
        ("'../src/a'", "'src/a'"),
        ('"../../src"', '"src"'),
        ("/", None),
        ("../a/../../b", None),
        ("../.hidden", ".hidden"),
    ],
)
def test_a_path_loses_what_leads_outside(written, after):
    jobs = "  test:\n    steps: [{{script: make, working_directory: {}}}]\n"
    expected = None if after is None else pipeline(jobs.format(after))
    assert repaired(pipeline(jobs.format(written)), "PC204") == expected


@pytest.mark.parametrize(
    ("keys", "after"),
    [
        ("    timeout: 5m\n", ""),
        ("    timeout: 5m  # again\n", ""),
        ("    timeout: '5m'\n", None),
        ("    timeout: 6m\n", None),
        ("    timeout: &t 5m\n", None),
    ],
)
def test_a_key_that_is_repeated_with_its_value_is_removed(keys, after):
    jobs = f"  test:\n    timeout: 5m\n{JOB}"
    expected = None if after is None else pipeline(jobs + after)
    assert repaired(pipeline(jobs + keys), "PC020") == expected


@pytest.mark.parametrize(
    ("keys", "word"),
    [
        ("{stages: [{weight: 10%, duration: 5m}, {weight: 100%}]}", "canary"),
        ("{batch_size: 2}", "rolling"),
        ("{keep_old: 2h}", "blue-green"),
        ("{drain_timeout: 5m}", None),
    ],
)
def test_a_type_is_written_where_one_only_has_the_keys(keys, word):
    deploy = "  release:\n    deploy: {{environment: production, strategy: {}}}\n"
    rest = RELEASE.replace("{from: build.image}", "registry.example/web:1")
    after = None if word is None else pipeline(deploy.format(keys.replace("{", f"{{type: {word}, ", 1)), rest)
    assert repaired(pipeline(deploy.format(keys), rest), "PC104") == after
