"""Traces, received by a real HTTP server as OTLP."""

import gzip
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from runtime.reporting.model import LookupReport
from runtime.reporting.traces import ENDPOINTS, export_run, wants_traces
from tests.runtime.reporting import histories


class Collector(ThreadingHTTPServer):
    """Keeps what it is sent; answers with `status`."""

    def __init__(self, status):
        super().__init__(("127.0.0.1", 0), Handler)
        self.status = status
        self.received = []

    @property
    def spans(self):
        return [
            span
            for _, request in self.received
            for resource in request.resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        ]


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        data = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers.get("Content-Encoding") == "gzip":
            data = gzip.decompress(data)
        self.server.received.append((self.path, ExportTraceServiceRequest.FromString(data)))
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture(autouse=True)
def nowhere(monkeypatch):
    for name in (*ENDPOINTS, "OTEL_SDK_DISABLED", "OTEL_SERVICE_NAME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_TIMEOUT", "2")


@pytest.fixture
def collector(request, monkeypatch):
    server = Collector(getattr(request, "param", 200))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", f"http://127.0.0.1:{server.server_port}")
    yield server
    server.shutdown()
    server.server_close()
    thread.join(5)


def attributes(span):
    return {each.key: getattr(each.value, each.value.WhichOneof("value")) for each in span.attributes}


def test_run_jobs_and_steps_are_one_tree(collector):
    run = histories.middle()
    assert export_run(run) == ""
    assert {path for path, _ in collector.received} == {"/v1/traces"}
    spans = {span.span_id: span for span in collector.spans}
    roots = [span for span in spans.values() if not span.parent_span_id]
    assert [root.name for root in roots] == ["run shop"]
    assert len({span.trace_id for span in spans.values()}) == 1
    ran = [job for job in run.jobs if job.attempts]
    jobs = [span for span in spans.values() if span.parent_span_id == roots[0].span_id]
    assert sorted(span.name for span in jobs) == sorted(f"job {job.id}" for job in ran)
    steps = [span for span in spans.values() if span.name.startswith("step ")]
    assert len(steps) == sum(len(attempt.steps) for job in ran for attempt in job.attempts)
    for step in steps:
        job = spans[step.parent_span_id]
        assert job.start_time_unix_nano <= step.start_time_unix_nano <= step.end_time_unix_nano
        assert step.end_time_unix_nano <= job.end_time_unix_nano


def test_times_and_attributes_are_those_of_the_record(collector):
    run = histories.middle()
    export_run(run)
    (root,) = [span for span in collector.spans if not span.parent_span_id]
    assert root.start_time_unix_nano == run.began * 10**6
    assert root.end_time_unix_nano == run.end * 10**6
    assert root.status.code == 2
    told = attributes(root)
    assert (told["cicd.pipeline.name"], told["cicd.pipeline.run.id"]) == ("shop", run.run)
    assert told["cicd.pipeline.result"] == "failure"
    (job,) = [span for span in collector.spans if span.name == "job integration-web"]
    assert attributes(job)["pipec.attempts"] == 2
    assert [event.name for event in job.events] == ["retry"]
    failed = [span for span in collector.spans if span.parent_span_id == job.span_id and span.status.code == 2]
    assert {attributes(span)["process.exit.code"] for span in failed} == {2}
    assert {attributes(span)["error.type"] for span in failed} == {"code"}


def test_artifacts_and_the_look_for_secrets_are_spans(collector):
    run = histories.small()
    assert export_run(run._replace(lookup=LookupReport(run.began - 500, 200, 3))) == ""
    spans = {span.name: span for span in collector.spans}
    root, looked, kept = spans["run shop"], spans["secrets"], spans["artifact wheel"]
    assert looked.parent_span_id == root.span_id
    assert root.start_time_unix_nano == looked.start_time_unix_nano
    assert looked.end_time_unix_nano - looked.start_time_unix_nano == 200_000_000
    assert attributes(looked) == {"pipec.secrets": 3}
    assert kept.parent_span_id == spans["job package"].span_id
    assert attributes(kept)["pipec.artifact.size"] == 1_482_113


def test_sending_twice_gives_the_same_trace(collector):
    export_run(histories.small())
    export_run(histories.small())
    ids = [(span.trace_id, span.span_id) for span in collector.spans]
    assert len(ids) == 2 * len(set(ids))


def test_a_large_run_is_sent_whole(collector):
    run = histories.large()
    assert export_run(run) == ""
    assert len(collector.spans) == 1 + 3 * sum(bool(job.attempts) for job in run.jobs)


@pytest.mark.parametrize("collector", [400], indirect=True)
def test_a_collector_that_refuses_is_a_sentence(collector, capfd):
    assert "could not be sent to http://127.0.0.1:" in export_run(histories.small())
    assert capfd.readouterr() == ("", "")


def test_a_collector_that_is_not_there_is_a_sentence(monkeypatch, capfd):
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")
    assert "could not be sent to http://127.0.0.1:9" in export_run(histories.small())
    assert capfd.readouterr() == ("", "")


def test_settings_that_are_wrong_are_a_sentence(monkeypatch):
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "no:/address")
    assert "could not be sent to no:/address" in export_run(histories.small())


def test_without_the_extra_it_says_how_to_install_it(monkeypatch):
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setitem(__import__("sys").modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)
    assert "pipec[otel]" in export_run(histories.small())


def test_nothing_is_sent_unless_it_is_wanted(monkeypatch):
    assert not wants_traces()
    assert export_run(histories.small()) == ""
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://127.0.0.1:9/v1/traces")
    assert wants_traces()
    monkeypatch.setenv("OTEL_SDK_DISABLED", "true")
    assert not wants_traces()
