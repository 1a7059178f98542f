"""When a value is known, and where a run-time one may stand."""

import pytest

from tests.frontend.check.pipelines import check

RELEASE = """
components: {web: {image: "registry.example/web:1", ports: [{name: http, container: 80}]}}
environments: {e: {runner: compose}}
"""


def job(key: str, value: str) -> str:
    return f"jobs: {{a: {{{key}: {value}, steps: [{{script: x}}]}}}}\n"


@pytest.mark.parametrize(
    "text",
    [
        job("timeout", "'${CI_COMMIT_BRANCH}'"),
        job("matrix", "{v: ['${CI_COMMIT_BRANCH}']}"),
        job("matrix", "{v: '${{ split(trigger.branch, ''/'') }}'}"),
        job("retry_count", "'${CI_PIPELINE_NUMBER}'"),
        job("labels", "{arch: '${trigger.branch}'}"),
        job("network", "'${trigger.branch}'"),
        job("resources", "{cpu: '${trigger.branch}'}"),
        job("approval", "{message: '${trigger.branch}'}"),
        job("artifacts", "{r: {paths: ['${trigger.branch}/x']}}"),
        job("services", "{db: {image: 'registry.example/db:${CI_COMMIT_SHA}'}}"),
        "jobs: {a: {steps: [{script: x, image: 'registry.example/db:${CI_COMMIT_SHA}'}]}}\n",
        "jobs: {a: {steps: [{script: x, working_directory: '${CI_REPO_NAME}'}]}}\n",
        "jobs: {a: {steps: [{script: x, retry_count: '${CI_PIPELINE_NUMBER}'}]}}\n",
        "concurrency: {group: 'deploy-${CI_COMMIT_BRANCH}'}\n" + job("timeout", "5m"),
        "timeout: ${CI_PIPELINE_NUMBER}\n" + job("timeout", "5m"),
        "triggers: [{event: push, branch: ['${CI_REPO_DEFAULT_BRANCH}']}]\n" + job("timeout", "5m"),
        "params: {p: {bind: run}}\n" + job("timeout", "'${params.p}'"),
        "jobs: {a: {deploy: {environment: '${trigger.branch}', strategy: {type: all-at-once}}}}\n" + RELEASE,
        """
        jobs:
          b: {outputs: [t], steps: [{script: x}]}
          a: {depends_on: [b], timeout: "${job.b.outputs.t}", steps: [{script: x}]}
        """,
    ],
)
def test_a_run_time_value_elsewhere_says_that_it_is_one(text):
    found = check(text)
    assert set(found.codes) == {"PC404"}
    assert "must be known when it is compiled" in found.diagnostics[0].message
    assert found.at(found.diagnostics[0]).startswith("${")


def test_a_run_time_value_may_stand_in_environment_with_and_conditional():
    found = check(
        """
        params: {p: {bind: run, default: x}}
        jobs:
          first: {outputs: [o], steps: [{script: x}]}
          a:
            depends_on: [first]
            conditional: job.first.outputs.o == 'x' && params.p != trigger.branch
            environment: {A: "${CI_REPO}/${params.p}", B: "${A:-x}${job.first.status}"}
            services: {db: {image: "registry.example/db:1", environment: {X: "${CI_REPO}"}}}
            steps:
              - {name: s, script: x, environment: {T: "${trigger.tag}"}}
              - name: w
                action: logger
                with: {message: "${steps.s.outputs.x} ${A}"}
                conditional: steps.s.status == 'success'
        """,
        complete=True,
    )
    assert found.codes == []
    first, second = found.plan.jobs[1].steps
    assert [item.name for item in first.environment] == ["A", "B", "T"]
    assert all(item.value.constant is None for item in first.environment)
    assert second.conditional is not None


@pytest.mark.parametrize(
    ("place", "code"),
    [
        ("image: 'registry.example/${secrets.T}:1'", "PC503"),
        ("working_directory: '${secrets.T}'", "PC503"),
        ("script: 'echo ${secrets.T}'", "PC503"),
        ("conditional: '${secrets.T}'", "PC408"),
        ("environment: {A: '${T:-${secrets.T}}x', T: '${secrets.T}', B: x}", "PC503"),
        ("environment: {T: '${secrets.T}', B: \"${{ env.T == 'x' }}\"}", "PC503"),
    ],
)
def test_a_secret_stands_in_environment_and_with_alone(place, code):
    script = "" if place.startswith("script") else "script: x, "
    found = check(f"jobs: {{a: {{secrets: [T], steps: [{{{script}{place}}}]}}}}\n")
    assert found.codes == [code]


def test_a_secret_is_a_reference_in_the_plan():
    found = check("""
        jobs:
          a:
            secrets: [T]
            environment: {A: "${secrets.T}", B: "x-${A}"}
            steps: [{script: x}, {action: logger, with: {message: "${secrets.T}"}}]
        """)
    assert found.codes == []
    environment = found.plan.jobs[0].steps[0].environment
    assert [len(item.value.parts) for item in environment] == [1, 2]


@pytest.mark.parametrize(
    "place", ["environment: {A: '${secrets.OTHER}'}, script: x", "action: logger, with: {message: '${secrets.OTHER}'}"]
)
def test_a_job_reads_the_secrets_that_it_lists(place):
    found = check(f"jobs: {{a: {{secrets: [OTHERS], steps: [{{{place}}}]}}}}\n")
    assert found.only("PC504").help == "did you mean `OTHERS`?"


def test_a_secret_that_nothing_reads_gets_a_hint():
    found = check("jobs: {a: {secrets: [T, U], environment: {T: '${secrets.T}'}, steps: [{script: x}]}}\n")
    assert found.places == [("PC505", "U")]
