"""Verification finds what is not whole, puts it aside, and says who can make it again."""

import itertools

import pytest

from runtime.artifacts.queries import ArtifactQueries
from runtime.artifacts.store import ArtifactStore
from runtime.artifacts.verification import LEGAL, MoveArtifact, verify
from runtime.state.journal import apply_changes
from runtime.state.queries import Queries
from runtime.state.transitions import IllegalTransition
from tests.runtime.artifacts.stores import ALL, begin, fill, keep, objects, record


@pytest.fixture
def state(tmp_path):
    return tmp_path / "state"


def check(state, digest):
    read = []
    return verify(state, digest, "tester", set(), read.append), read


def spoil(state, digest):
    path = ArtifactStore(state).objects.path(digest)
    path.chmod(0o600)
    path.write_bytes(b"spoiled")


def status(state, digest):
    with ArtifactQueries(state) as queries:
        return {each.status for each in queries.of_digest(digest)}


def test_what_is_whole_is_valid(state):
    kept = keep(state, b"content")
    finding, read = check(state, kept.digest)
    assert (finding.status, finding.recovery) == ("VALID", "")
    assert min(read) == 7
    assert status(state, kept.digest) == {"VALID"}


@pytest.mark.parametrize("part", ["content", "manifest"])
def test_a_corrupted_object_is_put_aside_and_can_be_made_again(state, tmp_path, part):
    begin(state, "r1")
    kept = keep(state, b"content", run="r1")
    content = next(iter(objects(state) - {kept.digest}))
    victim = content if part == "content" else kept.digest
    spoil(state, victim)
    finding, _ = check(state, kept.digest)
    assert (finding.status, finding.corrupted, finding.missing) == ("CORRUPTED", (victim,), ())
    assert finding.recovery == "job `build` makes it again: run the pipeline `shop` as in run r1"
    assert victim not in objects(state)
    assert [path.read_bytes() for path in (state / "artifacts/quarantine").iterdir()] == [b"spoiled"]
    finding, _ = check(state, kept.digest)
    assert (finding.status, finding.missing) == ("MISSING", (victim,))
    store = ArtifactStore(state)
    store.keep("r1", "build", ALL, fill(tmp_path / "again", {"file": b"content"}))
    store.close()
    assert check(state, kept.digest)[0].status == "VALID"


def test_what_nobody_can_make_again_has_failed(state, tmp_path):
    store = ArtifactStore(state)
    kept = store.keep_tree("dist", fill(tmp_path / "w", {"a": b"1"}), ("**",))
    record(state, kept, job="")
    store.close()
    spoil(state, next(iter(objects(state) - {kept.digest})))
    finding, _ = check(state, kept.digest)
    assert finding.status == "FAILED"
    assert (
        finding.recovery == "no job makes it again: add it from its source with `pipec artifact add PATH --name dist`"
    )
    assert status(state, kept.digest) == {"FAILED"}


def test_objects_that_several_artifacts_have_are_read_once(state, tmp_path):
    store = ArtifactStore(state)
    digests = []
    for name in "ab":
        kept = store.keep_tree(name, fill(tmp_path / name, {"same": b"1" * 5000, name: b"2"}), ("**",))
        record(state, kept)
        digests.append(kept.digest)
    store.close()
    whole, read = set(), []
    for digest in digests:
        assert verify(state, digest, "tester", whole, read.append).status == "VALID"
    assert read.count(5000) == 1


def test_each_result_is_an_event(state):
    kept = keep(state, b"content")
    check(state, kept.digest)
    with Queries(state) as queries:
        assert ("artifact.valid", kept.digest) in {(event.action, event.resource) for event in queries.events()}


@pytest.mark.parametrize(("before", "after"), list(itertools.product(LEGAL, LEGAL)))
def test_only_legal_transitions_are_written(state, before, after):
    kept = keep(state, b"content")
    ways = {
        "PENDING": [], "VERIFYING": ["VERIFYING"], "VALID": ["VERIFYING", "VALID"], "MISSING": ["VERIFYING", "MISSING"],
        "CORRUPTED": ["VERIFYING", "CORRUPTED"], "FAILED": ["VERIFYING", "CORRUPTED", "FAILED"],
    }  # fmt: skip
    for step in ways[before]:
        apply_changes(state, "tester", MoveArtifact(kept.digest, step))
    if after in LEGAL[before]:
        apply_changes(state, "tester", MoveArtifact(kept.digest, after))
        assert status(state, kept.digest) == {after}
    else:
        with pytest.raises(IllegalTransition):
            apply_changes(state, "tester", MoveArtifact(kept.digest, after))
        assert status(state, kept.digest) == {before}
