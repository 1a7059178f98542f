"""Order, values, outputs and what is read back of a run on Nomad."""

import hashlib
import stat
from pathlib import Path

import pytest

pytestmark = [pytest.mark.engine, pytest.mark.slow]

VALUES = """
params:
  region: {type: string, default: eu, bind: run}
jobs:
  first:
    outputs: [number, text]
    environment: {REGION: "${params.region}"}
    steps:
      - name: s
        script: |
          echo "number=7" >> $PIPEC_OUTPUT
          { echo "text<<END"; echo two; echo 'lines $ %{x} ${y}'; echo END; } >> $PIPEC_OUTPUT
          echo "region $REGION at $CI_WORKFLOW_NAME number $CI_PIPELINE_NUMBER"
  second:
    depends_on: [first]
    environment: {N: "${job.first.outputs.number}", T: "${job.first.outputs.text}", S: "${job.first.status}"}
    steps:
      - {name: s, script: 'printf "%s|%s|%s\\n" "$N" "$T" "$S"'}
  off:
    depends_on: [first]
    conditional: job.first.outputs.number == '8'
    steps: [{name: s, script: "true"}]
  cell:
    depends_on: [first]
    matrix: {a: ["1", "2"], b: [x, y]}
    environment: {A: "${matrix.a}", B: "${matrix.b}"}
    steps: [{name: s, script: 'echo cell "$A$B"'}]
"""


def test_values_travel_to_jobs_and_between_them(lab):
    done = lab.run(VALUES, "--var", "region=us")
    assert done.code == 0, done.err + done.out
    assert lab.endings() == {"first": "success", "second": "success", "off": "skipped"} | {
        f"cell-{a}-{b}": "success" for a in "12" for b in "xy"
    }
    assert lab.log("first", "s") == "region us at first number 1\n"
    assert lab.log("second", "s") == "7|two\nlines $ %{x} ${y}|success\n"
    assert lab.log("cell-2-y", "s") == "cell 2y\n"
    with lab.queries as queries:
        by_name = {item.job: item for item in queries.jobs(lab.last)}
    assert by_name["first"].outputs == {"number": "7", "text": "two\nlines $ %{x} ${y}"}
    assert by_name["second"].started >= by_name["first"].ended


ARTIFACTS = """
jobs:
  make:
    artifacts:
      all: {paths: ["out/**", "top.txt", "linked.txt", "through/*"]}
      hidden: {paths: [".hidden/**"]}
      some: {paths: ["out/*.txt"]}
      log: {paths: [log], when: always}
    steps:
      - name: s
        script: |
          mkdir -p out/deep/er .hidden
          echo one > out/one.txt; echo two > out/deep/er/two; printf 'a\\0b' > "out/binary.bin"
          echo three > "out/with space é.txt"
          echo '#!/bin/sh' > out/run.sh; chmod 755 out/run.sh; chmod 4755 out/run.sh
          chmod 600 out/one.txt
          ln -s deep/er/two out/link; ln -s deep out/folder
          ln -s out/one.txt linked.txt; ln -s out through
          echo top > top.txt; echo secretive > .hidden/.file; echo log > log
          : > out/empty
"""


def tree(folder):
    found = {}
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if path.is_symlink():
            found[name] = f"-> {path.readlink()}"
        elif path.is_file():
            found[name] = (path.read_bytes(), bool(path.stat().st_mode & stat.S_IXUSR))
    return found


def test_artifacts_are_those_that_a_process_would_leave(lab):
    done = lab.run(ARTIFACTS)
    assert done.code == 0, done.err + done.out
    there = lab.artifacts()
    trees = {name: tree(lab.fetch("make", name)) for name in ("all", "hidden", "some", "log")}
    done = lab.pipec("run")
    assert done.code == 0, done.err + done.out
    assert {name: tree(lab.fetch("make", name)) for name in trees} == trees
    assert lab.artifacts() == there
    assert trees["all"]["out/link"] == "-> deep/er/two"
    assert trees["all"]["out/run.sh"][1]
    assert lab.left() == []


def test_a_missing_artifact_fails_as_it_does_locally(lab):
    text = 'jobs: {make: {artifacts: {a: {paths: ["no/**"]}}, steps: [{name: s, script: "true"}]}}'
    done = lab.run(text)
    assert done.code == 1
    there = (lab.reasons(), lab.attempts("make"))
    assert lab.pipec("run").code == 1
    assert (lab.reasons(), lab.attempts("make")) == there


def test_a_link_that_leads_out_fails_as_it_does_locally(lab):
    text = 'jobs: {make: {artifacts: {a: {paths: ["**"]}}, steps: [{name: s, script: "ln -s /etc/passwd out"}]}}'
    done = lab.run(text)
    assert done.code == 1
    there = (lab.reasons(), lab.attempts("make"))
    assert lab.pipec("run").code == 1
    assert (lab.reasons(), lab.attempts("make")) == there


BIG = """
jobs:
  big:
    artifacts: {a: {paths: [big]}}
    steps: [{name: s, script: "head -c 104857600 /dev/urandom > big; sha256sum < big"}]
"""


def test_a_big_artifact_needs_little_memory(lab):
    lab.write(BIG)
    process = lab.begin()
    peak = 0
    while process.poll() is None:
        peak = max(peak, resident(process.pid))
    out, err = process.communicate()
    assert process.returncode == 0, err + out
    with (lab.fetch("big", "a") / "big").open("rb") as file:
        assert hashlib.file_digest(file, "sha256").hexdigest() == lab.log("big", "s").split()[0]
    assert peak < 120_000, f"{peak} KiB"


def resident(process):
    """Return the KiB of memory that a process has just now."""
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmRSS")), 0)
