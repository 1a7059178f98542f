"""Metrics: the text is Prometheus' own, the file whole at any moment."""

import io
import time

from prometheus_client.parser import text_string_to_metric_families

from runtime.reporting.choose import choose_observer
from runtime.reporting.metrics import MetricsFile, metrics_of
from tests.runtime.reporting import histories
from tests.runtime.reporting.events import plan_of, tell


def samples(text):
    return {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_of_a_run_from_the_state():
    found = samples(metrics_of(histories.small()).decode())
    assert found["jobs_total", ("job", "build"), ("status", "success")] == 1
    assert found["job_duration_seconds_sum", ("job", "test"), ("pipeline", "shop")] == 95.3
    assert found["job_duration_seconds_bucket", ("job", "test"), ("le", "60.0"), ("pipeline", "shop")] == 0
    assert found["job_duration_seconds_bucket", ("job", "test"), ("le", "120.0"), ("pipeline", "shop")] == 1
    assert found["artifact_transfer_bytes_total", ("direction", "store"), ("status", "success")] == 1_482_113
    assert found[("active_jobs",)] == found[("pipeline_queue_depth",)] == 0


def test_instances_of_a_matrix_are_one_series():
    found = samples(metrics_of(histories.large()).decode())
    assert found["jobs_total", ("job", "test"), ("status", "failure")] == 30
    assert found["jobs_total", ("job", "test"), ("status", "success")] == 966
    assert len(found) < 100


def test_the_file_is_written_as_the_run_goes_and_at_its_end(tmp_path):
    path = tmp_path / "pipec.prom"
    with MetricsFile(plan_of("build", "lint", "publish"), path, period=0.05) as observer:
        observer.job_changed("build", "running", 1, 0, "")
        deadline = time.monotonic() + 5
        while (not path.exists() or "active_jobs 1.0" not in path.read_text()) and time.monotonic() < deadline:
            time.sleep(0.01)
        found = samples(path.read_text())
        assert (found[("active_jobs",)], found[("pipeline_queue_depth",)]) == (1, 2)
        tell(observer)
    found = samples(path.read_text())
    assert (found[("active_jobs",)], found[("pipeline_queue_depth",)]) == (0, 0)
    assert found["jobs_total", ("job", "lint"), ("status", "failure")] == 1
    assert found["job_duration_seconds_count", ("job", "lint"), ("pipeline", "shop")] == 1
    assert [each.name for each in tmp_path.iterdir()] == ["pipec.prom"]


def test_a_file_that_cannot_be_written_is_said_and_harms_nothing(tmp_path):
    said = []
    path = tmp_path / "no" / "such" / "folder"
    with MetricsFile(plan_of("build"), path, period=0.01, warn=said.append) as observer:
        tell(observer)
        assert not observer.wants_lines
    assert said == [f"{path} cannot be written: No such file or directory"]


def test_a_run_may_be_watched_by_several(tmp_path):
    stream = io.StringIO()
    plan = plan_of("build", "lint", "publish")
    with choose_observer("plain", plan, stream=stream, metrics_file=tmp_path / "pipec.prom") as observer:
        assert observer.wants_lines
        tell(observer)
    assert "1 of build" in stream.getvalue()
    assert samples((tmp_path / "pipec.prom").read_text())["jobs_total", ("job", "build"), ("status", "success")] == 1
