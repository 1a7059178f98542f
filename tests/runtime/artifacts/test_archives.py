"""Archives: what goes out comes back, and what was made to do harm is refused."""

import gzip
import io
import os
import struct
import subprocess
import tarfile

import pytest

from runtime.artifacts import archives
from runtime.artifacts.archives import read_archive, write_archive
from runtime.artifacts.faults import CorruptedObjectError
from runtime.artifacts.store import ArtifactStore
from runtime.errors import ArtifactError
from tests.runtime.artifacts.stores import ALL, fill, look

TREE = {"a": b"1", "dist/é": os.urandom(70_000), "dist/empty": b"", "l": "dist/é", "x" * 120 + "/" + "y" * 120: b"2"}


@pytest.fixture
def store(tmp_path):
    store = ArtifactStore(tmp_path / "state")
    yield store
    store.close()


def read(store, path):
    with store.storing() as batch:
        return read_archive(batch, path)


def member(name, kind=tarfile.REGTYPE, link="", size=0):
    info = tarfile.TarInfo(name)
    info.type, info.linkname, info.size = kind, link, size
    return info


def packed(path, *members, content=b""):
    with tarfile.open(path, "w:gz") as archive:
        for info in members:
            archive.addfile(info, io.BytesIO(content) if info.size else None)
    return path


@pytest.mark.parametrize("compression", ["gzip", "none"])
def test_an_artifact_goes_round(store, tmp_path, compression):
    fill(tmp_path / "w", TREE)
    (tmp_path / "w/a").chmod(0o755)
    kept = store.keep("r", "build", ALL, tmp_path / "w")
    for name in ("one.tar", "two.tar"):
        write_archive(store.objects, store.entries(kept.digest), tmp_path / name, compression)
    assert (tmp_path / "one.tar").read_bytes() == (tmp_path / "two.tar").read_bytes()
    assert ((tmp_path / "one.tar").read_bytes()[:2] == b"\x1f\x8b") == (compression == "gzip")
    assert tuple(read(store, tmp_path / "one.tar")) == store.entries(kept.digest)
    (tmp_path / "by-tar").mkdir()
    subprocess.run(["tar", "-xf", tmp_path / "one.tar", "-C", tmp_path / "by-tar"], check=True, timeout=30)
    assert look(tmp_path / "by-tar") == look(tmp_path / "w")


def test_archives_of_other_programs_are_read(store, tmp_path):
    fill(tmp_path / "w", TREE)
    for options in (
        ["-cf"],
        ["-czf"],
        ["--format=pax", "-czf"],
        ["--format=ustar", "--exclude=é", "--exclude=xxx*", "-czf"],
    ):
        subprocess.run(["tar", *options, "o.tar", "-C", "w", "."], cwd=tmp_path, check=True, timeout=30)
        found = {entry.path for entry in read(store, tmp_path / "o.tar")}
        assert {"a", "dist/empty", "l"} <= found


def test_a_corrupted_object_leaves_no_archive(store, tmp_path):
    kept = store.keep("r", "build", ALL, fill(tmp_path / "w", {"a": b"content", "b": b"x"}))
    entries = store.entries(kept.digest)
    for bad in (b"CONTENT", b"con"):
        path = store.objects.path(entries[0].digest)
        path.chmod(0o600)
        path.write_bytes(bad)
        with pytest.raises(CorruptedObjectError):
            write_archive(store.objects, entries, tmp_path / "o.tar.gz", "gzip")
        assert not [path for path in tmp_path.iterdir() if "o.tar" in path.name]


@pytest.mark.parametrize(
    ("members", "reason"),
    [
        ([member("/etc/passwd")], "is absolute"),
        ([member("../x")], "not a plain relative path"),
        ([member("a/../../x")], "not a plain relative path"),
        ([member("a\nb")], "line break"),
        ([member("l", tarfile.SYMTYPE, "/etc/passwd")], "absolute link"),
        ([member("l", tarfile.SYMTYPE, "../x")], "leads out"),
        ([member("m", tarfile.SYMTYPE, "l/../.."), member("l", tarfile.SYMTYPE, ".")], "leads out"),
        ([member("l", tarfile.SYMTYPE, "d"), member("l/x")], "lies below a file"),
        ([member("a"), member("h", tarfile.LNKTYPE, "a")], "neither a plain file nor a symbolic link"),
        ([member("h", tarfile.LNKTYPE, "/etc/passwd")], "neither a plain file nor a symbolic link"),
        ([member("d", tarfile.CHRTYPE)], "neither a plain file nor a symbolic link"),
        ([member("d", tarfile.BLKTYPE)], "neither a plain file nor a symbolic link"),
        ([member("p", tarfile.FIFOTYPE)], "neither a plain file nor a symbolic link"),
        ([member("a"), member("a")], "stands there twice"),
        ([member("a"), member("a/b")], "lies below a file"),
    ],
)
def test_members_that_would_do_harm_are_refused(store, tmp_path, members, reason):
    with pytest.raises(ArtifactError, match=reason):
        read(store, packed(tmp_path / "o.tar.gz", *members))
    assert look(tmp_path / "state/artifacts/objects") == {}


def test_a_bomb_is_refused(store, tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "_ALWAYS", 1 << 20)
    path = packed(tmp_path / "o.tar.gz", member("zeros", size=50 << 20), content=bytes(50 << 20))
    assert path.stat().st_size * 200 < 50 << 20
    with pytest.raises(ArtifactError, match="unpacks to far more than its size"):
        read(store, path)
    assert look(tmp_path / "state/artifacts/incoming") == {}


def test_an_endless_tail_is_refused(store, tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "_ALWAYS", 1 << 20)
    packed(tmp_path / "o.tar.gz", member("a"))
    tail = gzip.compress(bytes(100 << 20))
    (tmp_path / "o.tar.gz").write_bytes((tmp_path / "o.tar.gz").read_bytes() + tail)
    with pytest.raises(ArtifactError, match="unpacks to far more"):
        read(store, tmp_path / "o.tar.gz")


def test_a_header_that_would_fill_the_memory_is_refused(store, tmp_path):
    for kind in (tarfile.XHDTYPE, tarfile.GNUTYPE_LONGNAME):
        header = member("x", kind, size=900 << 20).tobuf(tarfile.GNU_FORMAT)
        (tmp_path / "o.tar").write_bytes(header + bytes(10_240))
        with pytest.raises(ArtifactError, match="a header that is far too long"):
            read(store, tmp_path / "o.tar")


def test_too_many_members_are_refused(store, tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "_MEMBERS", 3)
    with pytest.raises(ArtifactError, match="more than 3 members"):
        read(store, packed(tmp_path / "o.tar.gz", *(member(str(number)) for number in range(4))))


@pytest.mark.parametrize("damage", ["cut", "checksum", "flip", "text", "empty"])
def test_what_is_damaged_is_told(store, tmp_path, damage):
    path = packed(tmp_path / "o.tar.gz", member("a", size=100_000), content=os.urandom(100_000))
    data = path.read_bytes()
    path.write_bytes(
        {
            "cut": data[:-5_000], "checksum": data[:-8] + struct.pack("<L", 1) + data[-4:],
            "flip": data[:50_000] + bytes([data[50_000] ^ 255]) + data[50_001:], "text": b"hello" * 500, "empty": b"",
        }[damage]
    )  # fmt: skip
    with pytest.raises(ArtifactError, match="cannot be read as an archive"):
        read(store, path)
    assert look(tmp_path / "state/artifacts/objects") == {}
