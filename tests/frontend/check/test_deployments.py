"""Deployments: what they deploy, in which order, and strategies that contradict themselves."""

import pytest

from compiler.ir.release import AllAtOnce, BlueGreen, Canary, Rolling
from tests.frontend.check.pipelines import Found, check


def strategy(text: str, deploy: str = "", job: str = "") -> Found:
    return check(f"""
        params: {{w: {{required: true}}}}
        jobs:
          a:
            {job}
            deploy: {{environment: e, {deploy}strategy: {text}}}
        components: {{web: {{image: "registry.example/web:1", ports: [{{name: http, container: 80}}]}}}}
        environments: {{e: {{runner: nomad, router: haproxy}}}}
        """)


def test_each_strategy_has_its_defaults():
    def made(text: str):
        return strategy(text).plan.jobs[0].deploy.strategy._replace(origin=AllAtOnce().origin)

    assert made("{type: all-at-once}") == AllAtOnce()
    assert made("{type: rolling}") == Rolling()
    assert made("{type: blue-green}") == BlueGreen()
    canary = made("{type: canary}")
    assert [(stage.weight, stage.duration) for stage in canary.stages] == [(5, 600), (25, 900), (50, 1200), (100, 0)]
    assert canary.analysis == Canary().analysis


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("{type: rolling, success_threshold: 40}", "PC620", "40"),
        ("{type: rolling, health_check_timeout: 20s}", "PC620", "20s"),
        ("{type: rolling, max_unavailable: 2}", "PC620", "2"),
        ("{type: rolling, health_check_interval: '${X:-0s}'}", "PC201", "'${X:-0s}'"),
        ("{type: blue-green, keep_old: 5m}", "PC624", "5m"),
        ("{type: blue-green, monitor: 2h}", "PC624", "2h"),
        (
            "{type: canary, stages: [{weight: 50%, duration: 1m}, {weight: 20%, duration: 1m}, {weight: 100%}]}",
            "PC621",
            "20%",
        ),
        (
            "{type: canary, stages: [{weight: 20%, duration: 1m}, {weight: 20%, duration: 1m}, {weight: 100%}]}",
            "PC621",
            "20%",
        ),
        ("{type: canary, stages: [{weight: 20%, duration: 1m}]}", "PC621", "20%"),
        ("{type: canary, stages: [{weight: 20%}, {weight: 100%}]}", "PC625", "20%"),
        ("{type: canary, stages: [{weight: 20%, duration: 0s}, {weight: 100%}]}", "PC625", "0s"),
        ("{type: canary, stages: [{weight: 0%, duration: 5m}, {weight: 100%}]}", "PC625", "0%"),
        ("{type: canary, stages: [{weight: 100%}]}", "PC625", "100%"),
        ("{type: canary, stages: [{weight: 20%, duration: 2h}, {weight: 100%}]}", "PC624", "stages"),
        ("{type: canary, analysis: {threshold: 0}}", "PC626", "0"),
        ("{type: canary, analysis: [{metric: latency, confidence: 1}]}", "PC626", "1"),
        ("{type: canary, analysis: {confidence: 0}}", "PC626", "0"),
    ],
)
def test_a_strategy_that_contradicts_itself(text, code, place):
    assert (code, place) in strategy(text).places


@pytest.mark.parametrize(
    "text",
    [
        "{type: rolling, batch_size: 2, max_unavailable: 2}",
        "{type: rolling, success_threshold: 30}",
        "{type: blue-green, keep_old: 10m}",
        "{type: blue-green, smoke_test: {health_check: {type: http, port: http}}, switch_approval: {required: 2}}",
        "{type: blue-green, smoke_test: {script: make smoke}}",
        "{type: canary, stages: [{weight: 20%, approval: {}}, {weight: 100%}]}",
        "{type: canary, stages: [{weight: 20%, duration: 5m}, {weight: '${params.w}'}]}",
        "{type: canary, stages: [{weight: 20%, duration: '${params.w}'}, {weight: 100%}]}",
        "{type: canary, analysis: {compare: absolute, threshold: 0}}",
    ],
)
def test_other_strategies_are_fine(text):
    assert strategy(text).codes == []


def test_a_broken_weight_silences_the_order_of_stages():
    found = strategy("{type: canary, stages: [{weight: '${X:-many}', duration: 1m}, {weight: 100%}]}")
    assert found.codes == ["PC201"]


