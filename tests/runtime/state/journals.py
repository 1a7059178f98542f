"""Processes that write to a state, and say what they know to be durable.

Usage: `python -m tests.runtime.state.journals WAY DIRECTORY NAME COUNT`. Prints the number of each change when it is
durable.
"""

import asyncio
import sys
from pathlib import Path

from runtime.state.changes import CreateRun, MoveRun, Note
from runtime.state.journal import Journal, apply_changes
from tests.runtime.state.states import record

TOGETHER = 5


def say(number):
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


async def by_journal(directory, name, count):
    """Write notes, five at a time, as a run does."""
    journal = Journal(directory, name, name)
    await journal.write(CreateRun(record(name), ("a",)), MoveRun(name, "running"))

    async def note(first):
        for number in range(first, count, TOGETHER):
            await journal.write(Note(name, "note", str(number)))
            say(number)

    await asyncio.gather(*map(note, range(TOGETHER)))
    await journal.close()


def one_by_one(directory, name, count):
    """Write notes as commands do, each over a connection of its own."""
    for number in range(count):
        apply_changes(directory, name, Note(name, "note", str(number)))
        say(number)


if __name__ == "__main__":
    way, directory, name, count = sys.argv[1:]
    if way == "journal":
        asyncio.run(by_journal(Path(directory), name, int(count)))
    else:
        one_by_one(Path(directory), name, int(count))
