"""Components and environments: definitions, settings merged over them, references to what jobs make."""

import pytest

from compiler.ir.values import BuiltImage
from tests.frontend.check.pipelines import Found, check

JOBS = """\
jobs:
  build: {outputs: [image], artifacts: {dist: {paths: [dist/**]}}, steps: [{script: x}]}
  many: {matrix: {v: [1, 2]}, outputs: [image], artifacts: {dist: {paths: [dist/**]}}, steps: [{script: x}]}
"""
IMAGE = "image: 'registry.example/web:1'"


def component(text: str) -> Found:
    return check(f"{JOBS}components:\n  db: {{image: 'registry.example/db:1'}}\n  web: {{{text}}}\n")


def environment(settings: str, web: str = IMAGE, *, db: str = "image: 'registry.example/db:1'") -> Found:
    return check(
        f"{JOBS}components:\n  web: {{{web}}}\n  db: {{{db}}}\nenvironments:\n  e: {{runner: compose, {settings}}}\n"
    )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("image: {from: build.image}", None),
        ("artifact: build.dist", None),
        ("image: {from: build.imgae}", "PC308"),
        ("image: {from: biuld.image}", "PC302"),
        ("image: {from: many.image}", "PC605"),
        ("artifact: build.dits", "PC307"),
        ("artifact: many.dist", "PC605"),
        ("image: 'registry.example/web'", "PC501"),
        ("image: 'registry.example/Web:1'", "PC502"),
        (f"{IMAGE}, artifact: build.dist", "PC105"),
        ("replicas: 2", "PC105"),
        (f"{IMAGE}, depends_on: [web]", "PC303"),
        (f"{IMAGE}, depends_on: [bd]", "PC601"),
        (f"{IMAGE}, depends_on: [db, db]", "PC312"),
        (f"{IMAGE}, ports: [{{name: a, container: 1}}, {{name: a, container: 2}}]", "PC608"),
        (f"{IMAGE}, health_check: {{type: http}}", "PC606"),
        (f"{IMAGE}, health_check: {{type: http, port: http}}", "PC607"),
        (f"{IMAGE}, ports: [{{name: http, container: 80}}], health_check: {{type: http, port: http}}", None),
        (f"{IMAGE}, volumes: [{{name: a, path: data}}]", "PC609"),
        (f"{IMAGE}, volumes: [{{name: a, path: /data}}, {{name: b, path: /data}}]", "PC609"),
        (f"{IMAGE}, routes: [{{host: x.example, port: http}}]", "PC607"),
        (f"{IMAGE}, environment: {{A: '${{CI_REPO}}'}}", "PC404"),
        (f"{IMAGE}, environment: {{A: '${{trigger.branch}}'}}", "PC447"),
        (f"{IMAGE}, environment: {{A: '${{NONE:-x}}', B: '${{A}}'}}", None),
        (f"{IMAGE}, secrets: {{s: {{env: A}}, t: {{env: A}}}}", "PC612"),
        (f"{IMAGE}, environment: {{A: x}}, secrets: {{s: {{env: A}}}}", "PC612"),
        (f"{IMAGE}, secrets: {{s: {{file: /run/s}}, t: {{file: /run/s}}}}", "PC612"),
        (f"{IMAGE}, secrets: {{s: {{file: run/s}}}}", "PC612"),
        (f"{IMAGE}, command: 'run \"'", "PC203"),
        (f"{IMAGE}, replicas: '${{X:-0}}'", "PC201"),
        (f"{IMAGE}, ports: [{{name: http, container: '${{X:-70000}}'}}]", "PC201"),
    ],
)
def test_a_components_definition(text, code):
    assert component(text).codes == ([code] if code else [])


def test_the_environment_of_the_jobs_is_not_that_of_components():
    found = check(f"global_env: {{A: x}}\n{JOBS}components: {{web: {{{IMAGE}, environment: {{B: '${{A}}'}}}}}}\n")
    assert found.codes == ["PC401"]


def test_a_component_may_tell_its_instances_which_release_they_are():
    assert component(f"{IMAGE}, environment: {{V: '${{release.name}}', W: '${{release.id}}'}}").codes == []
    assert component(f"{IMAGE}, command: 'run ${{release.id}}'").codes == ["PC404"]
    assert component(f"{IMAGE}, environment: {{V: '${{release.digest}}'}}").codes == ["PC454"]


def test_an_image_that_a_job_builds_is_a_hole():
    found = component("image: {from: build.image}")
    assert isinstance(found.plan.components[1].image, BuiltImage)


