"""Jobs and steps: what each key means, what contradicts itself."""

import pytest

from compiler.ir.job import Checkout, Retry
from tests.frontend.check.pipelines import check


def jobs(text: str) -> list[str]:
    return check(f"jobs:\n  a: {text}\n").codes


def step(text: str) -> list[str]:
    return check(f"jobs: {{a: {{steps: [{text}]}}}}\n").codes


def test_defaults_are_written_out():
    job = check("jobs: {a: {steps: [{script: make}]}}\n").plan.jobs[0]
    assert (job.id, job.name, job.timeout, job.runs_on, job.network) == ("a", "a", 3600, ("success",), "default")
    assert (job.checkout, job.retry, job.conditional, job.approval) == (Checkout(1), Retry(), None, None)
    step = job.steps[0]
    assert (step.id, step.name, step.script, step.shell) == ("step-1", "step 1", "make\n", ("/bin/sh", "-e"))
    assert (step.timeout, step.retry_count, step.continue_on_failure, step.working_directory) == (1800, 0, False, ".")


def test_defaults_of_the_pipeline_hold_where_a_job_or_step_says_nothing():
    found = check("""
        defaults:
          image: registry.example/a:1
          shell: bash -euo pipefail
          working_directory: src
          resources: {cpu: 2}
          checkout: {depth: 0}
        jobs:
          a: {steps: [{script: x}, {script: x, image: "registry.example/b:1", shell: sh, working_directory: other}]}
          b: {checkout: false, resources: {memory: 1GiB}, steps: [{script: x}, {action: logger, with: {message: m}}]}
        """)
    first, second = found.plan.jobs
    assert [step.image.reference for step in first.steps] == ["registry.example/a:1", "registry.example/b:1"]
    assert [step.shell for step in first.steps] == [("bash", "-euo", "pipefail"), ("sh",)]
    assert [step.working_directory for step in first.steps] == ["src", "other"]
    assert (first.resources.cpu, first.checkout) == (2000, Checkout(0))
    assert (second.resources.cpu, second.resources.memory, second.checkout) == (None, 1 << 30, None)
    assert second.steps[1].image is None  # pipec itself performs it


def test_a_retry_count_overrides_the_policy():
    found = check("""
        retry_policy: {max_attempts: 3, initial_delay: 1s, retry_on: [timeout, timeout]}
        jobs: {a: {steps: [{script: x}]}, b: {retry_count: 0, steps: [{script: x}]}}
        """)
    first, second = found.plan.jobs
    assert (first.retry.max_attempts, first.retry.retry_on, first.retry.max_delay) == (3, ("timeout",), 120)
    assert second.retry.max_attempts == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("make", "make\n"),
        ("[make a, make b]", "make a\nmake b\n"),
        ("'x  '", "x  \n"),
        ("3.10", "3.10\n"),
        ("[true, 'on']", "true\non\n"),
        ("'a${X:-y}$Z$${Q}'", "a${X:-y}$Z$${Q}\n"),
        ("'${{ 1 + 1 }} $( ( 1 ) )'", "2 $( ( 1 ) )\n"),
    ],
)
def test_a_script_is_kept_to_the_byte(text, expected):
    found = check(f"global_env: {{Q: x, Z: x}}\njobs: {{a: {{steps: [{{script: {text}}}]}}}}\n")
    assert found.plan.jobs[0].steps[0].script == expected


def test_a_jobs_own_name_equals_its_key():
    assert jobs("{name: a, steps: [{script: x}]}") == []
    assert jobs("{name: b, steps: [{script: x}]}") == ["PC301"]


def test_a_job_has_steps_or_deploys():
    assert jobs("{timeout: 5m}") == ["PC105"]


def test_the_names_of_steps_are_unique():
    found = check("jobs: {a: {steps: [{name: s, script: x}, {name: s, script: x}, {script: x}]}}\n")
    assert found.places == [("PC310", "s")]
    assert step("{name: s t, script: x}, {name: s-t, script: x}") == []


