"""Retries and timeouts, of steps and jobs and pipelines."""

import time


def test_a_step_is_tried_again_in_the_same_workspace(lab):
    text = """
version: 1
name: again
retry_policy: {initial_delay: 0, jitter: 0}
jobs:
  j:
    checkout: false
    steps: [{name: s, retry_count: 2, script: "echo x >> tries; test $(wc -l < tries) = 3"}]
"""
    done = lab.run(text)
    assert done.code == 0, done.err
    assert lab.steps() == {"j/s": ["failure", "failure", "success"]}
    assert "attempt 1 of step `s` failed: exit code 1; the next attempt begins in 0.0 s" in lab.log("j", "s", 1)


def test_a_job_is_tried_again_in_a_fresh_workspace(lab):
    text = f"""
version: 1
name: again
retry_policy: {{initial_delay: 1, jitter: 0}}
jobs:
  j:
    checkout: false
    retry_count: 1
    steps:
      - name: s
        script: "test ! -e here; touch here; cd {lab.folder}; echo x >> tries; test $(wc -l < tries) = 2"
"""
    began = time.monotonic()
    assert lab.run(text).code == 0
    assert time.monotonic() - began >= 1
    assert lab.attempts("j") == [("failure", "code"), ("success", None)]
    with lab.queries as queries:
        delays = [item.delay_ms for item in queries.attempts(lab.last)]
    assert delays == [0, 1000]


def test_configuration_is_not_tried_again(lab):
    text = """
version: 1
name: never
jobs:
  j: {checkout: false, retry_count: 3, steps: [{name: s, retry_count: 3, script: "no-such-command-anywhere"}]}
"""
    assert lab.run(text).code == 1
    assert lab.steps() == {"j/s": ["failure"]}
    assert lab.attempts("j") == [("failure", "configuration")]


def test_only_the_classes_of_the_policy_are_tried_again(lab):
    text = """
version: 1
name: classes
retry_policy: {initial_delay: 0, retry_on: [timeout]}
jobs:
  j: {checkout: false, retry_count: 3, steps: [{name: s, script: "exit 1"}]}
"""
    assert lab.run(text).code == 1
    assert lab.attempts("j") == [("failure", "code")]


def test_a_step_is_stopped_at_its_time(lab):
    text = """
version: 1
name: late
jobs:
  j:
    checkout: false
    steps:
      - {name: s, timeout: 1s, script: "sleep 30 & sleep 30"}
      - {name: after, conditional: "failure()", script: "echo cleaned"}
"""
    began = time.monotonic()
    assert lab.run(text).code == 1
    assert time.monotonic() - began < 10
    assert lab.attempts("j") == [("failure", "timeout")]
    assert lab.steps()["j/after"] == ["success"]
    with lab.queries as queries:
        assert queries.steps(lab.last)[0].exit_code == 124


def test_a_step_is_stopped_when_the_time_of_its_job_is_over(lab):
    text = """
version: 1
name: late
jobs:
  j:
    checkout: false
    timeout: 1s
    steps: [{name: s, script: "sleep 30"}, {name: t, conditional: "always()", script: "true"}]
"""
    assert lab.run(text).code == 1
    assert lab.attempts("j") == [("failure", "timeout")]
    assert lab.steps()["j/t"] == ["failure"]


def test_everything_is_stopped_when_the_time_of_the_pipeline_is_over(lab):
    text = """
version: 1
name: late
timeout: 1s
jobs:
  a: {checkout: false, steps: [{name: s, script: "sleep 30"}]}
  b: {checkout: false, depends_on: [a], steps: [{name: s, script: "true"}]}
"""
    assert lab.run(text).code == 1
    assert lab.status() == "failure"
    assert lab.endings() == {"a": "cancelled", "b": "blocked"}
    assert "the time of the pipeline" in lab.reasons()["a"]
