"""However writes fall into groups, they come to what they come to one after another."""

import asyncio
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from runtime.state.audit import verify
from runtime.state.changes import MoveJob
from runtime.state.journal import Journal
from runtime.state.queries import Queries
from runtime.state.transitions import JOB, IllegalTransition
from tests.runtime.state import states

JOBS = ("a", "b", "c")
MOVES = st.lists(st.tuples(st.sampled_from(JOBS), st.sampled_from(sorted(JOB))), min_size=1, max_size=3)
WRITES = st.lists(st.tuples(MOVES, st.integers(0, 4)), min_size=1, max_size=12)
"""Moves that are written together, and how many turns of the loop pass before the next write."""


def expected(writes):
    """Return which writes are refused, the jobs' statuses and all moves, by the tables alone."""
    now, refused, moved = dict.fromkeys(JOBS, "pending"), [], []
    for moves, _ in writes:
        then, made = dict(now), []
        for job, to in moves:
            if to not in JOB[then[job]]:
                break
            then[job] = to
            made.append((job, to))
        else:
            now = then
            moved += made
        refused.append(len(made) < len(moves))
    return refused, now, moved


async def write_all(directory, writes):
    journal, tasks = Journal(directory, "eva", states.RUN), []
    try:
        for moves, turns in writes:
            changes = [MoveJob(states.RUN, job, to) for job, to in moves]
            tasks.append(asyncio.ensure_future(journal.write(*changes)))
            for _ in range(turns):
                await asyncio.sleep(0)
        return await asyncio.gather(*tasks, return_exceptions=True)
    finally:
        await journal.close()


@settings(max_examples=40, deadline=None)
@given(WRITES)
def test_groups_do_not_matter(writes):
    refused, statuses, moved = expected(writes)
    with tempfile.TemporaryDirectory() as name:
        directory = states.start(Path(name), jobs=JOBS)
        results = asyncio.run(write_all(directory, writes))
        assert [isinstance(result, IllegalTransition) for result in results] == refused
        assert [result for result, no in zip(results, refused, strict=True) if not no] == [None] * refused.count(False)
        with Queries(directory) as queries:
            assert {job.job: job.status for job in queries.jobs(states.RUN)} == statuses
            events = queries.events(after=2)
        assert [(event.resource, event.action.removeprefix("job.")) for event in events] == moved
        assert verify(directory).whole
