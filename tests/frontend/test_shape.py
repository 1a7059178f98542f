"""What the shape stage reports, and exactly where; what it leaves of the tree."""

from typing import NamedTuple

import pytest

from compiler.frontend.schema import load_schema
from compiler.frontend.shape import check_shape
from compiler.frontend.tree import Broken, Mapping, Node, Sequence
from compiler.frontend.yaml import load_tree
from compiler.source import Source

SCHEMA = load_schema("pipeline")


class Found(NamedTuple):
    """A diagnostic and the text that stands under it."""

    code: str
    text: str
    message: str
    help: str


def load(text: str) -> Node:
    tree, diagnostics = load_tree(Source("pipeline.yaml", text))
    assert not [one for one in diagnostics if one.severity == "error"]
    return tree


def check(text):
    left, diagnostics = check_shape(load(text), SCHEMA)
    return left, diagnostics


def report(text) -> list[Found]:
    return [Found(one.code, text[one.span.start : one.span.end], one.message, one.help) for one in check(text)[1]]


def fixed(text: str) -> str:
    """Return the text after the one fix of its one diagnostic."""
    ((diagnostic),) = check(text)[1]
    assert diagnostic.fix is not None
    for edit in sorted(diagnostic.fix.edits, key=lambda edit: edit.span.start, reverse=True):
        text = text[: edit.span.start] + edit.replacement + text[edit.span.end :]
    return text


def safe(text: str) -> bool:
    ((diagnostic),) = check(text)[1]
    return diagnostic.fix is not None and diagnostic.fix.safe


def pipeline(job: str = "", top: str = "") -> str:
    return f"name: shop\n{top}jobs:\n  test:\n    steps:\n      - script: make\n{job}"


FULL = """\
version: 1
name: shop
x-note: [anything, {at: all}]
triggers: [manual, {event: push, branch: [main]}, {event: cron, cron: {name: night, schedule: 0 3 * * *}}]
params: {region: {type: string, default: eu, enum: [eu, us]}}
global_env: {LANG: C.UTF-8, DEBUG: 012, OFF: "${X:-}"}
jobs:
  test:
    checkout: {depth: "${DEPTH}", submodules: true}
    matrix:
      {python: [3.10, 3.12], os: [linux], place: "${{ params.r }}", exclude: [{python: 3.10}], max_parallel: 2}
    timeout: ${{ params.limit }}
    steps:
      - name: 3
        image: registry.example/python:${matrix.python}
        script: [make, 42, true]
      - action: http_request
        with: {url: "https://x.example", body: {a: [1, null]}, expected_status: [200, 404]}
    artifacts: {report: {paths: [report/**], retention: 30d}}
    services: {cache: {image: registry.example/redis:7, health_check: {type: tcp, port: 6379}}}
  release:
    depends_on: [test]
    deploy:
      environment: production
      strategy: {type: canary, analysis: {source: prometheus, url: http://p, query: up}, stages: [{weight: 100%}]}
components:
  web:
    image: {from: test.image}
    ports: [{name: http, container: 8080}]
    health_check: {type: http, port: http, path: /healthz}
    secrets: {PASSWORD: {env: DB_PASSWORD}, KEY: {file: /run/key}}
environments:
  production:
    runner: compose
    router: haproxy
    target: {hosts: [local, "ssh://deploy@web:22"], port_range: 20000-20999}
    overrides: {web: {replicas: 3, environment: {DEBUG: null}, health_check: null}}
    secrets: {PASSWORD: {vault: shop/db, key: password}, KEY: {file: /etc/key}}
"""


def test_a_right_document_stays_as_it_is():
    tree = load(FULL)
    assert check_shape(tree, SCHEMA) == (tree, ())


def test_windows_line_ends_and_wide_letters_do_not_move_spans():
    text = pipeline(top="description: ünïcode 🚀\n").replace("\n", "\r\n") + "    timeout: 5 m\r\n"
    assert [(one.code, one.text) for one in report(text)] == [("PC111", "5 m")]


