"""The examples' jobs run to their result by Docker Compose, and what is deployed comes up healthy."""

import json

import httpx
import pytest

from tests.against.lab import call
from tests.engines import alone_with
from tests.examples_on_engines.composing import endings, project
from tests.examples_on_engines.stage import stage

pytestmark = [pytest.mark.engine, pytest.mark.slow, pytest.mark.timeout(900)]

TESTS = ("3-10-lowest", "3-10-latest", "3-11-lowest", "3-11-latest", "3-12-lowest", "3-12-latest", "3-13-latest")
ENDINGS = {
    "compose-app": {"test": "success"},
    "python-library": dict.fromkeys(("lint", *(f"test-{each}" for each in TESTS), "coverage", "build"), "success")
    | {"publish": "skipped"},
    "systemd-service": {"build": "success"},
}
"""How each job ends on a push; `publish` waits for a tag."""


@pytest.mark.parametrize("example", ENDINGS)
def test_the_jobs_run_to_their_result(example, tmp_path):
    staged = stage(example, tmp_path / example)
    about = {"CI_PIPELINE_EVENT": "push", "CI_COMMIT_BRANCH": "main", "CI_COMMIT_SHA": staged.commit, "pypi_token": "t"}
    with project(staged.bundle / "compose" / "compose.jobs.yaml", staged.folder, **about) as jobs:
        done = jobs.call("run", "--rm", "-T", "pipec-result")
        assert (done.returncode, endings(done.stdout)) == (0, ENDINGS[example]), done.stdout + jobs.logs()


def test_a_failure_is_the_result(tmp_path):
    """The same run can fail, and says where."""
    staged = stage("systemd-service", tmp_path / "repository")
    (staged.folder / "shortlinks" / "links.py").write_text("import nothing\n")
    with project(staged.bundle / "compose" / "compose.jobs.yaml", staged.folder) as jobs:
        done = jobs.call("run", "--rm", "-T", "pipec-result")
        assert (done.returncode, endings(done.stdout)) == (1, {"build": "failure"})
        assert "No module named 'nothing'" in jobs.logs()


def test_the_guest_book_comes_up_and_takes_an_entry(tmp_path):
    staged = stage("compose-app", tmp_path / "repository")
    (tmp_path / "db_password").write_text('it\'s $a "secret"')
    file = staged.bundle / "compose" / "environments" / "production" / "compose.lock.yaml"
    with alone_with("guestbook-ports"), project(file, staged.folder, PIPEC_SECRETS=str(tmp_path)) as lock:
        up = lock.call("up", "--detach", "--wait")
        assert up.returncode == 0, up.stderr + lock.logs()
        assert healthy(lock.call("ps", "--format", "json").stdout) == {"db": 1, "api": 2, "web": 2}
        entry = {"name": "Ada", "text": "hello"}
        assert httpx.post("http://127.0.0.1:21008/api/entries", json=entry).status_code == 201
        (found,) = httpx.get("http://127.0.0.1:21009/api/entries").json()
        assert found["text"] == "hello"
        assert "<html" in httpx.get("http://127.0.0.1:21017/").text
        running = lock.call("ps", "--quiet").stdout
        pipeline = staged.folder / "pipeline.yaml"
        pipeline.write_text(pipeline.read_text().replace('"ssh://deploy@app1.example"', "local"))
        told = call("plan", "--against", "compose", "--format", "json", str(pipeline))
        assert (told.code, told.statements) == (0, []), "what is up is what was compiled"
        again = lock.call("up", "--detach", "--wait")
        assert (again.returncode, lock.call("ps", "--quiet").stdout) == (0, running), (
            "nothing changed, so nothing restarts"
        )


def healthy(listing: str) -> dict[str, int]:
    """Count the healthy containers of each service."""
    found: dict[str, int] = {}
    for line in listing.splitlines():
        container = json.loads(line)
        if container["Health"] == "healthy":
            found[container["Service"]] = found.get(container["Service"], 0) + 1
    return found
