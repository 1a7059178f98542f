"""From a workspace to a tree: what the globs select, and what is refused."""

import os
import socket
import threading
from pathlib import Path

import pytest

from compiler.ir.job import Artifact
from runtime.artifacts.objects import Objects
from runtime.artifacts.store import ArtifactStore
from runtime.errors import ArtifactError
from tests.runtime.artifacts.stores import ALL, fill, look


def names(tmp_path, *globs):
    store = ArtifactStore(tmp_path / "state")
    kept = store.keep("r", "build", Artifact("a", globs, optional=True), tmp_path / "w")
    return [] if kept is None else [entry.path for entry in store.entries(kept.digest)]


@pytest.fixture
def workspace(tmp_path):
    files = {"a.js": b"1", "dist/app.js": b"2", "dist/.map": b"3", "dist/x/y/app.js": b"4", "distant/app.js": b"5"}
    fill(tmp_path / "w", files)
    (tmp_path / "w/dist/empty").mkdir()
    return tmp_path / "w"


@pytest.mark.parametrize(
    ("globs", "expected"),
    [
        (["dist/**"], ["dist/.map", "dist/app.js", "dist/x/y/app.js"]),
        (["dist"], ["dist/.map", "dist/app.js", "dist/x/y/app.js"]),
        (["./dist/"], ["dist/.map", "dist/app.js", "dist/x/y/app.js"]),
        (["**/app.js"], ["dist/app.js", "dist/x/y/app.js", "distant/app.js"]),
        (["dist/x/y/app.js"], ["dist/x/y/app.js"]),
        (["a.js", "distant"], ["a.js", "distant/app.js"]),
        (["."], ["a.js", "dist/.map", "dist/app.js", "dist/x/y/app.js", "distant/app.js"]),
        (["dist/empty"], []),
        (["none/**"], []),
    ],
)
def test_globs_select(workspace, tmp_path, globs, expected):
    assert names(tmp_path, *globs) == expected


def test_only_folders_that_can_matter_are_read(workspace, tmp_path):
    (workspace / "dist/x").rename(workspace / "other")
    if os.getuid():
        (workspace / "other").chmod(0)
    (workspace / "other/bad\nname").touch()
    assert names(tmp_path, "dist/**") == ["dist/.map", "dist/app.js"]


def test_nothing_that_matches_is_an_error_unless_it_is_optional(workspace, tmp_path):
    store = ArtifactStore(tmp_path / "state")
    with pytest.raises(ArtifactError, match=r"artifact `a` of job `build`: no file matches none, no/\*") as caught:
        store.keep("r", "build", Artifact("a", ("none", "no/*")), workspace)
    assert caught.value.failure_class == "code"
    assert store.keep("r", "build", Artifact("a", ("none",), optional=True), workspace) is None


def test_links_inside_are_kept_as_links(tmp_path):
    fill(tmp_path / "w", {"dist/a": b"1", "dist/l": "a", "dist/up": "../lib/x", "lib/x": b"2", "dist/dangling": "gone"})
    (tmp_path / "w/dist/absolute").symlink_to(tmp_path / "w/lib/x")
    (tmp_path / "w/dist/folder").symlink_to("../lib")
    (tmp_path / "w/dist/seen").symlink_to("/workspace/lib/x")
    store = ArtifactStore(tmp_path / "state")
    kept = store.keep("r", "build", Artifact("a", ("dist",)), tmp_path / "w", seen_as=("/workspace",))
    assert {entry.path: entry.link for entry in store.entries(kept.digest)} == {
        "dist/a": "", "dist/l": "a", "dist/up": "../lib/x", "dist/dangling": "gone", "dist/absolute": "../lib/x",
        "dist/folder": "../lib", "dist/seen": "../lib/x",
    }  # fmt: skip


@pytest.mark.parametrize(
    "links",
    [
        {"l": "/etc/passwd"}, {"l": "../outside"}, {"x/l": "../../outside"}, {"l": "m", "m": "../outside"},
        {"l": "f/x", "f": "/etc"}, {"l": "f/../../outside", "f": "."}, {"l": "l"}, {"l": "../w/in"},
    ],
)  # fmt: skip
def test_links_that_lead_out_are_refused(tmp_path, links):
    (tmp_path / "outside").write_bytes(b"secret")
    fill(tmp_path / "w", {"in": b"1", **links})
    with pytest.raises(ArtifactError, match="which leads out of the workspace") as caught:
        ArtifactStore(tmp_path / "state").keep("r", "build", ALL, tmp_path / "w")
    assert any(name in str(caught.value) for name in links)


def test_a_folder_that_is_a_link_is_not_entered(tmp_path):
    fill(tmp_path / "outside", {"secret": b"1"})
    fill(tmp_path / "w", {"dist/a": b"1"})
    (tmp_path / "w/dist/out").symlink_to(tmp_path / "outside")
    assert names(tmp_path, "dist/out/**") == []
    with pytest.raises(ArtifactError, match="leads out"):
        names(tmp_path, "dist/**")


