"""A bundle on disk is the old one or the new one, whatever happens."""

import errno
import os
import resource
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from compiler import bundle, bundle_swap
from compiler.bundle import BundleError, write_bundle
from compiler.bundle_files import MARKER, SUMS
from compiler.bundle_read import read_bundle

OLD = {"plan.json": (b"{}\n", 0o644), "nomad/a b.json": (b"old", 0o600), "deploy/bin/run": (b"#!", 0o755)}
NEW = {"plan.json": (b"[]\n", 0o644), "nomad": (b"now a file", 0o644), "deploy/bin": (b"too", 0o644)}


def entries(folder):
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out"


@pytest.fixture(params=["beside", "inside"])
def way(request, monkeypatch):
    """Both ways to replace a bundle: the second is what a kernel without exchange leads to."""
    if request.param == "inside":

        def refuse(one, other):
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))

        monkeypatch.setattr(bundle_swap, "exchange", refuse)
    return request.param


def test_a_bundle_is_written_replaced_and_read(out, way):
    write_bundle(str(out), OLD)
    assert read_bundle(str(out)) == OLD
    write_bundle(str(out), NEW)
    assert read_bundle(str(out)) == NEW
    assert sorted(path.relative_to(out).as_posix() for path in out.rglob("*")) == sorted(
        [MARKER, SUMS, "deploy", "deploy/bin", "nomad", "plan.json"]
    )
    write_bundle(str(out), OLD)
    assert read_bundle(str(out)) == OLD
    assert entries(out.parent) == ["out"]


def test_beside_is_an_exchange_of_directories(out):
    write_bundle(str(out), OLD)
    before = out.stat().st_ino
    write_bundle(str(out), NEW)
    assert out.stat().st_ino != before


def change_bytes(out):
    (out / "deploy/bin/run").write_bytes(b"!#")


def change_mode(out):
    (out / "deploy/bin/run").chmod(0o644)


def change_folder(out):
    (out / "deploy").chmod(0o700)


def add_file(out):
    (out / "deploy/more").write_bytes(b"")


def add_folder(out):
    (out / "more").mkdir()


def put_link(out):
    (out / "plan.json").rename(out.parent / "plan.json")
    (out / "plan.json").symlink_to("../plan.json")


def put_linked_folder(out):
    (out / "nomad").rename(out.parent / "nomad")
    (out / "nomad").symlink_to("../nomad")


def test_a_bundle_that_is_there_already_is_not_written_again(out):
    write_bundle(str(out), OLD)
    before = out.stat().st_ino, (out / "plan.json").stat().st_ino
    (out.parent / ".out.pipec-tmp-1").mkdir()
    write_bundle(str(out), OLD)
    assert (out.stat().st_ino, (out / "plan.json").stat().st_ino) == before
    assert entries(out.parent) == ["out"]


@pytest.mark.parametrize(
    "change", [change_bytes, change_mode, change_folder, add_file, add_folder, put_link, put_linked_folder]
)
def test_a_bundle_that_differs_in_anything_is_written_again(out, change):
    write_bundle(str(out), OLD)
    change(out)
    write_bundle(str(out), OLD)
    assert read_bundle(str(out)) == OLD
    assert sorted(path.relative_to(out).as_posix() for path in out.rglob("*")) == sorted(
        [*OLD, MARKER, SUMS, "deploy", "deploy/bin", "nomad"]
    )
    assert not any(path.is_symlink() for path in out.rglob("*"))
    assert stat.S_IMODE((out / "deploy").stat().st_mode) == 0o755


def test_sha256sum_agrees(out):
    write_bundle(str(out), OLD)
    subprocess.run(["sha256sum", "-c", "--strict", "--quiet", SUMS], cwd=out, check=True)
    listed = {line.split("  ", 1)[1] for line in (out / SUMS).read_text().splitlines()}
    assert listed == {*OLD, MARKER}


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o777])
def test_modes_do_not_depend_on_the_umask(out, way, mask):
    out.mkdir()
    before = os.umask(mask)
    try:
        write_bundle(str(out), OLD)
    finally:
        os.umask(before)
    for path, (_, mode) in OLD.items():
        assert stat.S_IMODE((out / path).stat().st_mode) == mode
    assert stat.S_IMODE((out / "deploy").stat().st_mode) == 0o755
    assert stat.S_IMODE(out.stat().st_mode) == 0o755


