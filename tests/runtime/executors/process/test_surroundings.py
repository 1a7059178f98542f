"""What a program finds when it begins: nothing of the runtime's own."""

import asyncio
import os
import signal
import threading

import pytest

from tests.runtime.executors.process.steps import Sunk, bench, run


def test_the_environment_is_exactly_the_commands(tmp_path, monkeypatch):
    monkeypatch.setenv("LEAKED", "secret")

    async def go():
        async with bench(tmp_path) as steps:
            command = steps.command("/usr/bin/env", "-0", GREETING="hello\nworld = ü")
            await (await steps.session.start(command, sink := Sunk())).wait()
            return command.environment, sink.stdout

    wanted, found = asyncio.run(go())
    assert dict(line.split("=", 1) for line in found.rstrip("\0").split("\0")) == wanted


def test_the_session_gives_the_callers_path(tmp_path, monkeypatch):
    async def path():
        async with bench(tmp_path) as steps:
            return steps.session.variables["PATH"], steps.session.inside(steps.workspace)

    assert asyncio.run(path()) == (
        os.environ["PATH"],
        str(tmp_path / "workspaces/20260101-000000-abcd/job.1/workspace"),
    )
    monkeypatch.delenv("PATH")
    assert "/usr/bin" in asyncio.run(path())[0].split(":")


def test_directory_input_umask_session_and_group(tmp_path):
    script = "pwd; cat; umask; touch made; stat -c %a made; echo $$; cut -d' ' -f5,6 /proc/$$/stat"
    _, sink = run(tmp_path, script)
    directory, umask, mode, pid, group_and_session = sink.stdout.splitlines()
    assert directory == str(tmp_path / "workspaces/20260101-000000-abcd/job.1/workspace")
    assert (int(umask, 8), mode) == (0o22, "644")
    assert group_and_session == f"{pid} {pid}"


def test_no_descriptor_is_inherited(tmp_path):
    left = os.open(tmp_path, os.O_RDONLY)
    os.set_inheritable(left, True)  # as a careless library does
    try:
        _, sink = run(tmp_path, "ls -l /proc/self/fd")
    finally:
        os.close(left)
    numbers = [line.split()[-3] for line in sink.stdout.splitlines() if "->" in line]
    assert numbers == ["0", "1", "2", "3"], sink.stdout  # 3 is the directory that ls reads
    assert "/dev/null" in sink.stdout


@pytest.mark.parametrize("ignored", [(), (signal.SIGINT, signal.SIGHUP, signal.SIGQUIT, signal.SIGTERM)])
def test_signals_are_neither_ignored_nor_blocked(tmp_path, ignored):
    assert threading.current_thread() is threading.main_thread()
    before = {number: signal.signal(number, signal.SIG_IGN) for number in ignored}
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1, *ignored})
    try:
        _, sink = run(tmp_path, "exec grep -E 'Sig(Ign|Blk)' /proc/self/status")
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
    library = 0b11 << 31  # signals 32 and 33 are the C library's own, and nobody else can change them
    assert [int(line.split()[1], 16) & ~library for line in sink.stdout.splitlines()] == [0, 0]


def test_a_broken_pipe_kills(tmp_path):
    ended, sink = run(tmp_path, "yes | head -n 1; (yes || echo $? >code) | head -n 1; cat code")
    assert ended.code == 0
    assert sink.stdout == "y\ny\n141\n"
    assert sink.stderr == ""
