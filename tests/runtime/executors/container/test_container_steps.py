"""One step in one container: what it is given, what it may, what comes back."""

import asyncio
import json

import pytest

from compiler.ir.values import Image
from runtime.errors import ExecutorError
from runtime.executors.base import Command
from runtime.records import Exit
from tests.runtime.executors.container.lab import (
    BARE,
    BUSYBOX,
    USER,
    Heard,
    a_session,
    command,
    docker,
    ran,
    space,
    started,
)

pytestmark = pytest.mark.engine


@pytest.mark.parametrize("code", [0, 1, 126, 255])
def test_the_exit_code_is_the_scripts(state, code):
    async def main():
        async with a_session(state) as session:
            return await ran(session, state, f"exit {code}")

    assert asyncio.run(main()).exit == Exit(code)


def test_output_is_whole_and_apart(state):
    async def main():
        async with a_session(state) as session:
            return await ran(session, state, "printf out; printf err >&2; printf ' no end of line'; cat")

    ended = asyncio.run(main())
    assert (ended.stdout, ended.stderr, ended.exit) == ("out no end of line", "err", Exit(0))


def test_first_and_last_bytes_are_never_lost(state):
    async def main():
        async with a_session(state) as session:
            return [await ran(session, state, f"echo first; seq {n}; echo last") for n in (1, 10, 5000) * 3]

    for ended in asyncio.run(main()):
        lines = ended.stdout.split("\n")
        assert (lines[0], lines[-2:]) == ("first", ["last", ""])
        assert lines[1:-2] == [str(number) for number in range(1, len(lines) - 2)]


def test_the_environment_is_the_steps_and_the_images(state, monkeypatch):
    monkeypatch.setenv("OF_THE_CALLER", "leak")
    tricky = "a $HOME 'q' \"d\" \\ \n\té🙂="

    async def main():
        async with a_session(state) as session:
            return await ran(session, state, "tr '\\0' '\\n' </proc/$$/environ", TRICKY=tricky, EMPTY="")

    shown = asyncio.run(main()).stdout
    assert f"TRICKY={tricky}\n" in shown
    names = {line.split("=")[0] for line in shown.replace(tricky, "").splitlines()}
    of_the_engine = {"HOSTNAME", "TERM", "container"}  # the last two are Podman's
    assert names - of_the_engine == {"PATH", "OF_IMAGE", "TRICKY", "EMPTY", "HOME", "PIPEC_OUTPUT"}
    assert "HOME=/pipec/job/workspace\n" in shown
    assert "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\n" in shown


