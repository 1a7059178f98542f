"""Rounds of the collector over real stores."""

import fcntl
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from compiler.ir.job import Artifact
from runtime.artifacts import collector
from runtime.artifacts.changes import KeepArtifact, Refer, TakeArtifact, Unrefer, UseArtifact
from runtime.artifacts.collector import collect_garbage
from runtime.artifacts.policy import Policy
from runtime.artifacts.pressure import Usage
from runtime.artifacts.queries import ArtifactQueries
from runtime.artifacts.store import ArtifactStore
from runtime.errors import ArtifactError
from runtime.records import ENDED_RUN
from runtime.state.journal import apply_changes
from runtime.state.migrations import m0002_artifacts
from runtime.state.queries import Queries
from tests.runtime.artifacts.stores import ALL, begin, end, fill, keep, objects, plan, record

ROOT = Path(__file__).resolve().parents[3]
SHORT = Policy("*", 60, 0)


@pytest.fixture
def state(tmp_path):
    return tmp_path / "state"


def kept(state):
    with ArtifactQueries(state) as queries:
        return [each.id for each in queries.all()]


def gc(state, **options):
    return collect_garbage(state, "tester", **options)


def actions(state):
    with Queries(state) as queries:
        return [(event.action, event.resource) for event in queries.events(limit=1000)]


def test_what_is_past_its_retention_goes_with_its_objects_alone(state):
    old = keep(state, b"old", policy=SHORT, age=1)
    new = keep(state, b"new")
    done = gc(state)
    assert [each.record.id for each in done.deleted] == [old.id]
    assert (done.objects, done.size > 3, done.more) == (2, True, False)
    assert kept(state) == [new.id]
    assert len(objects(state)) == 2
    assert ArtifactStore(state).verify(new.digest) is None
    assert ("artifact.deleted", "build.all") in actions(state)
    assert ("artifact.objects-deleted", "artifacts") in actions(state)
    with ArtifactQueries(state) as queries:
        assert [row[:2] for row in queries.decisions(old.digest)] == [("rule *", "delete")]
        assert queries.of_digest(old.digest)[0].removal == "older than its greatest age"


def test_a_dry_run_changes_nothing(state):
    keep(state, b"old", policy=SHORT, age=1)
    before = (objects(state), actions(state), kept(state))
    done = gc(state, dry_run=True)
    assert (len(done.deleted), done.objects) == (1, 2)
    assert (objects(state), actions(state), kept(state)) == before
    with ArtifactQueries(state) as queries:
        assert queries.last_decisions() == {}


def test_contents_that_another_artifact_has_stay(state):
    keep(state, b"same", policy=SHORT, age=1)
    other = keep(state, b"same")
    assert gc(state).objects == 0
    assert ArtifactStore(state).verify(other.digest) is None


def test_what_a_run_that_has_not_ended_kept_stays(state):
    begin(state, "r1")
    keep(state, b"old", run="r1", policy=SHORT, age=400)
    full = lambda _: Usage(99, 1)  # noqa: E731
    assert gc(state, measure=full).deleted == ()
    end(state, "r1")
    assert len(gc(state, measure=full).deleted) == 1
    assert objects(state) == set()


@pytest.mark.parametrize("kind", ["pin", "release"])
def test_what_something_refers_to_stays_until_it_lets_go(state, kind):
    old = keep(state, b"old", policy=SHORT, age=400)
    apply_changes(state, "tester", Refer(old.digest, kind, "holder", "why", "me"))
    assert gc(state, max_size=0).deleted == ()
    apply_changes(state, "tester", Unrefer(old.digest, kind, "holder", "", "me"))
    assert len(gc(state).deleted) == 1
    with pytest.raises(ArtifactError, match="there is no artifact"):
        apply_changes(state, "tester", Refer(old.digest, kind, "holder"))
    with pytest.raises(ArtifactError, match=f"has no {kind}"):
        apply_changes(state, "tester", Unrefer(old.digest, kind, "holder"))


