"""`pipec artifact`: what is printed, and what it comes to."""

import json
import time

import pytest

from compiler.ir.job import Artifact
from pipec.commands.artifact import COMMANDS
from runtime.artifacts.handing.shelf import Shelf
from runtime.artifacts.policy import Policy
from runtime.artifacts.store import ArtifactStore
from tests.pipec.command_line import run
from tests.runtime.artifacts.stores import begin, end, fill, keep, look, objects, record


@pytest.fixture
def state(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PIPEC_STATE_DIR", str(tmp_path / "state"))
    return tmp_path / "state"


@pytest.fixture
def kept(state, tmp_path):
    """Return the digest of what job `build` of run `20260504-120000-abcd` kept as `dist`."""
    begin(state, "20260504-120000-abcd")
    fill(tmp_path / "w", {"dist/a.txt": b"hello", "dist/b": b"world", "dist/l": "a.txt"})
    store = ArtifactStore(state)
    result = store.keep("r", "build", Artifact("dist", ("dist",)), tmp_path / "w")
    record(state, result, "20260504-120000-abcd")
    store.close()
    return result.digest


def spoil(state, content):
    for digest in objects(state):
        path = ArtifactStore(state).objects.path(digest)
        if path.read_bytes() == content:
            path.chmod(0o600)
            path.write_bytes(b"spoiled")
            return digest
    raise AssertionError(content)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_shows_how_it_is_used(command, snapshot):
    ran = run("artifact", command, "--help")
    assert (ran.code, ran.err) == (0, "")
    assert "Examples:" in ran.out
    assert "Exit codes:" in ran.out
    assert max(map(len, ran.out.splitlines())) <= 100
    assert ran.out == snapshot


def test_an_unknown_command_is_told_with_the_nearest():
    ran = run("artifact", "lst")
    assert ran.code == 2
    assert "There is no command `lst`. Did you mean `list`?" in ran.err


def test_without_any_artifact_there_is_nothing_to_say(state):
    assert run("artifact", "list") == (0, "", "")
    assert run("artifact", "verify") == (0, "", "0 artifacts, 0 B read, all whole\n")
    assert run("artifact", "gc").code == 0
    assert run("artifact", "du").code == 0
    assert not state.exists()


def test_list_and_show(state, kept):
    ran = run("artifact", "list")
    assert ran.code == 0
    assert ran.out.splitlines()[1].split()[:5] == [kept[:12], "build.dist", "20260504-120000-abcd", "3", "10"]
    assert ran.out.splitlines()[1].endswith("pending  needed")
    assert run("artifact", "list", "--run", "latest", "--job", "build").out == ran.out
    assert run("artifact", "list", "--job", "other").out == ""
    assert run("artifact", "list", "--run", "none").code == 1
    document = json.loads(run("artifact", "list", "--format", "json").out)
    assert document["format"] == 1
    assert [(each["digest"], each["referred"]) for each in document["artifacts"]] == [(kept, True)]
    shown = run("artifact", "show", kept[:6])
    assert "needed      run 20260504-120000-abcd has not ended: it is running" in shown.out
    assert "link     dist/l -> a.txt" in shown.out
    entries = json.loads(run("artifact", "show", f"sha256:{kept}", "--format", "json").out)["entries"]
    assert [entry["path"] for entry in entries] == ["dist/a.txt", "dist/b", "dist/l"]


@pytest.mark.parametrize(
    ("digest", "told"),
    [("xyz", "`xyz` is no digest"), ("abc", "`abc` is no digest"), ("0" * 64, "there is no artifact 0000")],
)
def test_a_digest_that_means_nothing_is_told(state, kept, digest, told):
    ran = run("artifact", "show", digest)
    assert ran.code == 1
    assert told in ran.err


def test_get_by_run_or_by_digest(state, kept, tmp_path):
    expected = {"dist/a.txt": b"hello", "dist/b": b"world", "dist/l": "a.txt"}
    assert run("artifact", "get", "latest", "build", "dist") == (0, "", "3 files, 10 B, in dist\n")
    assert look(tmp_path / "dist") == expected
    assert run("artifact", "get", kept[:8], "--out", "other/place").code == 0
    assert look(tmp_path / "other/place") == expected
    again = run("artifact", "get", kept[:8], "--out", "other/place")
    assert (again.code, "has something in it" in again.err) == (2, True)
    (tmp_path / "other/place/dist/b").unlink()
    assert run("artifact", "get", kept[:8], "--out", "other/place", "--force").code == 0
    assert look(tmp_path / "other/place") == expected


def test_get_an_archive_and_add_what_is_in_it(state, kept, tmp_path):
    assert run("artifact", "get", "latest", "build", "dist", "--archive", "dist.tar.gz").code == 0
    assert run("artifact", "get", kept, "--archive", "dist.tar.gz").code == 2
    assert run("artifact", "get", kept, "--archive", "x", "--out", "y").code == 2
    ran = run("artifact", "add", "dist.tar.gz", "--unpack", "--name", "again")
    assert ran == (0, f"{kept}\n", "3 files, 10 B\n")


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("latest", "build"), 2, "Give a DIGEST, or RUN JOB ARTIFACT."),
        (("latest", "build", "dits"), 1, "keeps no artifact build.dits\n  It keeps: build.dist."),
        (("nothing", "build", "dist"), 1, "there is no run `nothing`"),
    ],
)
def test_what_there_is_not_is_told(state, kept, arguments, code, told):
    ran = run("artifact", "get", *arguments)
    assert ran.code == code
    assert told in ran.err


