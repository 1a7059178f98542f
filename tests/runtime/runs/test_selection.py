"""Which jobs run: `--job`, `--from`, deployments, dry runs; and what is run: files, bundles, standard input."""

import json
import subprocess

from tests.runtime.runs.lab import BOUND

CHAIN = """
version: 1
name: chain
defaults: {checkout: false}
jobs:
  build:
    steps: [{name: s, script: "echo 1 > file; echo version=7 >> $PIPEC_OUTPUT; echo x >> HERE/built"}]
    outputs: [version]
    artifacts: {dist: {paths: [file]}}
  test: {depends_on: [build], steps: [{name: s, script: "true"}]}
  publish:
    depends_on: [test]
    inputs: [{artifact: build.dist, path: in}]
    environment: {V: "${job.build.outputs.version}"}
    steps: [{name: s, script: "test $(cat in/file)$V = 17; test -e HERE/allowed"}]
  other: {steps: [{name: s, script: "true"}]}
"""


def chain(lab):
    lab.write(CHAIN.replace("HERE", str(lab.folder)))


def test_a_job_runs_with_what_it_waits_for(lab):
    chain(lab)
    assert lab.pipec("run", "--job", "test").code == 0
    assert lab.endings() == {"build": "success", "test": "success"}


def test_a_run_can_begin_in_the_middle(lab):
    chain(lab)
    assert lab.pipec("run").code == 1
    (lab.folder / "allowed").touch()
    done = lab.pipec("run", "--from", "publish")
    assert done.code == 0, done.err + done.out
    assert lab.endings() == {"publish": "success"}
    assert (lab.folder / "built").read_text() == "x\n"


def test_the_middle_needs_an_earlier_run(lab):
    chain(lab)
    done = lab.pipec("run", "--from", "publish")
    assert done.code == 1
    assert "no earlier run of `chain` has the results of job" in done.err
    assert "--from" in done.err


def test_an_unknown_job_is_told_with_the_nearest(lab):
    chain(lab)
    done = lab.pipec("run", "--job", "publsh")
    assert done.code == 2
    assert "Did you mean `publish`?" in done.err


def test_a_dry_run_starts_nothing(lab):
    chain(lab)
    done = lab.pipec("run", "--dry-run", "--format", "json")
    assert done.code == 0, done.err
    assert [job["job"] for job in json.loads(done.out)["jobs"]] == ["build", "test", "publish", "other"]
    assert not lab.state.exists()
    assert "publish  after" in lab.pipec("run", "--dry-run").out


def test_findings_stand_in_the_way(lab):
    done = lab.run("version: 1\nname: x\njobs: {a: {steps: [{name: s, scrpt: x}]}}\n")
    assert done.code == 1
    assert "scrpt" in done.err
    assert not lab.state.exists()


