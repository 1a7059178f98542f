"""What an edit of a file is as a change: renames, moves, what follows by itself, what is one change in many places."""

import pytest

from compiler.driver import Request, plan_pipeline
from compiler.frontend.field_places import field_places
from compiler.ir.codec import canonical_bytes
from compiler.review.apply import apply
from compiler.review.compare import compare
from compiler.review.normal import normal
from compiler.review.origins import refine
from compiler.source import Source

PIPELINE = """\
version: 1
name: shop
global_env: {STAGE: test}
defaults: {image: "registry.example/go:1.23"}
params:
  region: {type: string, bind: run, default: north}
jobs:
  build:
    outputs: [image]
    services:
      db: {image: "registry.example/db:1", ports: [5432]}
    artifacts:
      program: {paths: [out/]}
    environment: {WHERE: "${params.region}"}
    steps:
      - name: compile
        script: |
          make
          make check
      - name: pack
        script: make pack
        timeout: 10m
      - script: make sign
  test:
    inputs: [build.program]
    matrix: {go: ["1.22", "1.23"]}
    steps:
      - name: unit
        environment: {GO: "${matrix.go}"}
        script: make unit
  publish:
    depends_on: [test]
    environment: {IMAGE: "${{ job.build.outputs.image }}"}
    steps: [{name: push, script: make push}]
  release:
    depends_on: [publish]
    deploy: {environment: live, strategy: {type: rolling, batch_size: 2}}
components:
  web:
    image: "registry.example/web:1"
    ports: [{name: http, container: 8080}]
    environment: {MODE: fast}
    health_check: {type: tcp, port: http}
  mail:
    image: "registry.example/mail:1"
    depends_on: [web]
environments:
  live: {runner: compose, target: {hosts: [local]}}
  trial: {runner: compose, variables: {MODE: slow}, overrides: {web: {replicas: 2}}}
"""
INSTANCES = [("jobs", "test-1-22"), ("jobs", "test-1-23")]


def compiled(text):
    result = plan_pipeline(Request("/r/pipeline.yaml", Source("pipeline.yaml", text), "/r"))
    assert result.plan is not None, [each.message for each in result.diagnostics]
    return result


def edit(*replacements):
    text = PIPELINE
    for old, new in replacements:
        assert old in text, old
        text = text.replace(old, new)
    return text


def changes_of(*replacements):
    old, new = compiled(PIPELINE).plan, compiled(edit(*replacements)).plan
    changes = compare(old, new)
    assert canonical_bytes(apply(old, changes)) == canonical_bytes(normal(new))
    return changes


def brief(*replacements):
    return [(each.kind, each.path) for each in changes_of(*replacements)]


SINGLE = {
    "a job renamed": ((("build:\n", "make:\n"), ("build.", "make.")), "renamed", ("jobs", "make")),
    "a matrix renamed": ((("  test:", "  check:"), ("[test]", "[check]")), "renamed", ("jobs", "check-1-22")),
    "a step renamed": ((("name: compile", "name: Build all"),), "renamed", ("jobs", "build", "steps", "build-all")),
    "a step named": (
        (("- script: make sign", "- {name: sign, script: make sign}"),),
        "renamed",
        ("jobs", "build", "steps", "sign"),
    ),
    "a service renamed": (
        (("db: {", "base: {"),),
        "renamed",
        ("jobs", "build", "services", "base"),
    ),
    "an artifact renamed": ((("program", "binary"),), "renamed", ("jobs", "build", "artifacts", "binary")),
    "a parameter renamed": (
        (("  region:", "  zone:"), ("params.region", "params.zone")),
        "renamed",
        ("params", "zone"),
    ),
    "a component renamed": (
        (("  web:\n", "  site:\n"), ("[web]", "[site]"), ("{web:", "{site:")),
        "renamed",
        ("components", "site"),
    ),
    "an environment renamed": ((("live", "production"),), "renamed", ("environments", "production")),
    "a variable of all renamed": (
        (("STAGE", "LEVEL"),),
        "renamed",
        ("jobs", "build", "steps", "compile", "environment", "LEVEL"),
    ),
    "an image of all": (
        (("go:1.23", "go:1.24"),),
        "changed",
        ("jobs", "build", "steps", "compile", "image"),
    ),
    "a step before those without a name": (
        (("- script: make sign", "- {name: strip, script: strip out}\n      - script: make sign"),),
        "added",
        ("jobs", "build", "steps", "strip"),
    ),
    "a value of an axis": ((('"1.23"]', '"1.23", "1.24"]'),), "added", ("jobs", "test-1-24")),
    "a step of a matrix": (
        (("make unit", "make ${matrix.go}"),),
        "changed",
        ("jobs", "test-1-22", "steps", "unit", "script"),
    ),
    "a variable of a component": (
        (("MODE: fast", "MODE: fast, LOG: all"),),
        "added",
        ("components", "web", "environment", "LOG"),
    ),
    "a component": (
        (("  mail:\n", "  queue: {image: 'registry.example/queue:1'}\n  mail:\n"),),
        "added",
        ("components", "queue"),
    ),
    "a strategy's field": (
        (("batch_size: 2", "batch_size: 3"),),
        "changed",
        ("jobs", "release", "deploy", "strategy", "batch_size"),
    ),
    "another strategy": (
        (("{type: rolling, batch_size: 2}", "{type: all-at-once}"),),
        "changed",
        ("jobs", "release", "deploy", "strategy"),
    ),
    "an override": (
        (("replicas: 2", "replicas: 3"),),
        "changed",
        ("environments", "trial", "components", "web", "replicas"),
    ),
}