@pytest.mark.parametrize(
    ("text", "code", "place", "message"),
    [
        (pipeline("    timout: 5m\n"), "PC101", "timout", "a job has no key `timout`"),
        (pipeline("    needs: [a]\n"), "PC101", "needs", "a job has no key `needs`"),
        (pipeline(top="timeout: [1]\n"), "PC102", "[1]", "`timeout` expects a duration, found a list"),
        (
            pipeline("    outputs: {a: b}\n"),
            "PC102",
            "{a: b}",
            "`outputs` expects a list of output names, found a mapping",
        ),
        (pipeline("    retry_count: x\n"), "PC102", "x", "`retry_count` expects an integer, found the string `x`"),
        (pipeline("    depends_on: [[a]]\n"), "PC102", "[a]", "expected a job name, found a list"),
        (
            pipeline("    depends_on: build\n"),
            "PC103",
            "build",
            "`depends_on` expects a list of job names, found the string `build`",
        ),
        (pipeline("    matrix: {a: 3.10}\n"), "PC103", "3.10", "`a` expects a list of values, found the number `3.10`"),
        (pipeline("    artifacts:\n      dist: {}\n"), "PC104", "dist", "an artifact needs the key `paths`"),
        (pipeline("    inputs: [{path: x}]\n"), "PC104", "path", "an input needs the key `artifact`"),
        (pipeline("    inputs: [{}]\n"), "PC104", "{}", "an input needs the key `artifact`"),
        ("jobs: {a: {steps: [{script: x}]}}\n", "PC104", "jobs", "a pipeline needs the key `name`"),
        ("x-a: 1\n", "PC104", "x-a", "a pipeline needs the keys `name` and `jobs`"),
        ("name: a\njobs: {}\n", "PC108", "{}", "`jobs` needs at least one job"),
        ("name: a\njobs: {b: {}}\n", "PC105", "b", "a job needs either `steps` or `deploy`"),
        (
            pipeline("      - {script: a, action: logger, with: {message: b}}\n"),
            "PC105",
            "action",
            "a step cannot have both `script` and `action`",
        ),
        (pipeline("      - {script: a, with: {message: b}}\n"), "PC104", "with", "`with` needs `action` beside it"),
        (pipeline("      - {with: {message: b}}\n"), "PC105", "with", "a step needs either `script` or `action`"),
        (pipeline("    network: no ne\n"), "PC106", "no ne", "`network` cannot be `no ne`"),
        (pipeline("    runs_on: [sucess]\n"), "PC106", "sucess", "`sucess` is not an ending"),
        (pipeline(top="version: 3\n"), "PC106", "3", "`version` cannot be `3`"),
        (pipeline("    services: {1st: {image: a}}\n"), "PC107", "1st", "`1st` is not a service name"),
        (pipeline("    environment: {A-B: a}\n"), "PC107", "A-B", "`A-B` is not a variable name"),
        ("name: Shop\njobs: {a: {steps: [{script: x}]}}\n", "PC107", "Shop", "`Shop` is not a pipeline name"),
        (pipeline("    inputs: [build]\n"), "PC111", "build", "`build` is not an input"),
        (pipeline("    runs_on: []\n"), "PC108", "[]", "`runs_on` needs at least one ending"),
        (pipeline("    retry_count: -1\n"), "PC109", "-1", "`retry_count` must be at least 0, found `-1`"),
        (
            pipeline("    services: {a: {image: b, ports: [70000]}}\n"),
            "PC109",
            "70000",
            "this must be between 1 and 65535, found `70000`",
        ),
        (pipeline("    timeout:\n"), "PC110", "timeout", "`timeout` has no value"),
        (pipeline("    timeout: ~\n"), "PC110", "~", "`timeout` has no value"),
        (pipeline("    environment: {A: null}\n"), "PC110", "null", "`A` has no value"),
        (pipeline("    resources: {memory: 512}\n"), "PC111", "512", "`512` is not a size"),
        (pipeline("    resources: {cpu: 2 cores}\n"), "PC111", "2 cores", "`2 cores` is not a number of cores"),
        (
            pipeline("    approval:\n      timeout: |\n        5m\n"),
            "PC111",
            "|\n        5m",
            "`5m` is not a duration",
        ),
    ],
)
def test_one_mistake_gives_one_diagnostic_at_its_place(text, code, place, message):
    assert [one[:3] for one in report(text)] == [(code, place, message)]


def deployment(strategy: str) -> str:
    return f"name: shop\njobs: {{go: {{deploy: {{environment: live, strategy: {strategy}}}}}}}\n"


