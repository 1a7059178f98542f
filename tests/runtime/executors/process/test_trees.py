"""Whatever a program leaves behind is ended, wherever it went, and what is not its own is left alone."""

import asyncio
import os
import subprocess
import sys
import time

import pytest

from tests.runtime.executors.process.steps import Sunk, alive, bench, run, sleepers, until_written

DOUBLE_FORK = """{python} -c '
import os, time
if os.fork(): os._exit(0)
os.setsid()
if os.fork(): os._exit(0)
open("ready", "w").write("ready")
os.chdir("/")
time.sleep(600)
'"""
"""A daemon by the book."""

HOPPER = """{python} -c '
import os, time
os.setsid()
until = time.monotonic() + 30  # or the test would leave it for ever
while time.monotonic() < until:
    if os.fork():
        os._exit(0)
' 600 >/dev/null 2>&1 & echo ready >ready"""
"""Another process at every moment."""

STRAYS = {
    "background": "sleep 600 & echo ready >ready",
    "nohup": "nohup sleep 600 & echo ready >ready",
    "setsid": "setsid sleep 600 & echo ready >ready",
    "setsid, group of its own": "setsid sh -c 'sleep 600 & sleep 600 & wait' & echo ready >ready",
    "monitor": "set -m; sleep 600 & echo ready >ready",
    "pipes closed": "setsid sleep 600 >/dev/null 2>&1 & echo ready >ready",
    "environment cleared": "env -i setsid sleep 600 >/dev/null 2>&1 & echo ready >ready",
    "environment cleared, double fork": "(cd / && env -i setsid sh -c 'sleep 600 &') >/dev/null; echo ready >ready",
    "ignores": "(trap '' TERM; echo ready >ready; while :; do sleep 600; done) & until [ -s ready ]; do :; done",
    "stopped": "setsid sleep 600 & kill -STOP $!; echo ready >ready",
    "stopped, in the group": "sleep 600 & kill -STOP $!; echo ready >ready",
    "storm": "for i in $(seq 200); do (setsid sleep 600 &) ; done; echo ready >ready",
    "deep": 'sh -c \'sh -c "sh -c \\"setsid sleep 600 & sleep 600\\" & sleep 600" & wait\' & sleep 0.1; echo y >ready',
    "hopper": HOPPER.format(python=sys.executable) + "; sleep 0.2",
    "daemon": DOUBLE_FORK.format(python=sys.executable),
    "daemon, its pipes closed": DOUBLE_FORK.format(python=sys.executable) + " >/dev/null 2>&1",
}


@pytest.mark.parametrize("stray", STRAYS)
def test_a_program_that_ends_leaves_nothing(tmp_path, stray):
    before = sleepers()
    began = time.monotonic()
    ended, sink = run(tmp_path, f"{STRAYS[stray]}\nexit 5")
    assert ended == (5, False)
    assert sleepers() <= before
    assert not alive(tmp_path)
    assert "ended what the step left running" in sink.system
    assert time.monotonic() - began < (5 if stray == "ignores" else 4)


@pytest.mark.parametrize("stray", STRAYS)
def test_a_program_that_is_stopped_leaves_nothing(tmp_path, stray):
    before = sleepers()

    async def go():
        async with bench(tmp_path) as steps:
            running = await steps.start(f"{STRAYS[stray]}\nsleep 600", Sunk())
            await until_written(steps.workspace / "ready")
            began = time.monotonic()
            ended = await asyncio.gather(running.stop(0.5), running.stop(0.3), running.wait())
            assert not alive(tmp_path)
            return ended, time.monotonic() - began

    ended, took = asyncio.run(go())
    assert sleepers() <= before
    assert ended[0] == ended[1] == ended[2]
    assert ended[0].code in {143, 137}
    assert took < 3


def test_the_whole_stopped_tree_dies(tmp_path):
    async def go():
        async with bench(tmp_path) as steps:
            running = await steps.start("echo $$ >pid; sleep 600 & sleep 600; wait", Sunk())
            pid = int(await until_written(steps.workspace / "pid"))
            os.killpg(pid, 19)
            return await running.stop(5)

    began = time.monotonic()
    assert asyncio.run(go()).code == 143  # CONT lets it take the TERM
    assert time.monotonic() - began < 2