def test_ids_of_steps_are_unique_whatever_their_names():
    found = check(
        "jobs: {a: {steps: [{name: s t, script: x}, {name: S-T, script: x}, {name: '!', script: x}, {script: x}]}}\n"
    )
    assert [item.id for item in found.plan.jobs[0].steps] == ["s-t-1", "s-t-2", "step-3", "step-4"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{script: x, action: logger, with: {message: m}}", "PC105"),
        ("{name: x}", "PC105"),
        ("{action: logger}", "PC104"),
        ("{action: logger, with: {message: m}, shell: sh}", "PC315"),
        ("{action: logger, with: {message: m}, image: 'registry.example/x:1'}", "PC315"),
        ("{script: x, working_directory: ../x}", "PC204"),
        ("{script: x, working_directory: /x}", "PC204"),
        ("{script: x, working_directory: a/../../x}", "PC204"),
        ("{action: http_request, with: {url: 'http://x', save_as: ../x}}", "PC204"),
        ("{action: http_request, with: {url: 'http://x', tls: {ca: ../x}}}", "PC204"),
        ("{action: http_request, with: {url: 'http://x', save_as: '/tmp/${CI_REPO}'}}", "PC204"),
        ("{action: http_request, with: {url: 'http://x', tls: {key: x}}}", "PC104"),
        ("{action: http_request, with: {url: 'http://x', until: 'response.status'}}", "PC408"),
        ("{action: http_request, with: {url: 'http://x', until: \"response.status == '200'\"}}", "PC453"),
        ("{action: http_request, with: {url: 'http://x', until: response.state == 1}}", "PC454"),
        ("{action: http_request, with: {url: 'http://x', until: response.body == env.CI_REPO}}", "PC404"),
        ("{action: http_request, with: {url: 'http://x', until: always()}}", "PC456"),
        ("{action: http_request, with: {url: 'http://x', max_attempts: 0}}", "PC109"),
        ("{action: http_request, with: {url: '${{ response.body }}'}}", "PC447"),
        ("{script: x, conditional: response.status == 200}", "PC447"),
        ("{action: generator, with: {endpoint: 'http://x', model: m, prompt: p, save_as: ../x}}", "PC204"),
        ("{action: generator, with: {endpoint: 'http://x', model: m, prompt: p, evidence: {files: [/x]}}}", "PC204"),
        ("{action: generator, with: {endpoint: 'http://x', model: m, prompt: p, evidence: {}}}", "PC108"),
        ("{action: generator, with: {endpoint: 'http://x', model: m, prompt: p, temperature: 3}}", "PC109"),
        ("{action: generator, with: {endpoint: 'http://x', model: m, prompt: p, api_key: abcd}}", "PC201"),
        ("{action: generator, with: {path: x, content: c}}", "PC104"),
        ("{action: http_request, with: {url: 'http://x', save_as: /x}}", "PC204"),
        ("{script: x, shell: 'bash \"'}", "PC203"),
        ("{script: x, image: 'registry.example/x'}", "PC501"),
        ("{script: x, image: 'registry.example/X:1'}", "PC502"),
        ("{script: x, image: ''}", "PC502"),
        ("{script: x, conditional: 'a =='}", "PC440"),
    ],
)
def test_a_step_that_makes_no_sense(text, code):
    assert step(text) == [code]


@pytest.mark.parametrize(
    "text",
    [
        "{script: x, working_directory: a/../b}",
        "{action: http_request, with: {url: 'http://x', save_as: 'out/${CI_REPO_NAME}', tls: {ca: a/../b}}}",
    ],
)
def test_paths_inside_the_workspace_are_fine(text):
    assert step(text) == []


@pytest.mark.parametrize(
    "key",
    [
        "artifacts: {r: {paths: [x]}}",
        "outputs: [o]",
        "services: {db: {image: 'registry.example/d:1'}}",
        "checkout: false",
    ],
)
def test_a_deployment_has_no_use_for_what_steps_do(key):
    found = check(f"""
        jobs: {{a: {{{key}, deploy: {{environment: e, strategy: {{type: all-at-once}}}}}}}}
        components: {{web: {{image: "registry.example/web:1"}}}}
        environments: {{e: {{runner: compose}}}}
        """)
    assert found.places == [("PC315", key.partition(":")[0])]


@pytest.mark.parametrize(
    "key",
    ["outputs: [o, p, o]", "secrets: [o, o]", "runs_on: [success, success]", "allow_degraded: [resources, resources]"],
)
def test_lists_of_names_have_each_once(key):
    used = "environment: {T: '${secrets.o}'}, " if "secrets" in key else ""
    found = check(f"jobs: {{a: {{{key}, {used}steps: [{{script: x}}]}}}}\n")
    assert found.codes == ["PC312"]
    assert found.diagnostics[0].related


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{required: 3, approvers: [a, b]}", "PC207"),
        ("{required: 2, approvers: [a, a]}", "PC207"),
        ("{required: 2}", None),
    ],
)
def test_as_many_may_approve_as_must(text, code):
    assert jobs(f"{{approval: {text}, steps: [{{script: x}}]}}") == ([code] if code else [])


