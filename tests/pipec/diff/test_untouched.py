"""Nothing of a repository is changed, and nothing that it configures is executed."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.pipec.command_line import ROOT, environment, process, run
from tests.pipec.diff.repositories import IDENTITY, everything, pipeline

FORMS = [(), ("--staged",), ("HEAD~1..HEAD",), ("HEAD~1...HEAD",), ("--", "pipeline.yaml"), ("--artifacts",), ("nope",)]


@pytest.fixture
def changed(shop):
    shop.commit({"pipeline.yaml": pipeline(script="make two"), "ci/x.yaml": "global_env: {A: b}\n"})
    shop.write({"pipeline.yaml": pipeline(script="make three"), "new.pipeline.yaml": pipeline("new")})
    return shop


@pytest.mark.parametrize("words", FORMS, ids=" ".join)
def test_nothing_is_written(changed, tmp_path, words):
    (changed.folder / "ci" / "x.yaml").touch()  # the index no longer knows its time: git would like to refresh it
    before = everything(changed.folder)
    run("diff", *words)
    assert everything(changed.folder) == before
    assert list((tmp_path / "tmp").iterdir()) == []


def test_nothing_is_left_when_a_side_does_not_compile(changed, tmp_path):
    changed.write({"pipeline.yaml": "jobs: [\n"})
    assert run("diff").code == 1
    assert list((tmp_path / "tmp").iterdir()) == []


def test_without_write_permission(changed):
    before = everything(changed.folder)
    places = [changed.folder, changed.folder / ".git"]
    for place in places:
        place.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        assert run("diff").code == 2
    finally:
        for place in places:
            place.chmod(0o755)
    assert everything(changed.folder).keys() == before.keys()


@pytest.mark.parametrize("words", FORMS, ids=" ".join)
def test_nothing_that_is_configured_is_executed(changed, tmp_path, words):
    trap = tmp_path / "trap"
    trap.write_text(f'#!/bin/sh\necho "$0 $*" >> {tmp_path}/sprung\n')
    trap.chmod(0o755)
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    for name in ("post-index-change", "fsmonitor-watchman", "post-checkout", "reference-transaction", "pre-auto-gc"):
        (hooks / name).write_text(trap.read_text())
        (hooks / name).chmod(0o755)
    (changed.folder / ".gitattributes").write_text("*.yaml diff=trap filter=trap merge=trap\n")
    for key, value in {
        "core.fsmonitor": trap,
        "core.hooksPath": hooks,
        "core.pager": trap,
        "core.editor": trap,
        "core.askPass": trap,
        "core.sshCommand": trap,
        "core.gitProxy": trap,
        "core.alternateRefsCommand": trap,
        "diff.external": trap,
        "diff.trap.command": trap,
        "diff.trap.textconv": trap,
        "filter.trap.clean": trap,
        "filter.trap.smudge": trap,
        "filter.trap.process": trap,
        "credential.helper": f"!{trap}",
        "alias.rev-parse": f"!{trap}",
        "alias.cat-file": f"!{trap}",
        "pager.rev-parse": trap,
        "gpg.program": trap,
        "remote.origin.url": f"ext::{trap}",
        "remote.origin.uploadpack": trap,
        "remote.origin.promisor": "true",
        "protocol.allow": "always",
        "protocol.ext.allow": "always",
    }.items():
        changed.git("config", key, str(value))
    ran = run("diff", *words)
    assert not (tmp_path / "sprung").exists(), (tmp_path / "sprung").read_text()
    assert ran.code == {("nope",): 1, ("--staged",): 0}.get(words, 2), ran.err


def test_a_missing_object_of_a_hostile_remote_is_not_fetched(changed, tmp_path):
    trap = tmp_path / "trap"
    trap.write_text(f"#!/bin/sh\ntouch {tmp_path}/sprung\n")
    trap.chmod(0o755)
    for key, value in {
        "core.repositoryFormatVersion": "1",
        "extensions.partialClone": "origin",
        "remote.origin.promisor": "true",
        "remote.origin.url": f"ext::{trap}",
        "protocol.ext.allow": "always",
    }.items():
        changed.git("config", key, value)
    blob = changed.git("rev-parse", "HEAD:pipeline.yaml")
    (changed.folder / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    ran = run("diff")
    assert ran.code == 1
    assert "fetch" in ran.err
    assert not (tmp_path / "sprung").exists()


def test_a_git_in_the_current_folder_is_not_called(changed, tmp_path, monkeypatch):
    trap = changed.folder / "git"
    trap.write_text(f"#!/bin/sh\ntouch {tmp_path}/sprung\n")
    trap.chmod(0o755)
    monkeypatch.setenv("PATH", f".::{os.environ['PATH']}")
    assert run("diff").code == 2
    assert not (tmp_path / "sprung").exists()


def test_as_a_process_with_a_reader_that_goes_away(changed, tmp_path):
    env = environment(**IDENTITY, PIPEC_CACHE_DIR=str(tmp_path / "cache"), TMPDIR=str(tmp_path / "tmp"))
    script = f"{sys.executable} -m pipec diff | true; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", script], cwd=changed.folder, env=env, capture_output=True, text=True, timeout=20, check=False
    )
    assert done.stdout == "2\n"
    assert done.stderr == ""
    assert process("diff", cwd=changed.folder, env=env).code == 2
    assert ROOT.is_dir()


def test_a_full_disk_is_1(changed, tmp_path):
    env = environment(**IDENTITY, PIPEC_CACHE_DIR=str(tmp_path / "cache"))
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "pipec", "diff"],
            cwd=changed.folder,
            env=env,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=20,
            check=False,
        )
    assert done.returncode == 1
    assert "standard output cannot be written" in done.stderr


def test_a_bug_is_1(changed, monkeypatch):
    monkeypatch.setattr("pipec.sides.diffing.read_words", lambda *_: 1 / 0)
    ran = run("diff")
    assert ran.code == 1
    assert "internal error: ZeroDivisionError" in ran.err


def test_interrupted_is_130(changed, monkeypatch, tmp_path):
    def interrupted(*_):
        raise KeyboardInterrupt

    from pipec import __main__

    monkeypatch.setattr("pipec.sides.diffing.compare_sides", interrupted)
    monkeypatch.setattr("sys.argv", ["pipec", "diff"])
    with pytest.raises(SystemExit) as stop:
        __main__.main()
    assert stop.value.code == 130
    assert list((tmp_path / "tmp").iterdir()) == []


def test_a_folder_that_is_gone(changed, monkeypatch, tmp_path):
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    ran = run("diff")
    assert ran.code == 1
    assert "internal error" not in ran.err


@pytest.mark.parametrize("kind", ["missing", "file"])
def test_a_folder_for_temporary_files_that_cannot_be_written(changed, tmp_path, monkeypatch, kind):
    place = tmp_path / "place"
    if kind == "file":
        place.write_text("")
    monkeypatch.setenv("TMPDIR", str(place))
    ran = run("diff")
    assert ran.code == 1
    assert "cannot be written" in ran.err
    assert "set TMPDIR" in ran.err


def test_no_room_for_temporary_files(changed, monkeypatch, tmp_path):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.makedirs", full)
    ran = run("diff", "--no-cache")
    assert ran.code == 1
    assert "cannot be written: No space left on device" in ran.err
    assert list((tmp_path / "tmp").iterdir()) == []
