"""A file system without room: a real one, small, that is full."""

import contextlib
import os
import subprocess

import pytest

from runtime.artifacts.collector import collect_garbage
from runtime.artifacts.policy import Policy
from runtime.artifacts.pressure import usage
from runtime.artifacts.store import ArtifactStore
from runtime.artifacts.writers import Writer
from runtime.errors import ArtifactError
from tests.runtime.artifacts.stores import ALL, fill, keep, look


@pytest.fixture
def small(tmp_path):
    """A file system of 16 MiB."""
    place = tmp_path / "small"
    place.mkdir()
    if os.getuid() != 0:
        pytest.skip("only root mounts file systems")
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=16m", "none", place], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip(f"no file system can be mounted here: {mounted.stderr.decode().strip()}")
    yield place
    subprocess.run(["umount", "-l", place], check=True)


def test_no_room_is_told_and_leaves_nothing(small, tmp_path):
    store = ArtifactStore(small / "state")
    fill(tmp_path / "w", {"a": os.urandom(5 << 20), "b": os.urandom(20 << 20)})
    with pytest.raises(ArtifactError, match="there is no room left in") as caught:
        store.keep("r", "build", ALL, tmp_path / "w")
    assert caught.value.failure_class == "resource"
    assert look(small / "state/artifacts/incoming") == {}
    assert look(small / "state/artifacts/objects") == {}
    (tmp_path / "w/b").unlink()
    assert store.keep("r", "build", ALL, tmp_path / "w").size == 5 << 20
    store.close()


def test_from_98_percent_on_nothing_is_taken_until_the_collector_made_room(small, tmp_path):
    state = small / "state"
    for number in range(3):
        keep(state, os.urandom(2 << 20), policy=Policy("*", 900 * 86_400, 0), age=9 - number)
    ballast = small / "ballast"
    ballast.write_bytes(bytes(usage(small).free - (200 << 10)))
    assert usage(small).share >= 0.98
    store = ArtifactStore(state)
    fill(tmp_path / "w", {"a": b"1"})
    with pytest.raises(ArtifactError, match=r"is \d+% full: from 98% on no artifact is kept") as caught:
        store.keep("r", "build", ALL, tmp_path / "w")
    assert caught.value.failure_class == "resource"
    done = collect_garbage(state, "tester")
    assert [each.policy for each in done.deleted] == ["pressure"] * 3
    assert usage(small).share < 0.8
    assert store.keep("r", "build", ALL, tmp_path / "w") is not None
    store.close()


def test_a_workspace_without_room_is_told(small, tmp_path):
    store = ArtifactStore(tmp_path / "state")
    digest = store.keep("r", "build", ALL, fill(tmp_path / "w", {"a": os.urandom(20 << 20)})).digest
    (small / "to").mkdir()
    with pytest.raises(ArtifactError, match="a: No space left on device"):
        store.place(digest, ".", small / "to", {})
    assert look(small / "to") == {}
    store.close()


def test_a_note_that_does_not_fit_is_not_half_written(small):
    """Half a note would put all later ones out of step, and what they say would not be protected."""
    writer = Writer(small / "store")
    writer.claim("ab" * 32, small / "none")
    (notes,) = (small / "store/writers").iterdir()
    with notes.open("ab") as file:
        file.write(bytes(4096 - 32 - 16))  # the page has room for half a note
    with (small / "ballast").open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(4096))
    with pytest.raises(OSError, match="No space left"):
        writer.claim("cd" * 32, small / "none")
    assert notes.stat().st_size == 4096 - 16
    writer.close()