def test_an_unknown_parameter_elsewhere_silences_nothing():
    found = check("""
        params: {w: {required: true}}
        jobs:
          b: {labels: {x: "${params.w}"}, steps: [{script: x}]}
          a: {deploy: {environment: e, strategy: {type: canary, stages: [{weight: 20%, duration: 1m}]}}}
          c: {matrix: {v: [1], exclude: [{v: 1}]}, steps: [{script: x}]}
        components: {web: {image: "registry.example/web:1"}}
        environments: {e: {runner: nomad}}
        """)
    assert found.codes == ["PC621", "PC320"]


@pytest.mark.parametrize(
    ("text", "deploy", "job", "code"),
    [
        ("{type: blue-green, keep_old: 5m}", "rollback_on_failure: false, ", "", None),
        ("{type: blue-green, monitor: 5m}", "monitor: 7m, ", "", "PC624"),
        ("{type: blue-green, monitor: 5m}", "monitor: 5m, ", "", None),
        ("{type: all-at-once}", "monitor: 30m, ", "timeout: 20m", "PC624"),
        ("{type: all-at-once}", "monitor: 20m, ", "timeout: 30m", None),
        ("{type: canary}", "", "timeout: 30m", "PC624"),
        ("{type: blue-green}", "", "timeout: 5m", "PC624"),
    ],
)
def test_the_times_of_a_deployment_fit_together(text, deploy, job, code):
    assert strategy(text, deploy, job).codes == ([code] if code else [])


PARTS = """
components:
  web: {image: {from: build.image}}
  files: {artifact: build.dist}
  db: {image: "registry.example/db:1"}
environments:
  staging: {runner: systemd}
  production: {runner: systemd, after: staging}
"""
BUILD = "  build: {outputs: [image], artifacts: {dist: {paths: [dist]}}, steps: [{script: x}]}\n"


def deployments(text: str) -> Found:
    return check("jobs:\n" + BUILD + text + PARTS)


def deploy(name: str, to: str, *needs: str, components: str = "") -> str:
    named = f"components: [{components}], " if components else ""
    waits = f"depends_on: [{', '.join(needs)}]"
    return f"  {name}: {{{waits}, deploy: {{environment: {to}, {named}strategy: {{type: all-at-once}}}}}}\n"


def test_a_deployment_waits_for_what_it_deploys_once_told():
    found = deployments(deploy("a", "staging"))
    diagnostic = found.only("PC622")
    assert found.at(diagnostic) == "a"
    assert diagnostic.help == "add `build` to its `depends_on`"


@pytest.mark.parametrize(
    "text",
    [
        deploy("a", "staging", "build"),
        "  mid: {depends_on: [build], steps: [{script: x}]}\n" + deploy("a", "staging", "mid"),
        deploy("a", "staging", components="db"),
        deploy("a", "production"),
    ],
)
def test_waiting_through_another_job_deploying_another_component_or_promoting_is_fine(text):
    assert deployments(text).codes == []


def test_a_promotion_waits_for_the_deployment_before():
    found = deployments(deploy("a", "staging", "build") + deploy("b", "production", "build"))
    diagnostic = found.only("PC623")
    assert found.at(diagnostic) == "b"
    assert deployments(deploy("a", "staging", "build") + deploy("b", "production", "a")).codes == []


def test_one_of_several_deployments_before_is_enough():
    text = deploy("a", "staging", "build") + deploy("c", "staging", "build") + deploy("b", "production", "c")
    assert deployments(text).codes == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (deploy("a", "stagign", "build"), "PC602"),
        (deploy("a", "staging", "build", components="wbe"), "PC601"),
        (deploy("a", "staging", "build", components="web, web"), "PC312"),
    ],
)
def test_a_deployment_names_what_there_is(text, code):
    assert deployments(text).codes == [code]


def test_there_is_something_to_deploy():
    found = check(
        "jobs: {a: {deploy: {environment: e, strategy: {type: all-at-once}}}}\nenvironments: {e: {runner: compose}}\n"
    )
    assert found.codes == ["PC604"]


def test_environments_may_come_from_a_matrix():
    found = deployments(
        "  a: {depends_on: [build], matrix: {to: [staging, production, nowhere]}, "
        "deploy: {environment: '${matrix.to}', strategy: {type: all-at-once}}}\n"
    )
    assert "PC602" in found.codes