def test_steps_have_no_capabilities_and_get_none(state):
    async def main():
        async with a_session(state) as session:
            return await ran(
                session, state, "grep -E 'Cap|NoNewPrivs|Seccomp:' /proc/self/status; chown 1 . || echo no"
            )

    ended = asyncio.run(main())
    values = dict(line.split() for line in ended.stdout.replace(":", "").splitlines() if " " in line or "\t" in line)
    assert {values[name] for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")} == {"0" * 16}
    assert (values["NoNewPrivs"], values["Seccomp"]) == ("1", "2")
    assert ended.stdout.endswith("no\n")


def test_steps_share_one_workspace_and_write_outputs(state):
    async def main():
        async with a_session(state) as session:
            await ran(session, state, "mkdir -p deep; echo one >deep/file; echo name=value >$PIPEC_OUTPUT")
            ended = await ran(session, state, "cat deep/file; pwd")
            return session.inside(space(state).workspace / "deep"), ended

    inside, ended = asyncio.run(main())
    assert inside == "/pipec/job/workspace/deep"
    assert ended.stdout == "one\n/pipec/job/workspace\n"
    assert (space(state).workspace / "deep/file").read_text() == "one\n"
    assert (space(state).private / "output").read_text() == "name=value\n"


def test_a_path_elsewhere_is_not_seen(state):
    async def main():
        async with a_session(state) as session:
            session.inside(state)

    with pytest.raises(ValueError, match="not in the job's space"):
        asyncio.run(main())


def test_an_image_with_a_user_of_its_own_can_work(state):
    here = space(state)
    (here.workspace / "mine").mkdir(mode=0o700)
    (here.workspace / "mine/file").write_text("mine\n")
    (here.workspace / "mine/file").chmod(0o600)
    (here.workspace / "run.sh").write_text("#!/bin/sh\necho ran\n")
    (here.workspace / "run.sh").chmod(0o700)
    script = "id -u; cat mine/file; ./run.sh; echo yours >>mine/file; echo a=b >$PIPEC_OUTPUT; mkdir new; touch new/x"

    async def main():
        async with a_session(state) as session:
            first = await ran(session, state, script, USER)
            return first, await ran(session, state, "cat mine/file; touch mine/again", BUSYBOX)

    first, second = asyncio.run(main())
    assert (first.stdout, first.stderr, first.exit.code) == ("1234\nmine\nran\n", "", 0)
    assert (second.stdout, second.exit.code) == ("mine\nyours\n", 0)
    assert (here.private / "output").read_text() == "a=b\n"


def test_the_files_of_a_root_image_keep_their_modes(state):
    file = space(state).workspace / "file"
    file.write_text("x")
    file.chmod(0o640)

    async def main():
        async with a_session(state) as session:
            return await ran(session, state, "cat file")

    assert asyncio.run(main()).stdout == "x"
    assert file.stat().st_mode & 0o777 == 0o640


def test_an_image_without_a_shell_is_told_clearly(state):
    async def main():
        async with a_session(state) as session:
            return await ran(session, state, "true", BARE)

    ended = asyncio.run(main())
    assert (ended.exit, ended.system) == (Exit(127), "the image has no /bin/sh\n")


def test_a_command_that_a_script_misses_is_the_scripts_matter(state):
    async def main():
        async with a_session(state) as session:
            return await ran(session, state, "nothing-of-this-name")

    ended = asyncio.run(main())
    assert (ended.exit, ended.system) == (Exit(127), "")
    assert "nothing-of-this-name" in ended.stderr


def test_the_images_own_program_is_not_run(state, tmp_path):
    image = Image("pipec.test/executor-entry:1")
    lines = f'FROM {BUSYBOX.reference}\nENTRYPOINT ["/bin/echo", "entry point"]\nCMD ["and command"]\n'
    docker("build", "-q", "-t", image.reference, "-f", "-", str(tmp_path), input=lines)

    async def main():
        async with a_session(state) as session:
            only = command(session, state, "", image)._replace(argv=("/bin/pwd",))
            heard = Heard()
            await (await session.start(only, heard)).wait()
            return heard.text("stdout"), await ran(session, state, "echo script", image)

    shown, ended = asyncio.run(main())
    assert (shown, ended.stdout) == ("/pipec/job/workspace\n", "script\n")


def test_a_handle_names_container_and_engine(state):
    async def main():
        async with a_session(state) as session:
            running, _ = await started(session, state, "true")
            await running.wait()
            return json.loads(running.handle), running.container

    handle, container = asyncio.run(main())
    assert handle["container"] == container
    assert handle["engine"].startswith(("unix://", "tcp://"))


def test_a_step_without_an_image_is_a_fault(state):
    async def main():
        async with a_session(state) as session:
            await session.start(Command("step", ("/bin/sh",), {}, "/", None, ""), lambda _stream, _data: None)

    with pytest.raises(ExecutorError, match="no image"):
        asyncio.run(main())


def test_a_directory_that_is_gone_is_a_fault(state):
    async def main():
        async with a_session(state) as session:
            here = space(state)
            asked = command(session, state, "true")
            (here.workspace).rmdir()
            try:
                with pytest.raises(ExecutorError) as caught:
                    await session.start(asked, lambda _stream, _data: None)
            finally:
                here.workspace.mkdir()
            return caught.value

    assert "directories are gone" in str(asyncio.run(main()))