@pytest.mark.parametrize("name", [b"a\nb", b"\xff", b"x/\xfe/y"])
def test_names_that_not_every_system_keeps_are_refused(tmp_path, name):
    path = tmp_path / "w" / os.fsdecode(name)
    path.parent.mkdir(parents=True)
    path.touch()
    with pytest.raises(ArtifactError, match="cannot be kept") as caught:
        ArtifactStore(tmp_path / "state").keep("r", "build", ALL, tmp_path / "w")
    assert str(caught.value).isprintable()


def test_what_is_no_file_is_refused_without_waiting(tmp_path):
    fill(tmp_path / "w", {"a": b"1"})
    os.mkfifo(tmp_path / "w/pipe")
    with pytest.raises(ArtifactError, match="pipe cannot be kept: it is a pipe"):
        names(tmp_path, "pipe")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "w/socket"))
        with pytest.raises(ArtifactError, match="socket cannot be kept: it is a socket"):
            names(tmp_path, "socket")


@pytest.mark.skipif(os.getuid() != 0, reason="only root makes devices")
def test_devices_are_refused(tmp_path):
    fill(tmp_path / "w", {"a": b"1"})
    os.mknod(tmp_path / "w/null", 0o666 | 0o020000, os.makedev(1, 3))
    with pytest.raises(ArtifactError, match="null cannot be kept: it is a device"):
        names(tmp_path, "**")


@pytest.mark.skipif(os.getuid() == 0, reason="root reads everything")
def test_what_cannot_be_read_is_told(tmp_path):
    fill(tmp_path / "w", {"a": b"1"})
    (tmp_path / "w/a").chmod(0)
    with pytest.raises(ArtifactError, match="a: Permission denied"):
        names(tmp_path, "a")


def test_very_deep_folders_are_told(tmp_path):
    (tmp_path / "w").mkdir()
    here = os.open(tmp_path / "w", os.O_RDONLY)
    for _ in range(300):
        os.mkdir("d", dir_fd=here)
        inner = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = inner
    os.close(here)
    with pytest.raises(ArtifactError, match="more than 256 folders"):
        names(tmp_path, "**")


def test_a_file_that_changes_while_it_is_read_is_told(tmp_path, monkeypatch):
    """A writer that is real: it appends whenever a piece was read."""
    fill(tmp_path / "w", {"log": os.urandom(3 << 20)})
    pieces = os.readv

    def read(descriptor, buffers):
        count = pieces(descriptor, buffers)
        with (tmp_path / "w/log").open("ab") as file:
            file.write(b"x")
        return count

    monkeypatch.setattr(os, "readv", read)
    with pytest.raises(ArtifactError, match="log changed while it was read"):
        names(tmp_path, "log")


def test_a_swap_of_file_and_link_never_leads_out(tmp_path):
    """A stray swaps a file for a link to a secret, a folder for a link to another, all the time."""
    fill(tmp_path / "outside", {"file": b"secret"})
    workspace = fill(tmp_path / "w", {"dist/file": b"mine", "inner/file": b"mine"})
    stop = threading.Event()

    def swap():
        number = 0
        while not stop.is_set():
            number += 1
            spare = workspace / f"spare-{number}"
            spare.symlink_to(tmp_path / "outside")
            (workspace / "inner").rename(tmp_path / "aside")
            spare.rename(workspace / "inner")
            (workspace / "inner").unlink()
            (tmp_path / "aside").rename(workspace / "inner")
            (workspace / "dist/new").symlink_to(tmp_path / "outside/file")
            (workspace / "dist/new").rename(workspace / "dist/file")
            (workspace / "dist/new").write_bytes(b"mine")
            (workspace / "dist/new").rename(workspace / "dist/file")

    thread = threading.Thread(target=swap)
    thread.start()
    kept = 0
    try:
        store = ArtifactStore(tmp_path / "state")
        for _ in range(300):
            try:
                store.keep("r", "build", Artifact("a", ("dist/**", "inner/**"), optional=True), workspace)
                kept += 1
            except ArtifactError:
                continue
    finally:
        stop.set()
        thread.join(10)
    assert kept
    stored = {path.read_bytes() for path in (tmp_path / "state/artifacts/objects").glob("*/*")}
    assert b"mine" in stored
    assert b"secret" not in stored


def test_errors_leave_nothing_behind(tmp_path):
    fill(tmp_path / "w", {"a": os.urandom(3 << 20), "b": b"1", "z": "/etc/passwd"})
    with pytest.raises(ArtifactError):
        ArtifactStore(tmp_path / "state").keep("r", "build", ALL, tmp_path / "w")
    assert look(tmp_path / "state/artifacts/incoming") == {}
    assert look(tmp_path / "state/artifacts/objects") == {}
    assert Objects(tmp_path / "state/artifacts").path("0" * 64).exists() is False
    assert Path(tmp_path / "w/a").exists()