def test_a_reference_that_comes_between_decision_and_record_wins(state, monkeypatch):
    old = keep(state, b"old", policy=SHORT, age=400)
    decide = collector.decide

    def slow(*arguments):
        found = decide(*arguments)
        apply_changes(state, "tester", Refer(old.digest, "pin", "pin"))
        return found

    monkeypatch.setattr(collector, "decide", slow)
    done = gc(state)
    assert (done.deleted, done.objects) == ((), 0)
    assert ArtifactStore(state).verify(old.digest) is None


def test_a_run_takes_over_what_an_earlier_one_kept_or_hears_that_it_is_gone(state):
    old = keep(state, b"old", policy=SHORT, age=400)
    begin(state, "r2")
    apply_changes(state, "tester", TakeArtifact("r2", old))
    assert gc(state).deleted == ()
    end(state, "r2")
    assert len(gc(state, measure=lambda _: Usage(99, 1)).deleted) == 2
    with pytest.raises(ArtifactError, match=r"the artifact build\.all of run  was deleted meanwhile"):
        apply_changes(state, "tester", TakeArtifact("r2", old))


def test_use_counts(state):
    old = keep(state, b"old", policy=Policy("*", 60, 3600), age=1)
    apply_changes(state, "tester", UseArtifact(old.digest))
    assert gc(state).deleted == ()


def test_decisions_to_keep_are_recorded_when_they_change(state):
    new = keep(state, b"new")
    for _ in range(3):
        gc(state)
    apply_changes(state, "tester", Refer(new.digest, "pin", "pin", "why"))
    gc(state)
    gc(state)
    with ArtifactQueries(state) as queries:
        assert [row[:3] for row in queries.decisions(new.digest)] == [
            ("standard", "keep", "under 7 days old"),
            ("pin", "keep", "pinned by : why"),
        ]


def test_a_later_attempt_replaces_what_the_first_kept(state, tmp_path):
    begin(state, "r1")
    first = keep(state, b"first", run="r1")
    keep(state, b"second", run="r1")
    assert len(kept(state)) == 1
    gc(state)
    assert first.digest not in objects(state)


def test_pressure_deletes_the_oldest_until_it_is_relieved(state):
    old = Policy("*", 900 * 86_400, 0)
    ids = [keep(state, bytes([number]) * 10_000, policy=old, age=20 - number).id for number in range(5)]
    assert len(gc(state, measure=lambda _: Usage(82_000, 18_000)).deleted) == 1
    assert kept(state) == ids[1:]
    assert ("artifact.pressure", "artifacts") in actions(state)
    assert len(gc(state, measure=lambda _: Usage(96_000, 4_000)).deleted) == 4


def test_the_store_shrinks_to_the_size_that_is_wanted(state):
    old = Policy("*", 900 * 86_400, 0)
    for number in range(5):
        keep(state, bytes([number]) * 10_000, policy=old, age=20 - number)
    gc(state, max_size=25_000)
    assert len(kept(state)) == 2
    assert gc(state, max_size=25_000).deleted == ()


def test_one_round_deletes_so_many_and_says_that_there_is_more(state, monkeypatch):
    for number in range(5):
        keep(state, b"%d" % number, policy=SHORT, age=2)
    monkeypatch.setattr(collector, "LIMIT", 3)
    done = gc(state)
    assert (len(done.deleted), done.objects, done.more) == (3, 3, True)
    rounds = [gc(state) for _ in range(3)]
    assert [each.objects for each in rounds] == [3, 3, 1]
    assert not rounds[-1].more
    assert objects(state) == set()


def test_only_one_collector_is_at_work(state):
    keep(state, b"x")
    lock = state / "artifacts" / "collector.lock"
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        with pytest.raises(ArtifactError, match="another collector is at work"):
            gc(state)
    gc(state)


def test_what_a_living_writer_stored_stays_until_it_is_recorded_or_gone(state, tmp_path):
    store = ArtifactStore(state)
    result = store.keep("r", "build", ALL, fill(tmp_path / "w", {"a": b"1"}))
    assert gc(state).objects == 0
    assert store.verify(result.digest) is None
    record(state, result)
    store.close()
    assert gc(state).objects == 0
    lost = ArtifactStore(state)
    lost.keep("r", "build", ALL, fill(tmp_path / "w2", {"a": b"2"}))
    lost.close()
    assert gc(state).objects == 2