def test_parents_are_made_and_a_link_to_the_directory_is_followed(tmp_path):
    write_bundle(str(tmp_path / "a/b/out"), OLD)
    (tmp_path / "link").symlink_to("a/b/out")
    write_bundle(str(tmp_path / "link"), NEW)
    assert (tmp_path / "link").is_symlink()
    assert read_bundle(str(tmp_path / "a/b/out")) == NEW


def test_the_current_directory_stays_usable(out, monkeypatch):
    out.mkdir()
    monkeypatch.chdir(out)
    write_bundle(".", OLD)
    write_bundle(".", NEW)
    assert Path("plan.json").read_bytes() == b"[]\n"
    assert entries(out.parent) == ["out"]


@pytest.mark.parametrize("what", ["folder", "file", "loop", "socket"])
def test_what_is_not_ours_is_never_replaced(out, what):
    if what == "folder":
        out.mkdir()
        (out / "precious").write_text("x")
    elif what == "file":
        out.write_text("x")
    elif what == "loop":
        out.symlink_to("out")
    else:
        os.mkfifo(out)
    with pytest.raises(BundleError, match=r"choose .* `--out`"):
        write_bundle(str(out), NEW)
    assert entries(out.parent) == ["out"]
    assert what != "folder" or entries(out) == ["precious"]


@pytest.mark.parametrize(
    "path", ["/etc/x", "../x", "a/../x", "a//b", "", ".", "a/", "a\nb", "a\\b", "a\0b", "\ud800", SUMS, MARKER, "./a"]
)
def test_names_never_leave_the_directory(out, path):
    with pytest.raises(BundleError, match="name"):
        write_bundle(str(out), {path: (b"", 0o644)})
    assert entries(out.parent) == []


def test_a_file_cannot_be_a_folder_too(out):
    with pytest.raises(BundleError, match="cannot be a file and the folder"):
        write_bundle(str(out), {"a": (b"", 0o644), "a/b/c": (b"", 0o644)})


def test_a_limit_of_file_sizes_leaves_the_old_bundle(out, way):
    write_bundle(str(out), OLD)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        with pytest.raises(BundleError, match="File too large; raise the limit"):
            write_bundle(str(out), {"plan.json": (b"x" * 10_000, 0o644)})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert read_bundle(str(out)) == OLD
    assert entries(out.parent) == ["out"]
    assert entries(out) == sorted([MARKER, SUMS, "deploy", "nomad", "plan.json"])


@pytest.fixture
def small_disk(tmp_path):
    """A file system of 64 KB."""
    if os.geteuid() != 0:
        pytest.skip("mounting needs root")
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk], check=False, capture_output=True
    )
    if mounted.returncode != 0:
        pytest.skip(f"mount: {mounted.stderr.decode()}")
    yield disk
    subprocess.run(["umount", disk], check=True)


def test_a_full_disk_leaves_the_old_bundle(small_disk):
    out = small_disk / "out"
    write_bundle(str(out), OLD)
    big = {f"nomad/{number}.json": (b"x" * 4096, 0o644) for number in range(32)}
    with pytest.raises(BundleError, match="No space left on device; free some space"):
        write_bundle(str(out), big)
    assert read_bundle(str(out)) == OLD
    assert entries(small_disk) == ["out"]


def test_a_full_mount_point_leaves_the_old_bundle(small_disk):
    write_bundle(str(small_disk), OLD)
    assert read_bundle(str(small_disk)) == OLD
    with pytest.raises(BundleError, match="No space left on device"):
        write_bundle(str(small_disk), {"plan.json": (b"x" * 80_000, 0o644)})
    assert read_bundle(str(small_disk)) == OLD
    write_bundle(str(small_disk), NEW)
    assert read_bundle(str(small_disk)) == NEW
    assert entries(small_disk) == sorted([MARKER, SUMS, "deploy", "nomad", "plan.json"])
    assert entries(small_disk.parent) == ["disk"]


