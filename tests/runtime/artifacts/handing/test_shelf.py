"""Archives on the disk: made once, kept as long as an offer is good, gone afterwards."""

import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from runtime.artifacts.collector import collect_garbage
from runtime.artifacts.faults import CorruptedObjectError
from runtime.artifacts.handing.packing import LINKS, checksum_of
from runtime.artifacts.handing.shelf import EMPTY, MARGIN, Shelf, sweep_archives
from runtime.artifacts.store import ArtifactStore
from runtime.errors import ArtifactError
from tests.runtime.artifacts.stores import ALL, fill, objects


@pytest.fixture
def state(tmp_path):
    return tmp_path / "state"


def keep(state, files):
    return ArtifactStore(state).keep("r", "build", ALL, fill(state.parent / "w", files)).digest


def names(state):
    return sorted(path.name for path in (state / "artifacts/archives").iterdir() if path.name != "lock")


def test_an_archive_is_named_by_artifact_and_contents_and_made_once(state):
    digest = keep(state, {"a": b"a"})
    made = Shelf(state).take(digest, time.time() + 60)
    assert made.path.name == f"{digest}.{checksum_of(made.path)}.tar.gz"
    assert made.path.stat().st_mode & 0o077 == 0 or made.path.parent.stat().st_mode & 0o077 == 0
    before = made.path.stat().st_ino
    assert Shelf(state).take(digest, time.time() + 60) == made
    assert made.path.stat().st_ino == before
    assert Shelf(state).take(None, time.time() + 60).path.name.startswith(EMPTY)


def test_many_at_once_make_one_archive(state):
    digest = keep(state, {"a": os.urandom(1 << 20)})
    shelf = Shelf(state)
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _: shelf.take(digest, time.time() + 60), range(16)))
    assert len(found) == len(names(state)) == 1


def test_an_archive_lives_until_its_last_offer_ends(state):
    digest, shelf, now = keep(state, {"a": b"a"}), Shelf(state), time.time()
    path = shelf.take(digest, now + 1000).path
    shelf.take(digest, now + 5000)
    shelf.take(digest, now + 10)  # a shorter one takes nothing away
    sweep_archives(state / "artifacts", now + 5000 + MARGIN - 5)
    assert path.exists()
    assert sweep_archives(state / "artifacts", now + 5000 + MARGIN + 5) == 1
    assert names(state) == []


def test_what_a_killed_program_left_goes_later(state):
    shelf, now = Shelf(state), time.time()
    shelf.take(None, now - 2 * MARGIN)
    left = state / "artifacts/archives/new-0123"
    left.write_bytes(b"x")
    assert sweep_archives(state / "artifacts", now) == 1
    assert names(state) == ["new-0123"]
    assert sweep_archives(state / "artifacts", now + 2 * 86400) == 1


def test_the_collector_takes_archives_that_are_over(state):
    Shelf(state).take(None, time.time() - 2 * MARGIN)
    Shelf(state).take(keep(state, {"a": b"a"}), time.time() + 60)
    collect_garbage(state, "tester", dry_run=True)
    assert len(names(state)) == 2
    collect_garbage(state, "tester")
    assert len(names(state)) == 1


def test_nothing_is_swept_where_nothing_is(tmp_path):
    assert sweep_archives(tmp_path / "state") == 0


def test_a_corrupted_object_makes_no_archive(state):
    digest = keep(state, {"a": b"contents"})
    for each in objects(state) - {digest}:
        path = ArtifactStore(state).objects.path(each)
        path.chmod(0o600)
        path.write_bytes(b"spoiled!")
    with pytest.raises(CorruptedObjectError, match="is corrupted") as spoiled:
        Shelf(state).take(digest, time.time() + 60)
    assert "pipec artifact verify" in spoiled.value.help
    assert names(state) == []


@pytest.mark.parametrize("name", [LINKS, f"{LINKS}/x"])
def test_the_reserved_name_is_refused(state, name):
    with pytest.raises(ArtifactError, match="pipec uses that name itself"):
        Shelf(state).take(keep(state, {name: b"", "l": name}), time.time() + 60)
    assert names(state) == []


def test_that_name_deeper_down_is_nothing_special(state):
    assert Shelf(state).take(keep(state, {f"x/{LINKS}": b""}), time.time() + 60).path.exists()


def test_a_full_disk_is_told(state, monkeypatch):
    digest = keep(state, {"a": b"a"})
    real = os.fsync

    def full(descriptor):
        if "/archives/" in str(Path(f"/proc/self/fd/{descriptor}").readlink()):
            raise OSError(28, "No space left on device")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ArtifactError, match="there is no room left") as told:
        Shelf(state).take(digest, time.time() + 60)
    assert told.value.failure_class == "resource"
    assert names(state) == []


def test_archives_are_made_while_others_are_swept(state):
    digest = keep(state, {"a": b"a"})
    shelf, until = Shelf(state), time.monotonic() + 1

    def make():
        count = 0
        while time.monotonic() < until:
            shelf.take(digest, time.time() - 2 * MARGIN)
            shelf.take(None, time.time() + 60)
            count += 1
        return count

    def sweep():
        return sum(sweep_archives(state / "artifacts") for _ in iter(lambda: time.monotonic() < until, False))

    with ThreadPoolExecutor(3) as pool:
        made, *swept = (each.result() for each in [pool.submit(make), pool.submit(sweep), pool.submit(sweep)])
    assert made > 1
    assert sum(swept) > 1
    assert EMPTY in "".join(names(state))
