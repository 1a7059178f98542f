"""Metrics in Prometheus' text format: of a run that goes on, in a file; of any run, from the state.

The label `job` is the job's name in the pipeline, which all instances of a matrix share: a label for each instance
would make a series for each, ten thousand of them.
"""

import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    generate_latest,
    write_to_textfile,
)

from compiler.ir.plan import Plan

from ..logs.line import Line
from ..records import ENDED_JOB, JobStatus, RunStatus, StepStatus
from .model import RunReport
from .view import Closing

BUCKETS: Final = (1.0, 5.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0, 3600.0, 7200.0)
"""Seconds."""
PERIOD: Final = 5.0
"""Seconds between two writings of the file."""


class Metrics:
    """The metrics in a registry of their own."""

    def __init__(self) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]  # when a series began says nothing here, and doubles their number
        self.registry = CollectorRegistry()
        to = self.registry
        self.jobs = Counter("jobs_total", "Jobs that ended.", ("status", "job"), registry=to)
        self.durations = Histogram(
            "job_duration_seconds",
            "How long jobs went on, all attempts.",
            ("job", "pipeline"),
            buckets=BUCKETS,
            registry=to,
        )
        self.active = Gauge("active_jobs", "Jobs that go on.", registry=to)
        self.depth = Gauge("pipeline_queue_depth", "Jobs that have not begun.", registry=to)
        self.containers = Counter(
            "container_operations_total", "What was done with containers.", ("operation",), registry=to
        )
        self.transferred = Counter(
            "artifact_transfer_bytes_total",
            "Bytes of artifacts that were stored or fetched.",
            ("direction", "status"),
            registry=to,
        )
        self.deployments = Counter(
            "deployments_total", "Deployments that ended.", ("environment", "strategy", "status"), registry=to
        )

    def ended(self, pipeline: str, job: str, status: JobStatus, duration: int) -> None:
        """Count a job that ended; `duration` in milliseconds, 0 of one that never began."""
        self.jobs.labels(status, job).inc()
        if duration:
            self.durations.labels(job, pipeline).observe(duration / 1000)


def metrics_of(run: RunReport) -> bytes:
    """Return the metrics of one run by what the state knows of it."""
    metrics = Metrics()
    for job in run.jobs:
        if job.status in ENDED_JOB:
            metrics.ended(run.pipeline, job.name, job.status, job.duration)
    metrics.active.set(sum(job.status in {"running", "retry"} for job in run.jobs))
    metrics.depth.set(sum(job.status in {"pending", "waiting"} for job in run.jobs))
    if run.containers:
        metrics.containers.labels("start").inc(run.containers)
    if run.artifacts:
        metrics.transferred.labels("store", "success").inc(sum(each.size for each in run.artifacts))
    return generate_latest(metrics.registry)


def _warn(sentence: str) -> None:
    if sys.stderr is not None:
        sys.stderr.write(f"warning: {sentence}\n")


class MetricsFile(Closing):
    """An observer that keeps a file up to date: whole at any moment, a few seconds old at most, exact when closed.

    A file that cannot be written never harms the run: `warn` is told why at the end, if it still is so.
    """

    def __init__(self, plan: Plan, path: Path, *, period: float = PERIOD, warn: Callable[[str], None] = _warn) -> None:
        self.metrics = Metrics()
        self._fault = ""
        self._warn = warn
        self._pipeline = plan.name
        self._names: Mapping[str, str] = {job.id: job.name for job in plan.jobs}
        self._status: dict[str, JobStatus] = dict.fromkeys(self._names, "pending")
        self._path = path
        self._period = period
        self._ends = threading.Event()
        self.metrics.depth.set(len(self._names))
        self._thread = threading.Thread(target=self._write_all, name="pipec metrics", daemon=True)
        self._thread.start()

    @property
    def wants_lines(self) -> bool:
        """Nothing is measured of lines."""
        return False

    def run_changed(self, run: str, status: RunStatus, reason: str) -> None:
        """Nothing is measured of the run itself."""

    def job_changed(self, job: str, status: JobStatus, attempt: int, duration: int, reason: str) -> None:
        """Count it."""
        del attempt, reason
        before = self._status.get(job, "pending")
        self._status[job] = status
        self.metrics.active.inc(_is_active(status) - _is_active(before))
        self.metrics.depth.inc(_is_queued(status) - _is_queued(before))
        if status in ENDED_JOB and before not in ENDED_JOB:
            self.metrics.ended(self._pipeline, self._names.get(job, job), status, duration)

    def step_changed(self, job: str, step: str, attempt: int, status: StepStatus, duration: int, reason: str) -> None:
        """Nothing is measured of steps."""

    def wrote(self, line: Line) -> None:
        """Nothing is measured of lines."""

    def close(self) -> None:
        """Write the file a last time."""
        if not self._ends.is_set():
            self._ends.set()
            self._thread.join()
            self._write()
            if self._fault:
                self._warn(self._fault)

    def _write_all(self) -> None:
        while not self._ends.wait(self._period):
            self._write()

    def _write(self) -> None:
        try:
            write_to_textfile(str(self._path), self.metrics.registry)  # beside it, then renamed
        except OSError as error:
            self._fault = f"{self._path} cannot be written: {error.strerror or error}"
        else:
            self._fault = ""


def _is_active(status: JobStatus) -> int:
    return int(status in {"running", "retry"})


def _is_queued(status: JobStatus) -> int:
    return int(status in {"pending", "waiting"})