def test_without_permission_nothing_changes(out, monkeypatch):
    write_bundle(str(out), OLD)

    def refuse(path, *rest, **named):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))

    monkeypatch.setattr(bundle_swap, "write_tree", refuse)  # root is never refused by the kernel
    with pytest.raises(BundleError, match="Permission denied; get the permission to write there"):
        write_bundle(str(out), NEW)
    assert read_bundle(str(out)) == OLD
    assert entries(out.parent) == ["out"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_another_user_gets_a_clear_error(tmp_path):
    tmp_path.chmod(0o755)
    out = tmp_path / "out"
    write_bundle(str(out), OLD)
    code = (
        "import os, sys; from compiler.bundle import BundleError, write_bundle; os.setuid(65534)\n"
        "try: write_bundle(sys.argv[1], {})\nexcept BundleError as error: print(error)"
    )
    ran = subprocess.run([sys.executable, "-c", code, out], check=False, capture_output=True, text=True)
    assert "Permission denied; get the permission to write there" in ran.stdout, ran.stderr
    assert read_bundle(str(out)) == OLD


@pytest.mark.parametrize("name", ["beside", "inside"])
def test_a_writer_killed_at_any_moment_leaves_no_mixture(tmp_path, name):
    ran = subprocess.run(
        [sys.executable, "tests/kill_points.py", str(tmp_path / "out"), name],
        env={"PYTHONPATH": "."},
        check=True,
        capture_output=True,
        text=True,
    )
    outcomes = ran.stdout.splitlines()
    assert outcomes[0] == "old"
    assert outcomes[-1] == "new"
    assert len(outcomes) > 20
    others = [outcome for outcome in outcomes if outcome not in {"old", "new"}]
    if name == "beside":
        assert not others
        assert outcomes == sorted(outcomes, key=["old", "new"].index)
    else:
        assert others
        assert all("torn" in outcome for outcome in others), others


def test_writers_and_readers_at_the_same_time(out):
    contents = [{"plan.json": (bytes([48 + n]) * 9, 0o644), f"only-{n}": (b"", 0o644)} for n in range(4)]
    write_bundle(str(out), contents[0])
    problems = []
    code = (
        "import sys; from compiler.bundle import write_bundle\n"
        "n = int(sys.argv[2])\n"
        "for _ in range(15): write_bundle(sys.argv[1],"
        " {'plan.json': (bytes([48 + n]) * 9, 0o644), f'only-{n}': (b'', 0o644)})"
    )
    writers = [subprocess.Popen([sys.executable, "-c", code, out, str(n)]) for n in range(4)]

    def read():
        while any(writer.poll() is None for writer in writers):
            files = read_bundle(str(out))
            if files not in contents:
                problems.append(files)

    reader = threading.Thread(target=read)
    reader.start()
    assert [writer.wait() for writer in writers] == [0, 0, 0, 0]
    reader.join()
    assert not problems
    assert entries(out.parent) == ["out"]


def damage_missing(out):
    (out / "plan.json").unlink()


def damage_changed(out):
    (out / "plan.json").write_text("other")


def damage_linked(out):
    (out / "plan.json").unlink()
    (out / "plan.json").symlink_to("/etc/hostname")


def damage_folder_linked(out):
    (out / "nomad").rename(out.parent / "elsewhere")
    (out / "nomad").symlink_to(out.parent / "elsewhere")


def damage_sums(out):
    (out / SUMS).write_text("nonsense\n")


def damage_escape(out):
    (out / SUMS).write_text(f"{'0' * 64}  ../../etc/passwd\n")


def damage_marker(out):
    (out / SUMS).write_text("")


def damage_fifo(out):
    (out / "plan.json").unlink()
    os.mkfifo(out / "plan.json")


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (damage_missing, "torn: `plan.json`: No such file"),
        (damage_changed, "torn: `plan.json` is not what `SHA256SUMS` says"),
        (damage_linked, "symbolic link"),
        (damage_folder_linked, "symbolic link"),
        (damage_sums, "SHA256SUMS` is damaged"),
        (damage_escape, "no path inside a bundle"),
        (damage_marker, "does not list"),
        (damage_fifo, "not a regular file"),
    ],
)
def test_a_damaged_bundle_is_refused(out, damage, reason):
    write_bundle(str(out), OLD)
    damage(out)
    with pytest.raises(BundleError, match=reason):
        read_bundle(str(out))
    write_bundle(str(out), OLD)
    assert read_bundle(str(out)) == OLD


def test_what_is_no_bundle_is_refused(tmp_path):
    for path in (tmp_path, tmp_path / "nothing"):
        with pytest.raises(BundleError, match="is not a bundle"):
            read_bundle(str(path))


def test_many_files_are_flushed_too(out):
    many = {f"nomad/{number}.json": (b"%d" % number, 0o644) for number in range(100)}
    write_bundle(str(out), many)
    assert read_bundle(str(out)) == dict(sorted(many.items()))


def test_every_error_number_has_advice():
    assert bundle.advice(OSError(errno.EIO, "Input/output error")).endswith("repair that, then compile again")
