"""What the language promises, seen in runs on the process executor."""

PIPELINE = """
version: 1
name: meaning
defaults: {checkout: false}
global_env: {WHO: world, SHARED: global}
jobs:
  good:
    environment: {SHARED: job}
    outputs: [version, both, absent]
    steps:
      - {name: first, script: "echo version=1.2 >> $PIPEC_OUTPUT; echo both=1 >> $PIPEC_OUTPUT"}
      - {name: second, environment: {SHARED: step}, script: "echo \\"$SHARED $WHO\\"; echo both=2 >> $PIPEC_OUTPUT"}
      - {name: reads, environment: {V: "${steps.first.outputs.version}"}, script: "test \\"$V\\" = 1.2"}
  bad:
    steps:
      - {name: fails, script: "exit 3"}
      - {name: skipped, script: "echo no"}
      - {name: after, conditional: "failure()", script: "echo after"}
      - {name: always, conditional: "always()", script: "echo always"}
      - {name: only-good, conditional: "success()", script: "echo no"}
  forgiven:
    steps:
      - {name: fails, continue_on_failure: true, script: "exit 3"}
      - {name: next, environment: {S: "${steps.fails.status}"}, script: "test $S = failure"}
  reads:
    depends_on: [good]
    environment: {V: "${job.good.outputs.version}", S: "${job.good.status}", A: "x${job.good.outputs.absent}y"}
    steps:
      - {name: s, script: "test \\"$V $S $A\\" = \\"1.2 success xy\\""}
  off:
    depends_on: [good]
    conditional: job.good.outputs.version == 'never'
    steps: [{name: s, script: "exit 1"}]
  on:
    depends_on: [good]
    conditional: job.good.outputs.version == '1.2' && job.good.outputs.both == '2'
    steps: [{name: s, script: "true"}]
  after-skipped: {depends_on: [off], steps: [{name: s, script: "true"}]}
  blocked: {depends_on: [good, bad], steps: [{name: s, script: "true"}]}
  blocked-too: {depends_on: [blocked], runs_on: [failure], steps: [{name: s, script: "true"}]}
  catch: {depends_on: [good, bad], runs_on: [failure], steps: [{name: s, script: "true"}]}
  idle-catch: {depends_on: [good], runs_on: [failure], steps: [{name: s, script: "exit 1"}]}
  finally: {depends_on: [blocked, bad], runs_on: [success, failure], steps: [{name: s, script: "true"}]}
  not-found: {steps: [{name: s, script: "no-such-command-anywhere"}]}
  killed: {steps: [{name: s, script: "kill -9 $$"}]}
  wrong-outputs: {steps: [{name: s, script: "echo hello >> $PIPEC_OUTPUT"}]}
  no-answer:
    depends_on: [good]
    conditional: fromJSON(job.good.outputs.version).x == 'y'
    steps: [{name: s, script: "true"}]
"""

ENDINGS = {
    "good": "success",
    "bad": "failure",
    "forgiven": "success",
    "reads": "success",
    "off": "skipped",
    "on": "success",
    "after-skipped": "success",
    "blocked": "blocked",
    "blocked-too": "blocked",
    "catch": "success",
    "idle-catch": "blocked",
    "finally": "success",
    "not-found": "failure",
    "killed": "failure",
    "wrong-outputs": "failure",
    "no-answer": "failure",
}


def test_everything_ends_as_the_language_says(lab):
    done = lab.run(PIPELINE, "--keep-going", "--jobs", "4")
    assert done.code == 1, done.err
    assert lab.endings() == ENDINGS
    assert lab.status() == "failure"
    steps = lab.steps()
    assert [steps[f"bad/{name}"] for name in ("fails", "skipped", "after", "always", "only-good")] == [
        ["failure"],
        ["skipped"],
        ["success"],
        ["success"],
        ["skipped"],
    ]
    assert steps["forgiven/fails"] == ["failure"]
    assert lab.log("good", "second") == "step world\n"
    assert lab.attempts("not-found") == [("failure", "configuration")]
    assert lab.attempts("killed") == [("failure", "resource")]
    assert lab.attempts("wrong-outputs") == [("failure", "configuration")]
    assert lab.attempts("bad") == [("failure", "code")]
    assert "its condition has no answer" in lab.reasons()["no-answer"]
    assert lab.left() == []


