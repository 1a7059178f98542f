"""What workspaces begin as: what is copied, what never is, and how soon it stops."""

import os
import subprocess
from pathlib import Path
from threading import Event

import pytest

from runtime.jobs.checkout import CheckoutFault, fill_workspace, refuse_source, take_snapshot


def snapshot(source, run, stop=None):
    return take_snapshot(source, run, submodules=False, stop=stop or Event())


def files(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())


def git(folder, *words):
    subprocess.run(["git", "-C", folder, *words], check=True, capture_output=True, timeout=30)


def test_tracked_files_are_taken_as_they_are(tmp_path):
    source = tmp_path / "source"
    (source / "sub").mkdir(parents=True)
    for name in ("tracked", "sub/gone", "untracked"):
        (source / name).write_text("old")
    git(source, "init", "-q")
    git(source, "add", "tracked", "sub/gone")
    (source / "tracked").write_text("changed")
    (source / "sub/gone").unlink()
    (source / "tracked").chmod(0o755)
    taken = snapshot(source, tmp_path / "state/runs/run")
    assert taken.notice == ""
    assert files(taken.directory) == ["tracked"]
    fill_workspace(taken, tmp_path / "workspace", Event())
    assert (tmp_path / "workspace/tracked").read_text() == "changed"
    assert os.access(tmp_path / "workspace/tracked", os.X_OK)


def test_without_git_all_is_taken_but_the_state_itself(tmp_path):
    source = tmp_path / "source"
    (source / "state/runs/run").mkdir(parents=True)
    (source / "state/state.db").write_text("x")
    (source / "file").write_text("x")
    (source / "link").symlink_to("/etc")
    os.mkfifo(source / "pipe")
    taken = snapshot(source, source / "state/runs/run")
    assert "no git repository" in taken.notice
    assert files(taken.directory) == ["file", "link"]


def test_a_copy_is_made_once_for_a_run(tmp_path):
    (tmp_path / "source").mkdir()
    (tmp_path / "source/file").write_text("first")
    first = snapshot(tmp_path / "source", tmp_path / "runs/run")
    (tmp_path / "source/file").write_text("second")
    again = snapshot(tmp_path / "source", tmp_path / "runs/run")
    assert (again.directory / "file").read_text() == "first"
    assert first.directory == again.directory


def test_a_copy_stops_when_it_is_to(tmp_path):
    (tmp_path / "source").mkdir()
    (tmp_path / "source/file").write_text("x")
    stopped = Event()
    stopped.set()
    with pytest.raises(CheckoutFault, match="cancelled"):
        snapshot(tmp_path / "source", tmp_path / "runs/run", stopped)
    taken = snapshot(tmp_path / "source", tmp_path / "runs/run")
    assert files(taken.directory) == ["file"]
    with pytest.raises(CheckoutFault, match="cancelled"):
        fill_workspace(taken, tmp_path / "workspace", stopped)


def test_nobody_means_the_whole_system_or_a_home(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    for source in (Path("/"), tmp_path):
        with pytest.raises(CheckoutFault, match="a copy of all of"):
            refuse_source(source)
    (tmp_path / ".git").mkdir()
    refuse_source(tmp_path)
    refuse_source(tmp_path / "project")
