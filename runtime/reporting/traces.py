"""A run as an OpenTelemetry trace: the run, its jobs, their steps, what they kept, the look for secrets.

Sent by OTLP over HTTP when the run is over. Made from the state and not as the run goes: an exporter then can neither
slow nor harm a run, a run that was resumed is one whole trace, and times are those of the record. The trace's id is
made from the run's, so that sending it twice gives the same trace. Attributes are those of OpenTelemetry's conventions
for CI/CD, and `pipec.…` beside them.
"""

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from .model import ArtifactReport, JobReport, RunReport, StepReport

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import ReadableSpan, Tracer
    from opentelemetry.trace import Span

ENDPOINTS: Final = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
BATCH: Final = 500
"""Spans in one request."""
_RESULTS: Final[Mapping[str, str]] = {"cancelled": "cancellation", "skipped": "skip", "blocked": "skip"}
_MISSING: Final = "traces are wanted, but the extra `otel` is not installed: pip install 'pipec[otel]'"

Attributes = dict[str, str | int | float | bool]


def wants_traces(environment: Mapping[str, str] = os.environ) -> bool:
    """Tell whether an endpoint is configured, by OpenTelemetry's own variables."""
    if environment.get("OTEL_SDK_DISABLED", "").lower() == "true":
        return False
    return any(environment.get(name) for name in ENDPOINTS)


def export_run(run: RunReport) -> str:
    """Send the trace of a run where the environment says; nothing without an endpoint.

    Returns a sentence for people where that fails, else nothing. Raises nothing: a run never fails for its trace.
    """
    if not wants_traces():
        return ""
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.trace.export import SpanExportResult
    except ImportError:
        return _MISSING
    spans = spans_of(run)
    try:
        with _quiet():
            exporter = OTLPSpanExporter()
            for start in range(0, len(spans), BATCH):
                if exporter.export(spans[start : start + BATCH]) is not SpanExportResult.SUCCESS:
                    return _refused("it takes nothing")
            exporter.shutdown()  # type: ignore[no-untyped-call]  # as the library has it
    except Exception as error:  # noqa: BLE001 - whatever an exporter or its settings do, the run has ended well
        return _refused(str(error))
    return ""


def _refused(why: str) -> str:
    endpoint = next((os.environ[name] for name in ENDPOINTS if os.environ.get(name)), "")
    return f"the trace could not be sent to {endpoint}: {why}"


class _quiet:  # noqa: N801 - used as a statement
    """Keeps the exporter's own log lines off the terminal."""

    def __enter__(self) -> None:
        import logging

        self._logger = logging.getLogger("opentelemetry")
        self._before = (self._logger.propagate, self._logger.level)
        self._handler = logging.NullHandler()
        self._logger.addHandler(self._handler)
        self._logger.propagate = False

    def __exit__(self, *_: object) -> None:
        self._logger.removeHandler(self._handler)
        self._logger.propagate = self._before[0]


def spans_of(run: RunReport) -> "Sequence[ReadableSpan]":
    """Return the spans of a run, each after those inside it."""
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
    from opentelemetry.sdk.trace.sampling import ALWAYS_ON

    class Collector(SpanProcessor):
        spans: list["ReadableSpan"]

        def on_end(self, span: "ReadableSpan") -> None:
            self.spans.append(span)

    collector = Collector()
    collector.spans = []
    name = os.environ.get("OTEL_SERVICE_NAME") or "pipec"
    provider = TracerProvider(
        sampler=ALWAYS_ON,
        resource=Resource.create({"service.name": name}),
        id_generator=_ids(run.run),
        shutdown_on_exit=False,
    )
    provider.add_span_processor(collector)
    _run(provider.get_tracer("pipec"), run)  # type: ignore[arg-type]  # the SDK's provider gives the SDK's tracer
    return collector.spans