def test_term_may_be_taken_gracefully_once(tmp_path):
    async def go():
        async with bench(tmp_path) as steps:
            script = "trap 'echo asked; sleep 0.3; exit 9' TERM; echo ready >ready; while :; do sleep 0.02; done"
            running = await steps.start(script, sink := Sunk())
            await until_written(steps.workspace / "ready")
            return await running.stop(10), sink.stdout

    assert asyncio.run(go()) == ((9, False), "asked\n")


def test_a_later_stop_may_be_shorter(tmp_path):
    async def go():
        async with bench(tmp_path) as steps:
            running = await steps.start("trap '' TERM; echo ready >ready; while :; do sleep 0.02; done", Sunk())
            await until_written(steps.workspace / "ready")
            first = asyncio.create_task(running.stop(600))
            await asyncio.sleep(0.1)
            return await running.stop(0), await first

    assert asyncio.run(go()) == ((137, False), (137, False))


def test_a_daemon_of_another_step_lives_on(tmp_path):
    """While one job's step runs, the ends of others do not touch what it started in the background."""

    async def go():
        async with bench(tmp_path) as steps:
            daemons = "setsid sleep 600 & env -i setsid sleep 600 >/dev/null & sh -c 'setsid sleep 600 &'"
            long = await steps.start(f"{daemons}\necho ready >ready; sleep 600", Sunk())
            await until_written(steps.workspace / "ready")
            before = sleepers()
            for _ in range(20):
                ended, _ = await steps.run("sh -c 'sleep 0.01 &'; exit 4")
                assert ended.code == 4
            assert before - sleepers() == set()
            await long.stop(1)
            return before

    assert not asyncio.run(go()) & sleepers()


def test_an_orphan_that_shed_all_marks_ends_with_the_last_step_that_may_own_it(tmp_path):
    async def go():
        async with bench(tmp_path) as steps:
            long = await steps.start("sleep 600", Sunk())
            await steps.run("sh -c 'cd / && env -i setsid -f sleep 600 >/dev/null 2>&1'; sleep 0.1")
            kept = sleepers()
            await long.stop(1)
            return kept

    assert not asyncio.run(go()) & sleepers()


def test_programs_that_others_start_are_left_to_them(tmp_path):
    """What else this process starts keeps its exit code, and is not ended."""

    async def go():
        async with bench(tmp_path) as steps:
            helper = subprocess.Popen(["/bin/sh", "-c", "sleep 1.5; exit 6"])  # noqa: ASYNC220 - as others may
            quick = subprocess.Popen(["/bin/sh", "-c", "exit 8"])  # noqa: ASYNC220
            await steps.run("setsid sleep 600 & sleep 1.2")  # longer than the time between two burials
            long = await steps.start("sleep 600", Sunk())
            await long.stop(0)
            return helper.wait(10), quick.wait(10)

    assert asyncio.run(go()) == (6, 8)


def test_orphans_of_a_long_step_are_reaped_while_it_runs(tmp_path):
    script = (
        "for i in $(seq 50); do sh -c 'setsid true &'; done; sleep 2.2; ps -o stat= --ppid $PARENT | grep -c Z || :"
    )
    _, sink = run(tmp_path, script, PARENT=str(os.getpid()))
    assert sink.stdout.split() == ["0"]


def test_without_a_list_of_children_strays_are_found_by_their_marks(tmp_path, monkeypatch):
    """As on a kernel that has no such list, or no descriptors of processes."""
    from runtime.executors.process import supervision

    def missing(*_):
        raise OSError

    monkeypatch.setattr(supervision, "Children", missing_class(supervision.Children, missing))
    monkeypatch.delattr(os, "pidfd_open")
    monkeypatch.setattr(os, "pidfd_open", missing, raising=False)
    before = sleepers()
    for stray in ("background", "setsid", "pipes closed", "storm", "daemon"):
        ended, _ = run(tmp_path / stray, f"{STRAYS[stray]}\nexit 5")
        assert ended == (5, False)
        assert sleepers() <= before


def missing_class(real, missing):
    return type("Missing", (real,), {"__init__": missing})
