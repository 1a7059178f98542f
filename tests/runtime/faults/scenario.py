"""A pipeline with something of everything, and what has to be true of a run of it however often it was killed."""

import os
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

from runtime.artifacts.queries import ArtifactQueries
from runtime.artifacts.store import ArtifactStore
from runtime.records import ENDED_RUN
from tests.runtime.runs.lab import Lab

SEED = int(os.environ.get("PIPEC_FAULT_SEED") or os.urandom(4).hex(), 0 if os.environ.get("PIPEC_FAULT_SEED") else 16)

_HEAD = """
version: 1
name: shop
retry_policy: {initial_delay: 0, jitter: 0}
defaults: {checkout: false}
jobs:
"""

_TOLD = "echo begin $CI_WORKFLOW_NAME >> HERE/told"
_DONE = "echo end $CI_WORKFLOW_NAME >> HERE/told"

_PRODUCER = """
  make-{n}:
    {checkout}
    outputs: [number]
    artifacts:
      dist: {{paths: ["out/**"]}}
      log: {{paths: [log.txt], when: always}}
    steps:
      - name: s
        script: |
          TOLD
          mkdir -p out/deep
          seq 1 {n}000 > out/numbers
          echo {n} > out/deep/one
          ln -s deep/one out/link
          echo log of {n} > log.txt
          echo "number={n}" >> $PIPEC_OUTPUT
          DONE
"""

_CONSUMER = """
  use-{n}:
    depends_on: [make-{n}]
    inputs: [{{artifact: make-{n}.dist, path: in}}, {{artifact: make-{n}.log, path: logs}}]
    environment: {{NUMBER: "${{job.make-{n}.outputs.number}}"}}
    artifacts: {{sum: {{paths: [sum]}}}}
    steps:
      - name: s
        script: |
          TOLD
          test "$(wc -l < in/out/numbers)" -eq {n}000
          test "$(cat in/out/link)$NUMBER" = {n}{n}
          test "$(cat logs/log.txt)" = "log of {n}"
          sha256sum in/out/* logs/log.txt 2>/dev/null | cut -c 1-64 > sum || true
          DONE
"""

_REST = """
  cell:
    matrix: {a: ["1", "2"], b: ["x", "y", "z"], max_parallel: 3}
    steps: [{name: s, environment: {A: "${matrix.a}", B: "${matrix.b}"}, script: "TOLD; sleep 0.05; DONE"}]
  gather:
    depends_on: [use-1, use-2, use-3, use-4, cell]
    inputs:
      - {artifact: use-1.sum, path: a}
      - {artifact: use-2.sum, path: b}
      - {artifact: make-4.dist, path: c}
    artifacts: {all: {paths: ["**"]}}
    steps: [{name: s, script: "TOLD; test -s a/sum; test -s b/sum; test -s c/out/deep/one; DONE"}]
  flaky:
    retry_count: 3
    steps: [{name: s, script: "TOLD; echo x >> HERE/flaky; test $(wc -l < HERE/flaky) -ge 3; DONE"}]
  stubborn:
    steps:
      - {name: s, retry_count: 2, script: "TOLD; echo x >> tries; test $(wc -l < tries) -eq 3; DONE"}
      - {name: strays, script: "sleep 60 & setsid sleep 60 & true"}
  broken: {steps: [{name: s, script: "TOLD; DONE; exit 3"}]}
  after-broken: {depends_on: [broken], steps: [{name: s, script: "TOLD"}]}
  rescue:
    depends_on: [broken]
    runs_on: [failure]
    environment: {S: "${job.broken.status}"}
    steps: [{name: s, script: "TOLD; test $S = failure; DONE"}]
  off:
    depends_on: [make-1]
    conditional: job.make-1.outputs.number == '2'
    steps: [{name: s, script: "TOLD"}]
  after-off: {depends_on: [off], steps: [{name: s, script: "TOLD; DONE"}]}
  tidy:
    depends_on: [gather, rescue, after-broken, flaky, stubborn, after-off]
    runs_on: [success, failure]
    steps: [{name: s, script: "TOLD; sleep 0.05; DONE"}]
"""

