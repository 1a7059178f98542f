"""Output: complete, apart, unaltered, quick, in memory that does not grow."""

import asyncio
import os
import subprocess
import time
from pathlib import Path

import pytest

from tests.memory import peak, reset_peak
from tests.runtime.executors.process.steps import PATIENCE, Sunk, bench, run


def test_streams_are_apart(tmp_path):
    _, sink = run(tmp_path, "echo out; echo err >&2; printf rest")
    assert sink.streams == {"stdout": b"out\nrest", "stderr": b"err\n"}


def test_bytes_are_unaltered(tmp_path):
    data = os.urandom(3_000_000)
    (tmp_path / "data").write_bytes(data)
    _, sink = run(tmp_path, f"cat {tmp_path}/data & cat {tmp_path}/data >&2; wait")
    assert sink.streams == {"stdout": data, "stderr": data}


def test_what_was_written_at_the_very_end_is_there(tmp_path):
    async def go():
        async with bench(tmp_path) as steps:
            return [await steps.run(f"printf '%s' {number}; kill -9 $$") for number in range(50)]

    assert [sink.stdout for _, sink in asyncio.run(go())] == [str(number) for number in range(50)]


def test_a_program_that_closes_its_output_goes_on(tmp_path):
    ended, _ = run(tmp_path, "exec >&- 2>&-; sleep 0.3; exit 4")
    assert ended.code == 4


def test_output_that_a_stray_holds_open_is_not_waited_for(tmp_path):
    began = time.monotonic()
    ended, sink = run(tmp_path, "echo before; setsid sh -c \"trap '' TERM; sleep 600\" & sleep 0.1; exit 3")
    assert (ended.code, sink.stdout) == (3, "before\n")
    assert time.monotonic() - began < 4


def test_output_that_a_foreign_process_holds_open_is_not_waited_for(tmp_path):
    """A descriptor can be handed to a process that is none of the step's, and lives on."""

    async def go():
        async with bench(tmp_path) as steps:
            running = await steps.start("echo here; sleep 0.3", sink := Sunk())
            pid = running._tree.root
            kept = os.open(f"/proc/{pid}/fd/1", os.O_WRONLY)
            try:
                async with asyncio.timeout(PATIENCE):
                    return await running.wait(), sink.stdout
            finally:
                os.close(kept)

    assert asyncio.run(go()) == ((0, False), "here\n")


def test_output_that_a_foreign_process_goes_on_writing_is_not_waited_for(tmp_path):
    async def go():
        async with bench(tmp_path) as steps:
            running = await steps.start("echo here; sleep 0.3", sink := Sunk())
            with Path(f"/proc/{running._tree.root}/fd/1").open("wb") as kept:  # noqa: ASYNC230 - a pipe does not block
                flood = subprocess.Popen(["yes"], stdout=kept)  # noqa: ASYNC220 - it is not the executor's
            try:
                async with asyncio.timeout(PATIENCE):
                    return await running.wait(), sink.stdout
            finally:
                flood.kill()
                flood.wait(10)

    ended, text = asyncio.run(go())
    assert ended.code == 0
    assert text.startswith("here\n")


def test_a_fault_of_the_sink_ends_the_step_and_is_raised(tmp_path):
    def full(stream, data):
        raise OSError(28, "No space left on device")

    async def go():
        async with bench(tmp_path) as steps:
            running = await steps.start("setsid sleep 600 & yes", full)
            async with asyncio.timeout(PATIENCE):
                for way in (running.wait, running.stop):
                    with pytest.raises(OSError, match="No space left"):
                        await way()

    asyncio.run(go())


def test_a_noisy_step_does_not_starve_others(tmp_path):
    async def go():
        async with bench(tmp_path) as steps:
            noisy = await steps.start("exec cat /dev/zero", lambda *_: None)
            began = time.monotonic()
            for _ in range(20):
                _, sink = await steps.run("echo quiet")
                assert sink.stdout == "quiet\n"
            took = time.monotonic() - began
            await noisy.stop(0)
            return took

    assert asyncio.run(go()) < 5


def pour(directory, size):
    """Return the seconds for so many bytes, and how much more memory was ever resident."""
    count = 0

    def sink(_stream, data):
        nonlocal count
        count += len(data)

    async def go():
        async with bench(directory) as steps:
            began = time.monotonic()
            running = await steps.start(f"exec head -c {size} /dev/zero", sink)
            ended = await running.wait()
            return ended, time.monotonic() - began

    before = reset_peak()
    ended, took = asyncio.run(go())
    assert (ended.code, count) == (0, size)
    return took, peak() - before


def test_a_hundred_megabytes_take_no_second(tmp_path):
    took, _ = pour(tmp_path, 100_000_000)
    assert took < 1


@pytest.mark.slow
def test_a_gigabyte_takes_no_memory(tmp_path):
    took, grown = pour(tmp_path, 1_000_000_000)
    assert grown < 16 * 1024  # kibibytes
    assert took < 10


def test_pipes_grow_only_for_programs_that_fill_them(tmp_path):
    async def go():
        async with bench(tmp_path) as steps:
            running = await steps.start("echo little; sleep 0.2; exec head -c 2000000 /dev/zero", Sunk())
            await asyncio.sleep(0.1)
            import fcntl

            small = fcntl.fcntl(running._outlets[0]._descriptor, fcntl.F_GETPIPE_SZ)
            await running.wait()
            return small

    limit = int(Path("/proc/sys/fs/pipe-max-size").read_text())
    assert asyncio.run(go()) <= 65536 < limit
