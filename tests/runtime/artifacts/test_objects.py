"""Objects: stored once, durable, verified; nothing half is ever seen."""

import hashlib
import multiprocessing
import os
import signal
import stat
import subprocess
import sys
import time
from io import BytesIO
from pathlib import Path

import pytest

from runtime.artifacts.faults import CorruptedObjectError, MissingObjectError
from runtime.artifacts.objects import PIECE, Objects
from runtime.artifacts.verification import quarantine
from runtime.artifacts.writers import claimed

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("size", [0, 1, 65_536, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE + 7])
def test_what_is_stored_is_fetched(tmp_path, size):
    content = os.urandom(size)
    objects = Objects(tmp_path)
    with objects.storing() as batch:
        stored = batch.add(BytesIO(content).readinto)
    assert stored == (hashlib.sha256(content).hexdigest(), size)
    path = objects.path(stored.digest)
    assert path == tmp_path / "objects" / stored.digest[:2] / stored.digest[2:]
    assert stat.S_IMODE(path.stat().st_mode) == 0o444
    with (tmp_path / "copy").open("wb") as file:
        assert objects.fetch(stored.digest, file.fileno()) == size
    assert (tmp_path / "copy").read_bytes() == content
    assert list((tmp_path / "incoming").iterdir()) == []


def test_a_reader_that_gives_little_at_a_time_is_read_to_its_end(tmp_path):
    content = BytesIO(os.urandom(PIECE + 5_000))
    objects = Objects(tmp_path)
    with objects.storing() as batch:
        stored = batch.add(lambda view: content.readinto(view[:777]))
    assert stored.digest == hashlib.sha256(content.getvalue()).hexdigest()
    assert objects.fetch(stored.digest) == PIECE + 5_000


@pytest.mark.parametrize("size", [10, PIECE * 2])
def test_equal_contents_are_stored_once(tmp_path, size):
    content = os.urandom(size)
    objects = Objects(tmp_path)
    with objects.storing() as batch:
        first = batch.add(BytesIO(content).readinto)
        again = batch.add(BytesIO(content).readinto)
    inode = objects.path(first.digest).stat().st_ino
    with objects.storing() as batch:
        third = batch.add(BytesIO(content).readinto)
    assert first == again == third
    assert objects.path(first.digest).stat().st_ino == inode
    assert len(list((tmp_path / "objects").glob("*/*"))) == 1


def test_many_objects_of_one_batch_are_all_there(tmp_path):
    objects = Objects(tmp_path)
    with objects.storing() as batch:
        stored = [batch.add_bytes(b"%d" % number) for number in range(300)]
    assert all(objects.read(each.digest, 9) == b"%d" % number for number, each in enumerate(stored))


def test_what_is_made_is_for_its_owner_alone(tmp_path):
    objects = Objects(tmp_path / "state" / "artifacts")
    with objects.storing() as batch:
        batch.add_bytes(b"x")
    folders = {path for path in (tmp_path / "state").rglob("*") if path.is_dir()} | {tmp_path / "state"}
    assert {stat.S_IMODE(path.stat().st_mode) for path in folders} == {0o700}
    files = {path for path in (tmp_path / "state").rglob("*") if path.is_file() and "objects" not in path.parts}
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}