def test_the_environment_is_exactly_what_is_promised(lab):
    done = lab.run(
        """
version: 1
name: exact
jobs:
  env:
    checkout: false
    environment: {MINE: "1"}
    steps: [{name: s, script: "env -0 | tr '\\\\0' '\\\\n' | sed 's/=.*//' | grep -v ^CI_"}]
""",
        LEAKED="no",
        LC_ALL="C",
    )
    assert done.code == 0, done.err
    # The shell itself adds PWD, and bash more.
    found = set(lab.log("env", "s").split()) - {"PWD", "OLDPWD", "SHLVL", "_"}
    assert found == {"CI", "HOME", "MINE", "PATH", "PIPEC_OUTPUT"}


def test_standard_input_is_empty_and_files_are_private(lab):
    done = lab.run(
        """
version: 1
name: input
jobs:
  s:
    checkout: false
    steps: [{name: s, script: "cat; test -z \\"$(ls -A)\\"; touch here; pwd; echo $HOME; ls"}]
"""
    )
    assert done.code == 0, done.err
    workspace, home, *files = lab.log("s", "s").split()
    assert workspace == home
    assert files == ["here"]


def test_a_failure_stops_what_has_not_begun_but_not_catches(lab):
    text = """
version: 1
name: stop
defaults: {checkout: false}
jobs:
  bad: {steps: [{name: s, script: "exit 1"}]}
  other: {steps: [{name: s, script: "true"}]}
  after-other: {depends_on: [other], steps: [{name: s, script: "true"}]}
  catch: {depends_on: [bad], runs_on: [failure], steps: [{name: s, script: "true"}]}
  finally: {depends_on: [after-other], runs_on: [success, failure], steps: [{name: s, script: "true"}]}
"""
    assert lab.run(text, "--jobs", "1").code == 1
    assert lab.endings() == {
        "bad": "failure",
        "other": "cancelled",
        "after-other": "blocked",
        "catch": "success",
        "finally": "success",
    }
    assert "--keep-going" in lab.reasons()["other"]
    assert lab.run(None, "--jobs", "1", "--keep-going").code == 1
    assert set(lab.endings().values()) == {"failure", "success"}


def test_matrices_run_within_their_limits(lab):
    text = """
version: 1
name: matrix
jobs:
  wide:
    checkout: false
    matrix: {n: ["1", "2", "3", "4"], max_parallel: 1}
    steps:
      - name: s
        environment: {LOCK: "LOCK_DIR"}
        script: mkdir "$LOCK"; sleep 0.05; rmdir "$LOCK"
  after:
    checkout: false
    depends_on: [wide]
    environment: {S: "${job.wide.status}"}
    steps: [{name: s, script: "test $S = success"}]
""".replace("LOCK_DIR", str(lab.folder / "lock"))
    assert lab.run(text, "--jobs", "4").code == 0
    assert lab.endings() == {f"wide-{n}": "success" for n in "1234"} | {"after": "success"}


def test_a_matrix_that_fails_fast_cancels_its_other_instances(lab):
    text = """
version: 1
name: fast
jobs:
  wide:
    checkout: false
    matrix: {n: ["0", "1", "2"], fail_fast: true}
    steps: [{name: s, environment: {N: "${matrix.n}"}, script: "test $N != 0; sleep 30"}]
  other: {checkout: false, steps: [{name: s, script: "sleep 0.3"}]}
"""
    assert lab.run(text, "--jobs", "4", "--keep-going").code == 1
    assert lab.endings() == {"wide-0": "failure", "wide-1": "cancelled", "wide-2": "cancelled", "other": "success"}
    assert "fails fast" in lab.reasons()["wide-1"]


def test_what_went_wrong_is_said_in_words(lab):
    text = """
version: 1
name: words
defaults: {checkout: false}
jobs:
  killed: {steps: [{name: s, script: "kill -9 $$"}]}
  missing: {steps: [{name: s, script: "no-such-command-anywhere"}]}
  misspelt: {outputs: [version], steps: [{name: s, script: "echo versoin=1 >> $PIPEC_OUTPUT"}]}
"""
    done = lab.run(text, "--keep-going")
    assert done.code == 1
    assert "exit code 137: ended by SIGKILL" in done.out
    assert "exit code 127: a command was not found" in done.out
    assert "the output `version` is declared, and no step wrote it; did you mean `versoin`, which was?" in done.out
    quiet = lab.run(None, "--keep-going", "--quiet")
    assert "ended in failure; `pipec report" in quiet.err
