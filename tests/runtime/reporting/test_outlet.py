"""A stream that is slow, stuck or gone does no harm to the run."""

import contextlib
import io
import os
import threading
import time

import pytest

from runtime.reporting.outlet import Outlet


@pytest.fixture
def pipe():
    """A pipe: the descriptor to read from, and the stream to write to."""
    reader, writer = os.pipe()
    with os.fdopen(writer, "w", encoding="utf-8") as stream:
        yield reader, stream
    with contextlib.suppress(OSError):  # closed by the test
        os.close(reader)


def read_all(reader, into):
    while data := os.read(reader, 65_536):
        into.append(data)


def test_everything_comes_in_its_order():
    stream = io.StringIO()
    outlet = Outlet(stream)
    for number in range(10_000):
        outlet.put(f"{number}\n")
    outlet.close()
    assert stream.getvalue().splitlines() == [str(number) for number in range(10_000)]


def test_what_is_put_is_written_soon(pipe):
    reader, stream = pipe
    outlet = Outlet(stream)
    outlet.put("now\n")
    assert os.read(reader, 100) == b"now\n"
    outlet.close()


def test_a_reader_that_goes_away_ends_the_output_alone(pipe):
    reader, stream = pipe
    outlet = Outlet(stream)
    outlet.put("first\n")
    assert os.read(reader, 100) == b"first\n"
    os.close(reader)
    deadline = time.monotonic() + 5
    while not outlet.gone and time.monotonic() < deadline:
        outlet.put("more\n")
        time.sleep(0.001)
    assert outlet.gone
    outlet.put("nobody\n")
    outlet.close()
    stream.write("not even at the end")
    stream.flush()


def test_a_slow_reader_gets_everything(pipe):
    reader, stream = pipe
    outlet = Outlet(stream, backlog=1_000, patience=5)
    found: list[bytes] = []
    thread = threading.Thread(target=read_all, args=(reader, found))
    threading.Timer(0.3, thread.start).start()
    for number in range(30_000):
        outlet.put(f"line {number}\n")
    outlet.close()
    stream.close()
    thread.join(10)
    assert b"".join(found).count(b"\n") == 30_000


def test_a_stuck_reader_does_not_hold_the_run_and_hears_what_it_missed(pipe):
    reader, stream = pipe
    outlet = Outlet(stream, backlog=1_000, patience=0.2)
    began = time.monotonic()
    for _ in range(20_000):
        outlet.put("x" * 49 + "\n")
    assert time.monotonic() - began < 5
    found: list[bytes] = []
    thread = threading.Thread(target=read_all, args=(reader, found))
    thread.start()
    deadline = time.monotonic() + 5
    while b"are left out" not in b"".join(found) and time.monotonic() < deadline:
        outlet.put("again\n")
        time.sleep(0.01)
    outlet.close()
    stream.close()
    thread.join(10)
    text = b"".join(found).decode()
    lost = int(text.partition("(")[2].partition(" lines")[0].replace(",", ""))
    assert text.count("x" * 49) + lost == 20_000 or lost > 15_000
    assert "again\n" in text


def test_closing_gives_up_on_a_stuck_reader(pipe):
    _, stream = pipe
    outlet = Outlet(stream, patience=0.2)
    outlet.put("x" * 1_000_000)
    began = time.monotonic()
    outlet.close()
    assert time.monotonic() - began < 3
    os.set_blocking(pipe[0], False)
    while True:  # let the writer go on, so that the test leaves no thread
        try:
            if not os.read(pipe[0], 65_536):
                break
        except BlockingIOError:
            if not any(thread.name == "pipec output" for thread in threading.enumerate()):
                break
            time.sleep(0.01)


def test_a_stream_that_is_closed_is_gone():
    stream = io.StringIO()
    stream.close()
    outlet = Outlet(stream)
    outlet.put("x\n")
    outlet.close()
    assert outlet.gone
