"""A runtime that starts steps with strays until somebody kills it: `python runtime_to_kill.py DIRECTORY FIRST`.

The scripts from the number FIRST on: the script 0 has a stray that heeds no TERM, for which a sweep waits.
"""

import asyncio
import os
import sys
from pathlib import Path

from tests.runtime.executors.process.steps import Sunk, bench

SCRIPTS = (
    "(trap '' TERM INT HUP; while :; do sleep 600; done) & sleep 600",
    "sleep 600",
    "setsid sleep 600 & sleep 600",
    "sh -c 'setsid sleep 600 &'; env -i sleep 600 & sleep 600",
    "setsid sleep 600 >/dev/null 2>&1 </dev/null & sleep 0.05",
    "while :; do echo busy; (sleep 0.01 &); done",
    "kill -STOP $$",
    "echo brief",
)


async def main(directory, first):
    async with bench(directory) as steps:
        with (directory / "handles").open("a", buffering=1) as handles:

            async def work(script):
                while True:
                    running = await steps.start(script, Sunk())
                    handles.write(f"{running.handle}\n")
                    await running.wait()

            await asyncio.gather(*(work(script) for script in SCRIPTS[first:]))


if __name__ == "__main__":
    os.environ.pop("PIPEC_OUTPUT", None)
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2])))
