"""What the failure of each job takes down, for all jobs at once: one bit for each of them that could fail."""

from collections.abc import Sequence
from typing import Final

from compiler.ir.job import Job

MOST: Final = 2_000
"""Of a larger graph it is not worked out for everything: the answer grows with the square."""


def blasts(jobs: Sequence[Job]) -> list[list[int]]:
    """Return for each job, by its place, the places of those that do not run when it fails alone.

    `jobs` are in the plan's order, each after what it waits for. As `compiler.ir.analysis.taken_down` says for one.
    """
    alone = 1 << len(jobs)
    every = alone * 2 - 1
    failed: dict[str, int] = {}
    started: dict[str, int] = {}
    for place, job in enumerate(jobs):
        before = [dependency.job for dependency in job.depends_on if dependency.job in started]
        starts = _starts(job.runs_on, before, failed, started, every)
        started[job.id] = starts
        failed[job.id] = starts & 1 << place
    found: list[list[int]] = [[] for _ in jobs]
    for place, job in enumerate(jobs):
        if started[job.id] & alone:
            for other in _bits(every & ~started[job.id]):
                found[other].append(place)
    return found


def _starts(
    runs_on: tuple[str, ...], before: Sequence[str], failed: dict[str, int], started: dict[str, int], every: int
) -> int:
    """Return the cases in which a job starts; in the last of all nothing fails."""
    if "success" in runs_on and "failure" in runs_on:
        return every
    if "failure" in runs_on:
        some = 0
        for name in before:
            some |= failed[name]
        return some
    for name in before:
        every &= started[name] & ~failed[name]
    return every


def _bits(number: int) -> list[int]:
    text = bin(number)[:1:-1]
    found, at = [], text.find("1")
    while at >= 0:
        found.append(at)
        at = text.find("1", at + 1)
    return found