def test_standard_input_is_a_pipeline(lab):
    text = "version: 1\nname: x\njobs: {a: {checkout: false, steps: [{name: s, script: 'true'}]}}\n"
    done = subprocess.run(
        lab.command("run", "-"),
        input=text,
        cwd=lab.folder,
        env={**lab.environment, "PYTHONPATH": __file__.rsplit("/tests/", 1)[0]},
        capture_output=True,
        text=True,
        timeout=BOUND,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert lab.endings() == {"a": "success"}


DEPLOYS = """
version: 1
name: deploys
defaults: {image: registry.example/ci/tools@sha256:1e0f301d5583e04f7156dfd6fab3e16be1eeaa0c4a18e79a623bed89944e0f3f}
jobs:
  build:
    checkout: false
    environment: {MODE: "${params.mode}"}
    steps: [{name: s, script: "echo mode $MODE"}]
  ship: {depends_on: [build], deploy: {environment: production, strategy: {type: all-at-once}}}
  smoke: {checkout: false, depends_on: [ship], steps: [{name: s, script: "exit 1"}]}
params: {mode: {type: string, bind: run, enum: [slow, fast], default: slow}}
components:
  web:
    image: registry.example/web@sha256:1e0f301d5583e04f7156dfd6fab3e16be1eeaa0c4a18e79a623bed89944e0f3f
    ports: [{name: http, container: 8080}]
    health_check: {type: http, port: http}
environments:
  production: {runner: nomad, target: {address: "https://nomad.example:4646", datacenters: [dc1]}}
"""


def test_a_choice_of_no_job_is_no_success(lab):
    chain(lab)
    refused = lab.pipec("run", "--from", "publish", "--job", "build")
    assert refused.code == 1
    assert "nothing would run: no job of `build` waits for `publish`" in refused.err
    assert not (lab.state / "runs").exists()


def test_deployments_are_left_out_and_said_so(lab):
    done = lab.run(DEPLOYS, "--allow-degraded", "image")
    assert done.code == 0, done.err
    assert lab.endings() == {"build": "success"}
    assert "job ship is left out: it deploys" in done.err
    assert "job smoke is left out: it waits for `ship`" in done.err
    refused = lab.pipec("run", "--allow-degraded", "image", "--job", "smoke")
    assert refused.code == 1
    assert "job `ship` deploys" in refused.err


def test_a_run_may_have_no_jobs(lab):
    ship = "  ship: {deploy: {environment: production, strategy: {type: all-at-once}}}\n"
    done = lab.run(DEPLOYS[: DEPLOYS.index("  build:")] + ship + DEPLOYS[DEPLOYS.index("components:") :])
    assert done.code == 0, done.err
    assert "job ship is left out" in done.err
    assert done.out.endswith(": ✓ success; no jobs\n")


def test_an_image_is_refused_before_anything_starts(lab):
    done = lab.run(DEPLOYS)
    assert done.code == 1
    assert "nothing was started" in done.err
    assert "--executor container" in done.err
    assert not lab.state.joinpath("runs").exists()


def test_a_bundle_is_verified_and_run(lab):
    lab.write(DEPLOYS)
    compiled = lab.pipec("compile", "--target", "compose", "--quiet")
    assert compiled.code == 0, compiled.err
    bundle = "pipec-out/deploys"
    done = lab.pipec("run", bundle, "--allow-degraded", "image", "--var", "mode=fast")
    assert done.code == 0, done.err
    assert lab.log("build", "s") == "mode fast\n"
    wrong = lab.pipec("run", bundle, "--allow-degraded", "image", "--var", "mode=odd")
    assert wrong.code == 1
    assert "it may be one of: slow, fast" in wrong.err
    plan = lab.folder / bundle / "plan.json"
    plan.write_text(plan.read_text().replace("echo mode", "echo evil"))
    tampered = lab.pipec("run", bundle, "--allow-degraded", "image")
    assert tampered.code == 1
    assert "`plan.json` is not what `SHA256SUMS` says" in tampered.err


def test_parameters_of_a_run(lab):
    text = """
version: 1
name: params
params:
  word: {type: string, bind: run, required: true, pattern: "[a-z]+"}
  count: {type: number, bind: run, default: 2}
jobs:
  a:
    checkout: false
    conditional: params.count == 3
    environment: {WORD: "${params.word}", count: "one"}
    steps: [{name: s, script: "echo $WORD $count"}]
"""
    missing = lab.run(text)
    assert missing.code == 1
    assert "word" in missing.err
    assert lab.pipec("run", "--var", "word=UPPER").code == 1
    done = lab.pipec("run", "--var", "word=low", "--var", "count=3")
    assert done.code == 0, done.err
    assert lab.log("a", "s") == "low 3\n"
    assert lab.pipec("run", "--var", "word=low").code == 0
    assert lab.endings() == {"a": "skipped"}


def test_metrics_are_of_the_chosen_jobs_alone(lab):
    chain(lab)
    file = lab.folder / "run.prom"
    assert lab.pipec("run", "--job", "other", "--metrics-file", str(file)).code == 0
    text = file.read_text()
    assert 'jobs_total{job="other",status="success"} 1.0' in text
    assert "pipeline_queue_depth 0.0" in text


def test_a_source_has_to_be_a_folder(lab):
    chain(lab)
    for wrong in ("nowhere", "pipeline.yaml"):
        done = lab.pipec("run", "--source", wrong)
        assert done.code == 2
        assert f"`{wrong}` is no folder" in done.err
    assert not lab.state.exists()


def test_the_state_directory_may_be_in_the_source(lab):
    """Without git everything is copied, and the copy itself lies in the state directory."""
    lab.write("version: 1\nname: inner\njobs: {a: {steps: [{name: s, script: 'find . -type f'}]}}\n")
    (lab.folder / "dir").mkdir()
    (lab.folder / "dir/file").touch()
    for _ in range(2):
        done = lab.pipec("run", "--state-dir", "dir/state")
        assert done.code == 0, done.err + done.out
    lab.state = lab.folder / "dir/state"
    assert set(lab.log("a", "s").split()) == {"./pipeline.yaml", "./dir/file"}
