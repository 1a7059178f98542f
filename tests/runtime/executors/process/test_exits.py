"""How a program ends: exit codes, signals, and programs that cannot be executed."""

import asyncio
import json

import pytest

from runtime.errors import ExecutorError
from tests.runtime.executors.process.steps import Sunk, bench, run


@pytest.mark.parametrize(
    ("script", "code"),
    [
        (":", 0),
        ("exit 7", 7),
        ("exit 255", 255),
        ("false; echo unreachable", 1),
        ("kill -TERM $$", 143),
        ("kill -KILL $$", 137),
        ("kill -INT $$", 130),
        ("kill -SEGV $$", 139),
        ("nonsense-that-does-not-exist", 127),
        ("/", 126),
    ],
)
def test_exit_codes(tmp_path, script, code):
    ended, sink = run(tmp_path, script)
    assert ended == (code, False)
    assert "unreachable" not in sink.stdout


def test_wait_may_be_called_again_and_by_several(tmp_path):
    async def go():
        async with bench(tmp_path) as steps:
            running = await steps.start("sleep 0.1; exit 3", Sunk())
            first = await asyncio.gather(running.wait(), running.wait())
            return [*first, await running.wait(), await running.stop()]

    assert asyncio.run(go()) == [(3, False)] * 4


def test_a_wait_that_is_cancelled_leaves_the_program_alone(tmp_path):
    async def go():
        async with bench(tmp_path) as steps:
            running = await steps.start("sleep 0.2; exit 3", Sunk())
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(running.wait(), 0.05)
            return await running.wait()

    assert asyncio.run(go()).code == 3


@pytest.mark.parametrize(
    ("argv", "code", "message"),
    [
        (("./missing",), 127, "No such file"),
        (("no-such-program-anywhere",), 127, "No such file"),
        (("./plain",), 126, "Permission denied"),
        (("./empty",), 126, "Exec format error"),
        (("./folder",), 126, "Permission denied"),
        (("./script",), 127, "No such file"),
        (("/bin/echo", "x" * 3_000_000), 126, "Argument list too long"),
    ],
)
def test_what_cannot_be_executed_ends_as_a_shell_says(tmp_path, argv, code, message):
    async def go():
        async with bench(tmp_path) as steps:
            for name, mode in (("plain", 0o644), ("empty", 0o755)):
                (steps.workspace / name).write_bytes(b"\x7fELF")
                (steps.workspace / name).chmod(mode)
            (steps.workspace / "script").write_text("#!/no/such/interpreter\n")
            (steps.workspace / "script").chmod(0o755)
            (steps.workspace / "folder").mkdir()
            sink = Sunk()
            running = await steps.session.start(steps.command(*argv), sink)
            return await running.wait(), await running.stop(), sink

    ended, stopped, sink = asyncio.run(go())
    assert ended == stopped == (code, False)
    assert message in sink.system


@pytest.mark.parametrize(
    ("change", "failure_class"),
    [({"directory": "/no/such/directory"}, "infrastructure"), ({"argv": ("/bin/echo", "a\0b")}, "configuration")],
)
def test_what_is_no_fault_of_the_program_is_an_error(tmp_path, change, failure_class):
    async def go():
        async with bench(tmp_path) as steps:
            await steps.session.start(steps.command("/bin/true")._replace(**change), Sunk())

    with pytest.raises(ExecutorError) as caught:
        asyncio.run(go())
    assert caught.value.failure_class == failure_class
    assert caught.value.help


def test_the_handle_is_compact_json(tmp_path):
    async def go():
        async with bench(tmp_path) as steps:
            running = await steps.start("echo $$", sink := Sunk())
            await running.wait()
            return json.loads(running.handle), running.handle, int(sink.stdout)

    handle, text, pid = asyncio.run(go())
    assert handle["pid"] == pid
    assert " " not in text