def test_add_a_file_a_folder_and_nothing(state, tmp_path):
    fill(tmp_path, {"file [1].txt": b"1", "folder/.hidden": b"2", "outside": "/etc/passwd"})
    (tmp_path / "empty").mkdir()
    digest = run("artifact", "add", "file [1].txt", "--name", "one").out.strip()
    assert run("artifact", "get", digest, "--out", "o1").code == 0
    assert look(tmp_path / "o1") == {"file [1].txt": b"1"}
    digest = run("artifact", "add", "folder", "--name", "two").out.strip()
    assert run("artifact", "get", digest).code == 0
    assert look(tmp_path / "two") == {".hidden": b"2"}
    for wrong, told in (
        ("empty", "no file matches"),
        ("gone", "gone is not there"),
        (".", "leads out of the workspace"),
    ):
        ran = run("artifact", "add", wrong, "--name", "three")
        assert ran.code == 1
        assert told in ran.err


def test_a_pin_keeps_and_an_unpin_lets_go(state, kept):
    end(state, "20260504-120000-abcd")
    assert run("artifact", "pin", kept[:6], "--reason", "the audit") == (0, "", "")
    assert "the audit" in run("artifact", "show", kept).out
    assert run("artifact", "pin", kept).code == 2
    assert run("artifact", "unpin", kept, "--reason", "over") == (0, "", "")
    ran = run("artifact", "unpin", kept, "--reason", "over")
    assert (ran.code, "has no pin" in ran.err) == (1, True)


def test_verify_says_what_is_wrong_and_what_to_do(state, kept):
    assert run("artifact", "verify") == (0, "", f"1 artifact, {look_size(state)} read, all whole\n")
    victim = spoil(state, b"hello")
    ran = run("artifact", "verify", kept[:7])
    assert ran.code == 1
    assert ran.out == (
        f"{kept[:12]} build.dist: corrupted\n  object {victim}: corrupted, put aside\n"
        "  job `build` makes it again: run the pipeline `shop` as in run 20260504-120000-abcd\n"
    )
    ran = run("artifact", "verify", "all", "--format", "json")
    assert ran.code == 1
    assert json.loads(ran.out)["artifacts"][0]["missing"] == [victim]
    failed = run("artifact", "get", kept, "--out", "o")
    assert (failed.code, f"the object {victim} is not in the store" in failed.err) == (1, True)


def look_size(state):
    return f"{sum(len(ArtifactStore(state).objects.read(each, 9_999)) for each in objects(state))} B"


def test_gc_says_what_and_why(state):
    old = keep(state, b"old", policy=Policy("build.*", 60, 0), age=2)
    keep(state, b"new")
    dry = run("artifact", "gc", "--dry-run")
    assert dry.out == f"{old.digest[:12]} build.all added: older than its greatest age (rule build.*)\n"
    assert "1 artifact and 2 objects would be deleted" in dry.err
    assert "1 artifact kept" in dry.err
    assert len(objects(state)) == 4
    document = json.loads(run("artifact", "gc", "--dry-run", "--format", "json").out)
    assert {each["decision"] for each in document["decisions"]} == {"keep", "delete"}
    assert run("artifact", "gc").out == dry.out
    assert len(objects(state)) == 2
    assert run("artifact", "gc", "--max-size", "1KiB").code == 0
    wrong = run("artifact", "gc", "--max-size", "much")
    assert (wrong.code, "`much` is no size" in wrong.err) == (2, True)


def test_du_shows_what_is_stored_once(state, tmp_path):
    fill(tmp_path, {"x/a": b"1" * 5000, "x/b": b"1" * 5000})
    assert run("artifact", "add", "x", "--name", "x").code == 0
    ran = run("artifact", "du")
    assert ran.out.splitlines()[1].split() == ["x", "1", "9.8", "KiB"]
    assert "in 2 objects for 9.8 KiB" in ran.out
    document = json.loads(run("artifact", "du", "--format", "json").out)
    assert (document["content"], document["objects"]) == (10_000, 2)
    assert document["stored"] < 6_000


def test_a_state_directory_that_cannot_be_used_is_told(state, tmp_path):
    state.mkdir()
    (state / "artifacts").write_bytes(b"")
    fill(tmp_path, {"x": b"1"})
    ran = run("artifact", "add", "x", "--name", "x")
    assert ran.code == 1
    assert "cannot be written" in ran.err
    assert [path.name for path in state.iterdir()] == ["artifacts"]


def test_du_counts_archives_for_nodes(state, kept):
    assert "archives" not in run("artifact", "du").out
    archive = Shelf(state).take(kept, time.time() + 60)
    assert "in archives for nodes; the file system" in run("artifact", "du").out
    told = json.loads(run("artifact", "du", "--format", "json").out)
    assert told["archives"] == archive.path.stat().st_size