@pytest.mark.parametrize(
    ("strategy", "code", "place", "message"),
    [
        ("rolling", "PC102", "rolling", "`strategy` expects a strategy, found the string `rolling`"),
        ("{}", "PC104", "strategy", "a strategy needs the key `type`"),
        ("{typ: rolling}", "PC101", "typ", "a strategy has no key `typ`"),
        ("{type: }", "PC110", "type", "`type` has no value"),
        (
            "{type: [canary]}",
            "PC102",
            "[canary]",
            "`type` expects one of `all-at-once`, `rolling`, `blue-green` or `canary`, found a list",
        ),
        ("{type: canry, stages: 1}", "PC106", "canry", "`type` cannot be `canry`"),
        ("{type: '${TYPE}'}", "PC106", "'${TYPE}'", "`type` cannot be `${TYPE}`"),
        ("{type: rolling, stages: []}", "PC101", "stages", "a strategy of type `rolling` has no key `stages`"),
        ("{type: canary, stages: [{weight: 5}]}", "PC111", "5", "`5` is not a percentage"),
        (
            "{type: canary, analysis: {source: http}}",
            "PC104",
            "analysis",
            "an analysis needs the key `url`",
        ),
        (
            "{type: blue-green, smoke_test: {script: a, health_check: b}}",
            "PC105",
            "health_check",
            "a smoke test cannot have both `script` and `health_check`",
        ),
        ("{type: blue-green, smoke_test: {scrpt: a}}", "PC101", "scrpt", "a smoke test has no key `scrpt`"),
        (
            "{type: blue-green, smoke_test: {}}",
            "PC105",
            "smoke_test",
            "a smoke test needs either `health_check` or `script`",
        ),
    ],
)
def test_strategies_are_told_apart_by_their_type(strategy, code, place, message):
    assert [one[:3] for one in report(deployment(strategy))] == [(code, place, message)]


@pytest.mark.parametrize(
    ("before", "after", "surely"),
    [
        ("    timout: 5m\n", "    timeout: 5m\n", True),
        ("    time-out: 5m\n", "    timeout: 5m\n", True),
        ("    Depends-On: [a]\n", "    depends_on: [a]\n", True),
        ("    needs: [a]\n", "    depends_on: [a]\n", False),
        ("    depends_on: build\n", "    depends_on: [build]\n", True),
        ('    depends_on: "a b"\n', '    depends_on: ["a b"]\n', True),
        ("    depends_on: it's, b\n", "    depends_on: ['it''s, b']\n", True),
        ("    retry_count: '3'\n", "    retry_count: 3\n", True),
        ("    checkout: no\n", "    checkout: false\n", True),
        ("    network: hst\n", "    network: host\n", True),
        ("    timeout: 10 minutes\n", "    timeout: 10m\n", True),
        ("    timeout: 1 h 30 m\n", "    timeout: 1h30m\n", True),
        ("    resources: {memory: 512M}\n", "    resources: {memory: 512MiB}\n", False),
        ("    services: {my db: {image: x}}\n", "    services: {my-db: {image: x}}\n", False),
    ],
)
def test_a_fix_repairs(before, after, surely):
    assert fixed(pipeline(before)) == pipeline(after)
    assert safe(pipeline(before)) is surely
    assert not report(pipeline(after))


@pytest.mark.parametrize("value", ["|\n      build\n", "${{ params.jobs }}\n"])
def test_what_brackets_would_not_repair_has_no_fix(value):
    ((diagnostic),) = check(pipeline(f"    depends_on: {value}"))[1]
    assert (diagnostic.code, diagnostic.fix) == ("PC103", None)


def test_help_names_the_nearest_key_and_the_valid_ones():
    ((found),) = report(pipeline("    artifacts: {a: {paths: [b], optinal: true}}\n"))
    assert found.help == (
        "did you mean `optional`?\nvalid keys: `compression`, `optional`, `paths`, `retention` and `when`"
    )


def test_help_says_where_a_key_belongs():
    ((found),) = report(pipeline("    shell: bash\n"))
    assert found.help.startswith("`shell` belongs in a step\nvalid keys: ")


def test_a_key_that_is_there_already_is_not_suggested():
    ((diagnostic),) = check(pipeline("    timeout: 5m\n    timeot: 6m\n"))[1]
    assert (diagnostic.code, diagnostic.fix) == ("PC101", None)


