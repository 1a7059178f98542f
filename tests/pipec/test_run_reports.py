"""`pipec status`, `history`, `watch` and `report`, on a real state directory."""

import json
import signal
import subprocess
import sys
import threading
import time

import pytest

from runtime.state.ownership import own_run
from tests.pipec.command_line import environment, process, run
from tests.runtime.reporting import states
from tests.runtime.reporting.events import RUN

OTHER = "20251122-090000-beef"


@pytest.fixture
def state(here, monkeypatch):
    """A state directory with a run that failed and a later one that succeeded."""
    directory = here / "state"
    monkeypatch.setenv("PIPEC_STATE_DIR", str(directory))
    states.begin(directory)
    states.fail(directory, message="<b>boom</b>")
    states.begin(directory, OTHER)
    states.succeed(directory, OTHER)
    return directory


def test_status_is_of_the_latest_run(state):
    ran = run("status")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(f"shop {OTHER}: ✓ success")


def test_status_of_a_run_by_its_end(state):
    ran = run("status", "0a1b", "--format", "json")
    data = json.loads(ran.out)
    assert (data["format"], data["run"], data["status"]) == (1, RUN, "failure")
    assert [job["status"] for job in data["jobs"]] == ["failure", "cancelled", "blocked"]
    assert run("status", RUN, "--quiet").out == "failure\n"


def test_status_says_what_waits_and_what_was_interrupted(state):
    states.begin(state, "20251123-000000-0001")
    states.ask(state, "20251123-000000-0001")
    out = run("status").out
    assert "pipec approve 20251123-000000-0001 lint" in out
    assert "1 more approval of 2" in out
    assert "pipec resume 20251123-000000-0001" in out


@pytest.mark.parametrize("command", ["status", "watch", "report"])
def test_an_unknown_run_is_a_fault(state, command):
    ran = run(command, "nowhere")
    assert ran.code == 1
    assert "there is no run `nowhere`" in ran.err
    assert OTHER in ran.err


@pytest.mark.parametrize("command", ["status", "watch", "report"])
def test_without_any_run_it_is_said(here, command):
    ran = run(command, "--state-dir", "nothing")
    assert ran.code == 1
    assert "there is no run yet" in ran.err
    assert not (here / "nothing").exists()


def test_history(state):
    assert [row.split()[0] for row in run("history").out.splitlines()] == [OTHER, RUN]
    assert run("history", "--status", "failure", "--quiet").out == f"{RUN}\n"
    assert run("history", "--limit", "1", "-q").out == f"{OTHER}\n"
    assert json.loads(run("history", "--pipeline", "other", "--format", "json").out) == {"format": 1, "runs": []}
    assert run("history", "--pipeline", "other").out == "There is no such run.\n"
    assert run("history", "--state-dir", "nothing").out == "There is no run yet.\n"
    wrong = run("history", "--status", "failed")
    assert wrong.code == 2


@pytest.mark.parametrize("format_", ["text", "html", "json", "prometheus"])
def test_report(state, here, format_):
    shown = run("report", RUN, "--format", format_)
    assert (shown.code, shown.err) == (0, "")
    assert "build" in shown.out
    assert "<b>boom</b>" not in shown.out or format_ in {"text", "json"}
    assert run("report", RUN, "--format", format_, "--out", "out.txt").out == ""
    assert (here / "out.txt").read_text() == shown.out


def test_a_report_that_cannot_be_written_is_a_fault(state):
    ran = run("report", "--out", "no/such/folder/file")
    assert ran.code == 1
    assert "no/such/folder/file cannot be written" in ran.err


def test_watching_what_has_ended_sums_it_up(state):
    assert run("watch", RUN).code == 1
    assert "build/compile failed with exit code 2" in run("watch", RUN).out
    assert run("watch", OTHER).code == 0
    assert run("watch", OTHER, "--quiet").out == ""


def test_watching_a_run_that_nobody_executes(state):
    states.begin(state, "20251123-000000-0001")
    ran = run("watch", "--format", "json")
    assert ran.code == 1
    assert "pipec resume 20251123-000000-0001" in ran.err
    assert json.loads(ran.out.splitlines()[0])["event"] == "run"


def test_watch_follows_to_the_end(state):
    name = "20251123-000000-0001"
    states.begin(state, name)

    def go_on():
        time.sleep(0.6)
        states.log(state, name, "while it is watched\n")
        time.sleep(0.2)
        states.succeed(state, name)

    with own_run(state, name):
        thread = threading.Thread(target=go_on)
        thread.start()
        ran = process("watch", cwd=state, env=environment(PIPEC_STATE_DIR=str(state)), timeout=20)
        thread.join(10)
    assert (ran.code, ran.err) == (0, "")
    assert "build/compile   | while it is watched" in ran.out
    assert "✓ build: success in 40ms" in ran.out
    assert f"shop {name}: ✓ success" in ran.out


def test_an_interrupt_ends_the_watching_alone(state):
    name = "20251123-000000-0001"
    states.begin(state, name)
    with own_run(state, name):
        watching = subprocess.Popen(
            [sys.executable, "-m", "pipec", "watch"],
            env=environment(PIPEC_STATE_DIR=str(state)),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509 - no other thread
        )
        assert b"running" in watching.stdout.readline()
        watching.send_signal(signal.SIGINT)
        _, err = watching.communicate(timeout=10)
        assert watching.returncode == 130
        assert err.strip() == b""
        assert json.loads(run("status", "--format", "json").out)["status"] == "running"


@pytest.mark.parametrize("command", ["status", "history"])
def test_they_load_little(state, command):
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            (
                "import sys, atexit; atexit.register(lambda: sys.stderr.write(' '.join(sys.modules)));"
                "from pipec.__main__ import main; main()"
            ),
            command,
        ],
        env=environment(PIPEC_STATE_DIR=str(state)),
        capture_output=True,
        text=True,
        timeout=20,
        check=True,
    )
    heavy = {"rich", "jinja2", "prometheus_client", "opentelemetry", "networkx", "docker", "httpx", "asyncio"}
    assert not heavy & set(done.stderr.split())
