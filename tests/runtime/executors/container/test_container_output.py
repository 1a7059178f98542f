"""Frames taken apart, whatever the borders; and the rate of the real thing."""

import asyncio
import struct
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.executors.base import Command
from runtime.executors.container.output import Frames
from tests.memory import peak, reset_peak
from tests.runtime.executors.container.lab import BUSYBOX, a_session, space

WRITTEN = st.lists(st.tuples(st.sampled_from([1, 2]), st.binary(max_size=300)), max_size=20)
NAMES = {1: "stdout", 2: "stderr"}


@given(WRITTEN, st.lists(st.integers(1, 400), min_size=1, max_size=30))
def test_any_borders_give_the_same_bytes_in_order(written, sizes):
    data = b"".join(struct.pack(">BxxxL", kind, len(part)) + part for kind, part in written)
    frames, position, found, turn = Frames(), 0, [], 0
    while position < len(data):
        size = sizes[turn % len(sizes)]
        found += frames.feed(memoryview(data[position : position + size]))
        position, turn = position + size, turn + 1
    assert all(part for _, part in found)
    wanted = [(NAMES[kind], part) for kind, part in written if part]
    assert joined(found) == joined(wanted)
    assert not frames.is_torn


def joined(chunks):
    whole: list[tuple[str, bytes]] = []
    for stream, part in chunks:
        if whole and whole[-1][0] == stream:
            whole[-1] = (stream, whole[-1][1] + part)
        else:
            whole.append((stream, part))
    return whole


@given(st.binary(min_size=1, max_size=50), st.integers(1, 57))
def test_a_stream_that_ends_too_soon_is_torn(data, cut):
    whole = struct.pack(">BxxxL", 1, len(data)) + data
    frames = Frames()
    list(frames.feed(memoryview(whole[: min(cut, len(whole) - 1)])))
    assert frames.is_torn


def test_neighbours_of_one_stream_are_one_chunk():
    data = b"".join(struct.pack(">BxxxL", kind, 1) + b"x" for kind in (1, 1, 2, 2, 2, 1))
    assert list(Frames().feed(memoryview(data))) == [("stdout", b"xx"), ("stderr", b"xxx"), ("stdout", b"x")]


async def copied(state, megabytes, sink):
    async with a_session(state) as session:
        words = ("/bin/dd", "if=/dev/zero", "bs=64k", f"count={megabytes * 16}")
        where = session.inside(space(state).workspace)
        running = await session.start(Command("s", words, {}, where, BUSYBOX, "m"), sink)
        begun_at = time.monotonic()
        assert (await running.wait()).code == 0
        return time.monotonic() - begun_at


@pytest.mark.engine
@pytest.mark.slow
def test_a_gigabyte_goes_through_little_memory(state, capsys):
    sizes = {"stdout": 0, "stderr": 0}

    def sink(stream, data):
        sizes[stream] += len(data)
        assert len(data) <= 256 * 1024

    async def main():
        await copied(state, 100, sink)
        before = reset_peak()
        seconds = await copied(state, 1000, sink)
        return seconds, peak() - before

    seconds, grown = asyncio.run(main())
    with capsys.disabled():
        print(f"\n1000 MiB of output in {seconds:.1f} s: {1048.6 / seconds:.0f} MB/s, {grown} KiB more memory")  # noqa: T201
    assert sizes["stdout"] == 1100 << 20
    assert grown < 20 * 1024


@pytest.mark.engine
def test_a_sink_that_is_slow_holds_up_the_container_and_loses_nothing(state):
    size = 0

    def sink(stream, data):
        nonlocal size
        if stream == "stdout":
            size += len(data)
            time.sleep(0.002)

    asyncio.run(copied(state, 20, sink))
    assert size == 20 << 20
