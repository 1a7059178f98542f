"""What `--metrics-file` holds when a run is over."""

TEXT = """
version: 1
name: counted
jobs:
  first: {checkout: false, steps: [{name: s, script: "printf 12345 > file"}], artifacts: {out: {paths: [file]}}}
  last:
    checkout: false
    inputs: [{artifact: first.out}]
    steps: [{name: s, script: "touch HERE/began; while [ ! -e HERE/go ]; do sleep 0.05; done"}]
"""


def test_they_are_of_the_whole_run(lab):
    """Also of what was counted by a process that is gone, and of what the state alone knows."""
    lab.write(TEXT.replace("HERE", str(lab.folder)))
    process = lab.start("run")
    lab.wait_for_file(lab.folder / "began")
    process.kill()
    process.communicate()
    (lab.folder / "go").touch()
    done = lab.pipec("resume", "--metrics-file", "metrics", "--quiet")
    assert done.code == 0, done.err
    lines = (lab.folder / "metrics").read_text().splitlines()
    assert 'jobs_total{job="first",status="success"} 1.0' in lines
    assert 'jobs_total{job="last",status="success"} 1.0' in lines
    assert 'artifact_transfer_bytes_total{direction="store",status="success"} 5.0' in lines
    assert "active_jobs 0.0" in lines