@pytest.mark.parametrize("name", SINGLE)
def test_an_edit_is_one_change(name):
    replacements, kind, path = SINGLE[name]
    assert brief(*replacements) == [(kind, path)]


def test_all_instances_are_renamed_together():
    (change,) = changes_of(("  test:", "  check:"), ("[test]", "[check]"))
    assert change.names == ("test", "check")
    assert change.places == (
        (("jobs", "check-1-22"), "test-1-22", "check-1-22"),
        (("jobs", "check-1-23"), "test-1-23", "check-1-23"),
    )


def test_values_of_instances_are_told_apart():
    (change,) = changes_of(("make unit", "make ${matrix.go}"))
    assert [path[:2] for path in change.paths] == INSTANCES
    assert [after for _, _, after in change.places] == ["make 1.22\n", "make 1.23\n"]


def test_a_rename_and_an_edit():
    found = brief(("build:\n", "make:\n"), ("build.", "make."), ("make check", "make check all"))
    assert found == [("renamed", ("jobs", "make")), ("changed", ("jobs", "make", "steps", "compile", "script"))]


def test_another_job_is_no_rename():
    text = '  publish:\n    depends_on: [test]\n    environment: {IMAGE: "${{ job.build.outputs.image }}"}\n'
    text += "    steps: [{name: push, script: make push}]\n"
    other = "  clean:\n    depends_on: [test]\n    network: none\n    timeout: 5m\n"
    other += "    steps: [{name: sweep, image: 'registry.example/sh:1', script: rm -r old}]\n"
    found = brief((text, other), ("[publish]", "[clean]"))
    assert ("removed", ("jobs", "publish")) in found
    assert ("added", ("jobs", "clean")) in found


def test_edges_that_go_between_jobs_that_stay_are_changes():
    found = brief(
        ("  test:\n    inputs: [build.program]", "  test:"),
        ("  publish:\n    depends_on: [test]\n", "  publish:\n    depends_on: [build]\n"),
    )
    assert sorted(found) == [
        ("added", ("jobs", "publish", "depends_on", "build")),
        ("removed", ("jobs", "publish", "depends_on", "test-1-22")),
        ("removed", ("jobs", "test-1-22", "depends_on", "build")),
        ("removed", ("jobs", "test-1-22", "inputs", "build.program")),
    ]


def test_what_follows_from_a_job_that_goes_is_no_change():
    text = '  publish:\n    depends_on: [test]\n    environment: {IMAGE: "${{ job.build.outputs.image }}"}\n'
    text += "    steps: [{name: push, script: make push}]\n"
    assert brief((text, ""), ("    depends_on: [publish]\n", "")) == [("removed", ("jobs", "publish"))]


def test_a_component_that_goes_leaves_its_lists():
    old = PIPELINE.replace("    depends_on: [web]\n", "    depends_on: [web, queue]\n")
    queue = "  queue: {image: 'registry.example/queue:1'}\n"
    old = old.replace("  mail:\n", f"{queue}  mail:\n")
    new = old.replace(queue, "").replace("[web, queue]", "[web]")
    (change,) = compare(compiled(old).plan, compiled(new).plan)
    assert change.kind == "removed"
    assert len(change.paths) == 3


def test_steps_that_change_places_are_one_move():
    step = "      - name: pack\n        script: make pack\n        timeout: 10m\n"
    (change,) = changes_of((step, ""), ("      - name: compile\n", f"{step}      - name: compile\n"))
    assert (change.kind, change.path) == ("moved", ("jobs", "build", "steps", "pack"))
    assert (change.before, change.after, change.place) == ("compile", "", 0)


def test_true_is_not_one():
    text = PIPELINE.replace(
        "- script: make sign", "- {action: http_request, with: {url: 'http://a.example', body: {a: true}}}"
    )
    old, new = compiled(text).plan, compiled(text.replace("a: true", "a: 1")).plan
    (change,) = compare(old, new)
    assert (change.kind, change.path[-2:]) == ("changed", ("body", "a"))
    assert (change.before, change.after) == (True, 1)


# Where the file says it

LINES = {
    "a timeout": ((("timeout: 10m", "timeout: 20m"),), "timeout: 20m"),
    "a script": ((("make pack", "make pack all"),), "make pack all"),
    "a batch": ((("batch_size: 2", "batch_size: 3"),), "batch_size: 3"),
    "an override": ((("replicas: 2", "replicas: 3"),), "replicas: 3"),
    "an environment's variable": ((("MODE: slow", "MODE: off"),), "MODE: off"),
    "a component's image": ((("web:1", "web:2"),), '"registry.example/web:2"'),
    "a target": ((("hosts: [local]", "hosts: ['ssh://a@b']"),), "hosts"),
    "a parameter": ((("default: north", "default: south"),), "default: south"),
    "a network": ((("    outputs: [image]", "    outputs: [image]\n    network: none"),), "network: none"),
    "retries": ((("    outputs: [image]", "    outputs: [image]\n    retry_count: 2"),), "retry_count: 2"),
    "retries of all": ((("name: shop", "name: shop\nretry_policy: {max_delay: 9m}"),), "max_delay: 9m"),
    "a variable of all": ((("STAGE: test", "STAGE: live"),), "live"),
    "the pipeline's timeout": ((("name: shop", "name: shop\ntimeout: 90m"),), "timeout: 90m"),
}


@pytest.mark.parametrize("name", LINES)
def test_a_change_points_at_the_field(name):
    replacements, expected = LINES[name]
    old, new = compiled(PIPELINE), compiled(edit(*replacements))
    found = refine(compare(old.plan, new.plan), field_places(old.document.body), field_places(new.document.body))
    assert found
    for change in found:
        for _, span in change.origins:
            assert new.sources[span.path].text[span.start : span.end] == expected