def test_a_misspelt_key_is_not_also_missing():
    assert [one.code for one in report("name: shop\njobs: {a: {stpes: [{script: x}]}}\n")] == ["PC101"]
    assert [one.code for one in report("nam: shop\njobs: {a: {steps: [{script: x}]}}\n")] == ["PC101"]


def test_an_alias_is_reported_once_at_the_definition_with_its_use():
    text = pipeline("    timeout: &t 5 m\n  more:\n    timeout: *t\n    steps: [{script: x}]\n")
    ((first),) = check(text)[1]
    assert text[first.span.start : first.span.end] == "5 m"
    text = "x-t: &t {memory: 5}\n" + pipeline("    resources: *t\n")
    ((shared),) = check(text)[1]
    assert text[shared.span.start : shared.span.end] == "5"
    assert [(text[one.span.start : one.span.end], one.text) for one in shared.related] == [("*t", "used here")]
    assert shared.fix is None


def test_a_merged_key_is_reported_where_it_is_written():
    text = "x-t: &t {retres: 5}\n" + pipeline("    <<: *t\n")
    ((diagnostic),) = check(text)[1]
    assert text[diagnostic.span.start : diagnostic.span.end] == "retres"
    assert [text[one.span.start : one.span.end] for one in diagnostic.related] == ["*t"]


def test_what_is_wrong_is_broken_and_the_rest_stays():
    left, _ = check(pipeline("    timeout: x\n    nonsense: 1\n    depends_on: [a, [b], c]\n"))
    job = left.get("jobs").get("test")
    assert isinstance(job, Mapping)
    assert isinstance(job.get("timeout"), Broken)
    assert job.entry("nonsense") is None
    names = job.get("depends_on")
    assert isinstance(names, Sequence)
    assert [item.kind for item in names] == ["scalar", "broken", "scalar"]


def test_a_broken_node_is_passed_over():
    left, diagnostics = check_shape(Broken(load("a: b").span), SCHEMA)
    assert (left.kind, diagnostics) == ("broken", ())


def test_a_document_of_another_kind():
    assert [one[:3] for one in report("- a\n")] == [("PC102", "- a", "expected a pipeline, found a list")]
    assert [one[:3] for one in report("text\n")] == [("PC102", "text", "expected a pipeline, found the string `text`")]


def test_a_file_that_includes_others_may_lack_everything():
    included = load("include: [a.fragment.yaml]\n")
    assert check_shape(included, SCHEMA.root) == (included, ())
    ((merged),) = check_shape(included, SCHEMA)[1]
    assert (merged.code, merged.message) == ("PC104", "a pipeline needs the keys `name` and `jobs`")
    left, diagnostics = check_shape(load("global_env: {A: b}\n"), SCHEMA.definition("fragment"))
    assert (left.kind, diagnostics) == ("mapping", ())


@pytest.mark.parametrize("value", ["3.10", "012", "on", "2024-01-01", "true", '""', "0x1f", "${A}", "a: b"])
def test_text_keeps_any_scalar(value):
    quoted = value if ": " not in value else f"'{value}'"
    assert not report(pipeline(f"    environment:\n      A: {quoted}\n"))


def test_tags_decide_the_type():
    assert not report(pipeline("    environment: {A: !!int 3}\n    retry_count: !!int '3'\n"))
    assert [one.code for one in report(pipeline("    retry_count: !!str 3\n"))] == ["PC102"]
    assert [one.code for one in report(pipeline("    environment: {A: !!null ''}\n"))] == ["PC110"]


def test_thousands_of_mistakes_take_their_time_each():
    jobs = "".join(f"  job{n}: {{timout: 5m, depends_on: x, steps: [{{scrpt: {n}}}]}}\n" for n in range(2000))
    found = report(f"name: shop\njobs:\n{jobs}")
    assert len(found) == 6000
    assert {one.code for one in found} == {"PC101", "PC103"}


def test_names_and_values_of_one_definition_do_not_share_what_they_accept():
    secrets = "components: {a: {image: b, secrets: {X: {env: null}}, environment: {null: a, 'null': b}}}\n"
    text = pipeline() + secrets.replace("null: a, ", "")
    assert [(one.code, one.text) for one in report(text)] == [("PC110", "null")]