_KILLED = """
import os, sys
from pathlib import Path
from runtime.artifacts.store import ArtifactStore
from compiler.ir.job import Artifact
ArtifactStore(Path(sys.argv[1])).keep("r", "build", Artifact("a", ("**",)), Path(sys.argv[2]))
os.kill(os.getpid(), 9)
"""


def test_what_a_killed_writer_stored_and_nobody_recorded_goes(state, tmp_path):
    fill(tmp_path / "w", {"a": b"1"})
    subprocess.run([sys.executable, "-c", _KILLED, state, tmp_path / "w"], check=False, cwd=ROOT, timeout=30)
    assert len(objects(state)) == 2
    assert gc(state).objects == 2
    assert list((state / "artifacts/writers").iterdir()) == []


def test_a_dedup_hit_on_an_object_about_to_go_keeps_it(state, tmp_path):
    """The collector has decided; a writer finds the object there; the collector asks again before it deletes."""
    old = keep(state, b"shared", policy=SHORT, age=1)
    store = ArtifactStore(state)
    decide = collector.decide
    result = []

    def decided(*arguments):
        found = decide(*arguments)
        result.append(store.keep("r", "build", ALL, fill(tmp_path / "late", {"file": b"shared"})))
        return found

    collector.decide = decided
    try:
        done = gc(state)
    finally:
        collector.decide = decide
    assert len(done.deleted) == 1
    assert done.objects == 0
    assert result[0].digest == old.digest
    record(state, result[0])
    store.close()
    assert gc(state).objects == 0
    assert store.verify(old.digest) is None


def test_a_manifest_that_cannot_be_believed_stops_the_collector(state):
    victim = keep(state, b"victim")
    keep(state, b"old", policy=SHORT, age=1)
    path = ArtifactStore(state).objects.path(victim.digest)
    path.chmod(0o600)
    path.write_bytes(b"{}")
    before = objects(state)
    with pytest.raises(ArtifactError, match="is corrupted, so nobody knows which objects it needs"):
        gc(state)
    assert objects(state) == before


def test_an_empty_state_directory_has_nothing_to_collect(state):
    assert gc(state) == ((), 0, 0, False, 0.0)
    assert not state.exists()


def test_the_view_knows_the_statuses_that_end_a_run():
    view = next(text for text in m0002_artifacts.STATEMENTS if "VIEW" in text)
    words = view.partition("NOT IN (")[2].partition(")")[0]
    assert {word.strip(" '") for word in words.split(",")} == ENDED_RUN


def test_the_policy_comes_from_the_plan(state, tmp_path):
    artifact = Artifact("all", ("**",), retention=3600, compression="none")
    made = plan(artifact)
    store = ArtifactStore(state)
    result = store.keep("r", "build", artifact, fill(tmp_path / "w", {"page.html": b"1"}))
    apply_changes(state, "tester", KeepArtifact.of("r", made, made.jobs[0], artifact, result))
    store.close()
    with ArtifactQueries(state) as queries:
        found = queries.of_run("r")["build", "all"]
    assert found.policy == Policy("", 3600, 3600)
    assert (found.pipeline, found.compression, found.original, found.media_type) == (
        "shop", "none", "page.html", "text/html",
    )  # fmt: skip


def test_queries_use_their_indexes(state):
    keep(state, b"x")
    connection = sqlite3.connect(state / "state.db")
    for where in ("digest = 'x'", "digest >= 'x' AND digest < 'xg'"):
        query = f"EXPLAIN QUERY PLAN SELECT * FROM artifacts WHERE removed IS NULL AND {where}"
        assert "artifacts_by_digest" in str(connection.execute(query).fetchall())
    held = connection.execute("EXPLAIN QUERY PLAN SELECT 1 FROM artifact_holders WHERE digest = 'x'").fetchall()
    assert "SCAN a" not in str(held).replace("SCAN artifact_holders", "")
    connection.close()