ENDINGS = (
    {f"make-{n}": "success" for n in range(1, 5)}
    | {f"use-{n}": "success" for n in range(1, 5)}
    | {f"cell-{a}-{b}": "success" for a in "12" for b in "xyz"}
    | {"gather": "success", "flaky": "success", "stubborn": "success", "broken": "failure", "after-broken": "blocked"}
    | {"rescue": "success", "off": "skipped", "after-off": "success", "tidy": "success"}
)


class Scenario:
    """Runs of the pipeline in one state directory; `told` is where jobs tell that they begin and end."""

    def __init__(self, lab: Lab) -> None:
        self.lab = lab
        self.told = lab.folder / "told"
        self.expected: dict[tuple[str, str], str] = {}
        (lab.folder / "tracked").write_text("a file of the source\n")
        producers = "".join(_PRODUCER.format(n=n, checkout="checkout: true" if n == 1 else "") for n in range(1, 5))
        text = _HEAD + producers + "".join(_CONSUMER.format(n=n) for n in range(1, 5)) + _REST
        lab.write(text.replace("TOLD", _TOLD).replace("DONE", _DONE).replace("HERE", str(lab.folder)))

    def begin(self) -> None:
        """Forget what earlier runs told."""
        for name in ("told", "flaky"):
            (self.lab.folder / name).unlink(missing_ok=True)

    def run(self) -> None:
        """Have one run that nobody disturbs, and learn from it what artifacts there are."""
        self.begin()
        done = self.lab.pipec("run", "--keep-going", "--jobs", "4")
        assert done.code == 1, done.err + done.out
        self.expected = self.artifacts()
        assert len(self.expected) == 13
        self.check()

    def ended(self) -> dict[str, int]:
        """Return the jobs of the last run that have ended, with how often each began."""
        with self.lab.queries as queries:
            jobs = queries.jobs(queries.find_run().id)
        began = self.began()
        return {job.job: began[f"begin {job.job}"] for job in jobs if job.ended is not None}

    def began(self) -> Counter[str]:
        return Counter(self.told.read_text().splitlines()) if self.told.exists() else Counter()

    def artifacts(self) -> dict[tuple[str, str], str]:
        with ArtifactQueries(self.lab.state) as stored:
            return {key: item.digest for key, item in stored.of_run(self.lab.last).items()}

    def going(self) -> bool:
        """Whether the last run has not ended."""
        return self.lab.status_or_none() not in {*ENDED_RUN, None}

    def check(self) -> None:
        """Look at the last run, which has ended, and at all that it left."""
        lab = self.lab
        assert lab.alive() == []
        assert lab.endings() == ENDINGS
        assert lab.status() == "failure"
        assert lab.left() == []
        assert self.artifacts() == self.expected
        self._check_contents(lab.folder.parent / "fetched")
        check_database(lab.state)
        verified = lab.pipec("audit", "verify")
        assert verified.code == 0, verified.out + verified.err
        told = self.began()
        for job, ending in ENDINGS.items():
            assert bool(told[f"begin {job}"]) == (ending in {"success", "failure"}), job
        with lab.queries as queries:
            open_ = [step for step in queries.steps(lab.last) if step.status == "running"]
            attempts = [item for item in queries.attempts(lab.last) if item.status == "running"]
        assert open_ == []
        assert attempts == []

    def _check_contents(self, folder: Path) -> None:
        """Fetch each artifact, which verifies every byte of it, and look into two."""
        store = ArtifactStore(self.lab.state)
        folder.mkdir(exist_ok=True)
        for number, digest in enumerate(self.expected.values()):
            store.place(digest, str(number), folder, {}, "test")
        index = list(self.expected).index(("make-3", "dist"))
        assert (folder / str(index) / "out/numbers").read_text() == "".join(f"{n}\n" for n in range(1, 3001))
        store.close()
        import shutil

        shutil.rmtree(folder)


def check_database(state: Path) -> None:
    with closing(sqlite3.connect(state / "state.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