def _ids(run: str) -> "IdGenerator":
    """Return ids that are the same whenever the same run is asked for."""
    from opentelemetry.sdk.trace.id_generator import IdGenerator

    class Ids(IdGenerator):
        def __init__(self) -> None:
            self._count = 0

        def generate_trace_id(self) -> int:
            return int.from_bytes(hashlib.sha256(run.encode()).digest()[:16], "big") or 1

        def generate_span_id(self) -> int:
            self._count += 1
            return int.from_bytes(hashlib.sha256(f"{run} {self._count}".encode()).digest()[:8], "big") or 1

    return Ids()


if TYPE_CHECKING:
    from opentelemetry.sdk.trace.id_generator import IdGenerator


def _run(tracer: "Tracer", run: RunReport) -> None:
    attributes: Attributes = {
        "cicd.pipeline.name": run.pipeline,
        "cicd.pipeline.run.id": run.run,
        "cicd.pipeline.result": _RESULTS.get(run.status, run.status),
        "pipec.executor": run.executor,
        "pipec.jobs": len(run.jobs),
    }
    began = run.began if run.lookup is None else min(run.began, run.lookup.began)
    root = _begin(tracer, f"run {run.pipeline}", began, attributes, None)
    if run.lookup is not None:
        looked = _begin(tracer, "secrets", run.lookup.began, {"pipec.secrets": run.lookup.number}, root)
        looked.end(end_time=(run.lookup.began + run.lookup.duration) * 1_000_000)
    kept: dict[str, list[ArtifactReport]] = {}
    for artifact in run.artifacts:
        kept.setdefault(artifact.job, []).append(artifact)
    for job in run.jobs:
        if job.started is not None:
            _job(tracer, job, root, kept.get(job.id, []))
    _end(root, run.status, run.reason, run.end)


def _job(tracer: "Tracer", job: JobReport, root: "Span", kept: Sequence[ArtifactReport]) -> None:
    attributes: Attributes = {
        "cicd.pipeline.task.name": job.name,
        "cicd.pipeline.task.run.id": job.id,
        "cicd.pipeline.task.run.result": _RESULTS.get(job.status, job.status),
        "pipec.attempts": len(job.attempts),
    }
    span = _begin(tracer, f"job {job.id}", job.started or 0, attributes, root)
    for attempt in job.attempts[1:]:
        span.add_event("retry", {"pipec.attempt": attempt.number}, timestamp=attempt.started * 1_000_000)
    for attempt in job.attempts:
        for step in attempt.steps:
            inside = _begin(tracer, f"step {step.name}", step.started, dict(_of_step(step)), span)
            _end(inside, step.status, step.reason, step.started + step.duration)
    for artifact in kept:
        _kept(tracer, artifact, span)
    _end(span, job.status, job.reason, job.end or 0)


def _kept(tracer: "Tracer", artifact: ArtifactReport, job: "Span") -> None:
    """Say that an artifact was stored: a moment, since the state has no duration of it."""
    attributes: Attributes = {
        "pipec.artifact.digest": artifact.digest,
        "pipec.artifact.size": artifact.size,
        "pipec.artifact.files": artifact.files,
    }
    inside = _begin(tracer, f"artifact {artifact.name}", artifact.created, attributes, job)
    inside.end(end_time=artifact.created * 1_000_000)


def _of_step(step: StepReport) -> Iterator[tuple[str, str | int]]:
    yield "pipec.step", step.step
    yield "pipec.attempt", step.attempt
    yield "cicd.pipeline.task.run.result", _RESULTS.get(step.status, step.status)
    if step.exit_code is not None:
        yield "process.exit.code", step.exit_code
    if step.failure_class:
        yield "error.type", step.failure_class


def _begin(tracer: "Tracer", name: str, began: int, attributes: Attributes, parent: "Span | None") -> "Span":
    from opentelemetry.context import Context
    from opentelemetry.trace import set_span_in_context

    context = set_span_in_context(parent, Context()) if parent else Context()
    return tracer.start_span(name, context=context, start_time=began * 1_000_000, attributes=attributes)


def _end(span: "Span", status: str, reason: str, ended: int) -> None:
    from opentelemetry.trace import Status, StatusCode

    if status == "failure":
        span.set_status(Status(StatusCode.ERROR, reason))
    span.end(end_time=ended * 1_000_000)