@pytest.mark.parametrize(
    ("pipeline", "job", "step_", "place"),
    [
        ("1h", "", "", None),
        ("1h", "90m", "", "90m"),
        ("", "", "2h", "2h"),
        ("30m", "", "45m", "45m"),
        ("", "10m", "15m", "15m"),
        ("", "10m", "10m", None),
        ("90m", "80m", "70m", None),
        ("10m", "20m", "30m", "20m"),
    ],
)
def test_only_an_explicit_excess_over_the_parents_timeout_is_an_error(pipeline, job, step_, place):
    text = f"timeout: {pipeline}\n" if pipeline else ""
    text += "jobs:\n  a:\n" + (f"    timeout: {job}\n" if job else "")
    text += "    steps: [{script: x" + (f", timeout: {step_}" if step_ else "") + "}]\n"
    found = check(text)
    wanted = [("PC205", place)] if place else []
    if place == "20m":
        wanted.append(("PC205", "30m"))
    assert found.places == wanted


def test_defaults_are_capped_by_the_parent():
    job = check("timeout: 10m\njobs: {a: {steps: [{script: x}]}}\n").plan.jobs[0]
    assert (job.timeout, job.steps[0].timeout) == (600, 600)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{image: 'registry.example/d:1', health_check: {type: tcp}}", "PC606"),
        ("{image: 'registry.example/d:1', ports: [5432], health_check: {type: http, port: web}}", "PC607"),
        ("{image: 'registry.example/d'}", "PC501"),
        ("{image: 'registry.example/d:1', environment: {A: '${NONE}'}}", "PC401"),
        ("{image: 'registry.example/d:1', environment: {A: '${secrets.S}'}}", "PC504"),
    ],
)
def test_a_service_that_makes_no_sense(text, code):
    assert jobs(f"{{services: {{db: {text}}}, steps: [{{script: x}}]}}") == [code]


def test_a_service_sees_the_variables_of_its_job_and_gets_its_own():
    found = check("""
        jobs:
          a:
            environment: {NAME: shop}
            services:
              db:
                image: registry.example/d:1
                ports: [5432, 80]
                environment: {DB: "${NAME}_test"}
                health_check: {type: tcp, port: 5432, interval: 2s}
            steps: [{script: x}]
        """)
    (service,) = found.plan.jobs[0].services
    assert [(item.name, item.value.constant) for item in service.environment] == [("DB", "shop_test")]
    assert (service.ports, service.health_check.port, service.health_check.interval) == ((5432, 80), 5432, 2)


@pytest.mark.parametrize(
    ("schedule", "good"),
    [
        ("30 4 * * 1-5", True),
        ("*/5 0-6,22 1 jan mon", True),
        ("@daily", True),
        ("60 * * * *", False),
        ("* * * *", False),
        ("*/0 * * * *", False),
        ("5-1 * * * *", False),
    ],
)
def test_schedules_have_the_five_fields_of_cron(schedule, good):
    found = check(
        f"triggers: [{{event: cron, cron: {{name: night, schedule: '{schedule}'}}}}]\n"
        "jobs: {a: {steps: [{script: x}]}}\n"
    )
    assert found.codes == ([] if good else ["PC202"])


def test_triggers_are_push_pull_request_and_manual_unless_said():
    events = lambda text: [item.event for item in check(text + "jobs: {a: {steps: [{script: x}]}}\n").plan.triggers]  # noqa: E731
    assert events("") == ["push", "pull_request", "manual"]
    assert events("triggers: [tag, {event: push, branch: [main, '!wip']}]\n") == ["tag", "push"]


def test_the_rules_of_retention_are_asked_by_priority_then_in_order():
    found = check("""
        artifacts:
          compression: none
          retention: [{pattern: "*"}, {pattern: "a.*", priority: 5, max_age: 1d}, {pattern: "b.*", max_count: 3}]
        jobs: {a: {steps: [{script: x}], artifacts: {r: {paths: [x]}, s: {paths: [x], compression: gzip}}}}
        """)
    assert [item.pattern for item in found.plan.retention] == ["a.*", "*", "b.*"]
    assert (found.plan.retention[1].max_age, found.plan.retention[1].grace_period) == (30 * 86400, 72 * 3600)
    assert [item.compression for item in found.plan.jobs[0].artifacts] == ["none", "gzip"]


@pytest.mark.parametrize("policy", ["{initial_delay: 5m}", "{initial_delay: 30s, max_delay: 20s}"])
def test_a_first_delay_is_not_above_the_longest(policy):
    assert check(f"retry_policy: {policy}\njobs: {{a: {{steps: [{{script: x}}]}}}}\n").codes == ["PC206"]
