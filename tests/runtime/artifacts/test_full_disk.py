"""A file system without room: a real one, small, that is full."""

import os
import subprocess

import pytest

from runtime.artifacts.collector import collect_garbage
from runtime.artifacts.policy import Policy
from runtime.artifacts.pressure import usage
from runtime.artifacts.store import ArtifactStore
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