def test_nothing_is_visible_of_a_batch_that_fails(tmp_path):
    objects = Objects(tmp_path)
    with pytest.raises(ZeroDivisionError), objects.storing() as batch:
        batch.add(BytesIO(bytes(batch.add_bytes(b"one").size // 0)).readinto)
    assert list((tmp_path / "objects").glob("*/*")) == []
    assert list((tmp_path / "incoming").iterdir()) == []


@pytest.mark.parametrize("size", [100, PIECE * 2 + 3])
@pytest.mark.parametrize("damage", ["flip", "cut", "longer"])
def test_a_corrupted_object_is_found_and_stored_anew(tmp_path, size, damage):
    content = os.urandom(size)
    objects = Objects(tmp_path)
    with objects.storing() as batch:
        digest = batch.add(BytesIO(content).readinto).digest
    path = objects.path(digest)
    path.chmod(0o600)
    bad = {"flip": bytes([content[0] ^ 1]) + content[1:], "cut": content[:-1], "longer": content + b"x"}[damage]
    path.write_bytes(bad)
    with pytest.raises(CorruptedObjectError):
        objects.fetch(digest)
    with pytest.raises(CorruptedObjectError):
        objects.read(digest, size)
    with objects.storing() as batch:
        batch.add(BytesIO(content).readinto)
    assert objects.fetch(digest) == size


def test_a_missing_object_is_told(tmp_path):
    objects = Objects(tmp_path)
    with pytest.raises(MissingObjectError, match="0000 is not in the store"):
        objects.fetch("0" * 64)


def test_quarantine_leaves_what_is_whole(tmp_path):
    objects = Objects(tmp_path)
    with objects.storing() as batch:
        whole = batch.add_bytes(b"whole").digest
        bad = batch.add_bytes(b"bad").digest
    objects.path(bad).chmod(0o600)
    objects.path(bad).write_bytes(b"worse")
    quarantine(objects, whole)
    quarantine(objects, bad)
    assert objects.path(whole).exists()
    assert not objects.path(bad).exists()
    assert [path.read_bytes() for path in (tmp_path / "quarantine").iterdir()] == [b"worse"]


_ENDLESS = """
import os, sys
from pathlib import Path
from runtime.artifacts.objects import Objects
objects = Objects(Path(sys.argv[1]))
kept = open(sys.argv[2], "rb", buffering=0)
while True:
    with objects.storing() as batch:
        for number in range(20):
            batch.add_bytes(os.urandom(5000))
        kept.seek(0)
        batch.add(kept.readinto)
        sys.stdout.write("."); sys.stdout.flush()
    kept_path = objects.path
    for path in Path(sys.argv[1], "objects").glob("*/*"):
        path.unlink()
"""


def test_killed_writers_leave_no_partial_object(tmp_path):
    """Whatever the moment: all that is visible is whole, the rest is cleaned, and storing again works."""
    big = tmp_path / "big"
    big.write_bytes(os.urandom(8 * PIECE))
    store = tmp_path / "store"
    for number in range(8):
        with subprocess.Popen(
            [sys.executable, "-c", _ENDLESS, store, big], stdout=subprocess.PIPE, cwd=ROOT
        ) as process:
            assert process.stdout.read(1) == b"."
            time.sleep(0.013 * number)
            process.send_signal(signal.SIGKILL)
            process.wait(10)
        objects = Objects(store)
        for path in (store / "objects").glob("*/*"):
            objects.fetch(path.parent.name + path.name)
        assert claimed(store) == set()
        assert list((store / "incoming").iterdir()) == []
        assert list((store / "writers").iterdir()) == []
    objects = Objects(store)
    with big.open("rb", buffering=0) as file, objects.storing() as batch:
        digest = batch.add(file.readinto).digest
    assert objects.fetch(digest) == 8 * PIECE


def _store_many(directory: Path, start: object) -> None:
    start.wait(10)
    objects = Objects(directory)
    for number in range(10):
        with objects.storing() as batch:
            batch.add_bytes(b"%d" % number * 1000)
            batch.add(BytesIO(b"%d" % number * PIECE).readinto)


def test_four_processes_store_the_same(tmp_path):
    context = multiprocessing.get_context("spawn")
    start = context.Barrier(4)
    workers = [context.Process(target=_store_many, args=(tmp_path, start)) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert [worker.exitcode for worker in workers] == [0] * 4
    objects = Objects(tmp_path)
    found = [path.parent.name + path.name for path in (tmp_path / "objects").glob("*/*")]
    assert len(found) == 20
    for digest in found:
        objects.fetch(digest)
    assert list((tmp_path / "incoming").iterdir()) == []


_MEASURE = """
import sys
from pathlib import Path
from runtime.artifacts.objects import Objects
from tests.memory import peak
objects = Objects(Path(sys.argv[1]))
with open(sys.argv[2], "rb", buffering=0) as file, objects.storing() as batch:
    digest = batch.add(file.readinto).digest
with open(sys.argv[3], "wb") as file:
    objects.fetch(digest, file.fileno())
print(peak())
"""


@pytest.mark.slow
def test_two_gigabytes_are_stored_and_fetched_in_little_memory(tmp_path):
    big, copy = tmp_path / "big", tmp_path / "copy"
    with big.open("wb") as file:
        for _ in range(2048):
            file.write(os.urandom(PIECE))
    done = subprocess.run(
        [sys.executable, "-c", _MEASURE, tmp_path / "store", big, copy],
        capture_output=True, text=True, check=True, cwd=ROOT, timeout=300,
    )  # fmt: skip
    assert int(done.stdout) * 1024 < 64 << 20
    assert subprocess.run(["cmp", big, copy], check=False, timeout=300).returncode == 0
    for path in (big, copy):
        path.unlink()