def test_components_do_not_wait_for_each_other():
    found = environment(
        "approval: {}", f"{IMAGE}, depends_on: [db]", db="image: 'registry.example/db:1', depends_on: [web]"
    )
    assert found.only("PC611").message.endswith("`web` → `db` → `web`")


def test_settings_may_close_a_circle_too():
    found = environment("overrides: {db: {depends_on: [web]}}", f"{IMAGE}, depends_on: [db]")
    diagnostic = found.only("PC611")
    assert "in environment `e`" in diagnostic.message
    assert found.at(diagnostic) == "web"


def test_settings_merge_as_component_then_variables_then_overrides():
    found = environment(
        "variables: {A: v, B: v, GONE: null}, overrides: {web: {environment: {B: o, C: null}, replicas: 3, "
        "command: [new], labels: {x: null, u: z}, resources: {cpu: 2}, ports: [{name: p, container: 9}]}}",
        f"{IMAGE}, environment: {{A: c, C: c, D: c, GONE: c}}, command: [old, args], replicas: 1, "
        "labels: {x: a, w: b}, resources: {cpu: 1, memory: 1GiB}, ports: [{name: http, container: 80}]",
    )
    assert found.codes == []
    released, merged = found.plan.components[0], found.plan.environments[0].components[0]
    variables = lambda component: {item.name: item.value.constant for item in component.environment}  # noqa: E731
    assert variables(released) == {"A": "c", "C": "c", "D": "c", "GONE": "c"}
    assert variables(merged) == {"A": "v", "B": "o", "D": "c"}
    assert (released.replicas, merged.replicas) == (1, 3)
    assert merged.command == ("new",)
    assert merged.labels == (("u", "z"), ("w", "b"))
    assert (merged.resources.cpu, merged.resources.memory) == (2000, 1 << 30)
    assert [port.name for port in merged.ports] == ["p"]
    others = found.plan.environments[0].components[1]
    assert variables(others) == {"A": "v", "B": "v"}


@pytest.mark.parametrize(
    ("override", "code"),
    [
        ("{artifact: build.dist}", "PC105"),
        ("{image: null}", "PC105"),
        ("{image: null, artifact: build.dist}", None),
        ("{health_check: {type: tcp}}", "PC101"),
        ("{health_check: {path: /other}}", None),
        ("{health_check: {port: null}}", "PC606"),
        ("{ports: []}", "PC607"),
        ("{health_check: null, ports: null}", None),
    ],
)
def test_a_component_with_its_settings_is_still_one(override, code):
    web = f"{IMAGE}, ports: [{{name: http, container: 80}}], health_check: {{type: http, port: http, path: /}}"
    found = environment(f"overrides: {{web: {override}}}", web)
    assert found.codes == ([code] if code else [])


def test_a_null_removes_nothing_where_there_is_nothing():
    assert environment("overrides: {web: {environment: {A: null, B: x}, labels: {a: null}}}").codes == []


@pytest.mark.parametrize(
    ("settings", "code", "place"),
    [
        ("overrides: {wbe: {replicas: 2}}", "PC601", "wbe"),
        ("after: x", "PC602", "x"),
        ("after: e", "PC303", "e"),
        ("target: {port_range: 300-200}", "PC610", "300-200"),
        ("secrets: {s: {env: S}}", "PC505", "s"),
        ("approval: {required: 2, approvers: [a]}", "PC207", "2"),
        ("variables: {A: '${NONE}'}", "PC401", "${NONE}"),
    ],
)
def test_an_environment_that_makes_no_sense(settings, code, place):
    assert environment(settings).places == [(code, place)]


def test_an_environment_says_where_each_secret_comes_from():
    web = f"{IMAGE}, secrets: {{pass: {{env: PASS}}}}"
    assert environment("secrets: {pass: {env: X}}", web).codes == []
    assert environment("secrets: {psas: {env: X}}", web).only("PC504").help == "did you mean `psas`?"


def test_a_component_gets_no_secret_through_its_environment():
    assert component(f"{IMAGE}, environment: {{A: '${{secrets.S}}'}}").codes == ["PC504"]


def test_environments_do_not_come_after_each_other():
    found = check(
        f"{JOBS}components: {{web: {{{IMAGE}}}}}\n"
        "environments: {a: {runner: compose, after: b}, b: {runner: compose, after: a}}\n"
    )
    assert found.codes == ["PC603"]
