"""What is told comes in the order in which it happened."""

import subprocess
from pathlib import Path

from tests.runtime.runs.lab import BOUND, events


def test_a_job_is_told_to_have_ended_before_those_that_waited_for_it_start(lab):
    jobs = "\n".join(
        f"  j{number}: {{checkout: false, {f'depends_on: [j{number - 1}], ' if number else ''}"
        "steps: [{name: s, script: ':'}]}"
        for number in range(30)
    )
    lab.write(f"version: 1\nname: order\njobs:\n{jobs}\n")
    done = lab.pipec("run", "--jobs", "1", "--format", "json")
    assert done.code == 0, done.err
    told = [(event["job"], event["status"]) for event in events(done.out) if event["event"] == "job"]
    assert told == [(f"j{number}", status) for number in range(30) for status in ("running", "success")]
    recorded = lab.pipec("audit", "show", "--format", "json", "--limit", "1000")
    assert recorded.code == 0, recorded.err


def test_equal_names_in_two_repositories_are_two_pipelines(lab, tmp_path):
    text = """
version: 1
name: same
jobs:
  first: {checkout: false, steps: [{name: s, script: "true"}]}
  second: {checkout: false, depends_on: [first], steps: [{name: s, script: "echo $CI_PIPELINE_NUMBER"}]}
"""
    assert lab.run(text).code == 0
    other = tmp_path / "other"
    other.mkdir()
    lab.folder = other
    assert lab.run(text).code == 0
    assert lab.log("second", "s") == "1\n"
    lab.folder = tmp_path / "third"
    lab.folder.mkdir()
    lab.write(text)
    refused = lab.pipec("run", "--from", "second")
    assert refused.code == 1
    assert "no earlier run" in refused.err


def test_an_output_that_cannot_be_written_is_told_and_harms_no_run(lab):
    lab.write("version: 1\nname: full\njobs: {a: {checkout: false, steps: [{name: s, script: 'echo x'}]}}\n")
    root = __file__.rsplit("/tests/", 1)[0]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            lab.command("run", "--format", "json"),
            cwd=lab.folder,
            env={**lab.environment, "PYTHONPATH": root},
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=BOUND,
            check=False,
        )
    assert done.returncode == 0
    assert "the output cannot be written: No space left on device" in done.stderr
    assert lab.status() == "success"
