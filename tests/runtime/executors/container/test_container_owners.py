"""Files that a container's root wrote belong to the caller afterwards, also when the caller is not root."""

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from runtime.executors.container import ownership
from tests.engines import require_engine
from tests.runtime.executors.container.lab import docker

pytestmark = pytest.mark.engine

_USER = 4321
_CALLER = """
import asyncio, os, sys
from pathlib import Path
from tests.runtime.executors.container.lab import USER, a_session, begun, job, opened, ran, space

os.umask(0o077)
state = Path(sys.argv[1])
here = space(state)
(here.workspace / "mine").write_text("mine\\n")

async def main():
    async with a_session(state) as session:
        first = await ran(session, state, "umask 077; id -u; cat mine; echo more >>mine; mkdir -p a/b; echo x >a/b/c;"
            " ln -s /etc/passwd a/link; ln -s mine here; echo n=v >$PIPEC_OUTPUT")
        print(first, flush=True)
    print(sorted({path.lstat().st_uid for path in here.workspace.rglob("*")}))
    print((here.workspace / "a/b/c").read_text(), (here.private / "output").read_text())
    async with opened(state) as executor:
        async with begun(executor, state, job()) as (session, _):
            print((await ran(session, state, "umask 077; mkdir z; echo z >z/z", USER)).exit)
            await session.reclaim()
            print((here.workspace / "z/z").read_text())
    import shutil
    shutil.rmtree(state / "workspaces")
    print("removed")

asyncio.run(main())
"""


def test_a_caller_who_is_not_root_can_read_and_remove_everything(images, tmp_path_factory):
    if os.getuid() != 0:
        pytest.skip("becoming another user needs root")
    setpriv = require_engine("setpriv")
    host = os.environ.get("DOCKER_HOST", "unix:///var/run/docker.sock")
    group = Path(host.removeprefix("unix://")).stat().st_gid
    home = Path("/tmp") / f"pipec-owner-{os.getpid()}"
    home.mkdir(mode=0o700)
    os.chown(home, _USER, _USER)
    root = Path(__file__).parents[4]
    words = [setpriv, f"--reuid={_USER}", f"--regid={_USER}", f"--groups={group}"]
    try:
        python = [sys.executable, "-B", "-c", _CALLER, str(home / "state")]
        reachable = subprocess.run([*words, sys.executable, "-c", ""], capture_output=True, check=False)
        if reachable.returncode:
            pytest.skip("another user cannot run this Python")
        environment = os.environ | {"HOME": str(home)}
        done = subprocess.run(
            [*words, *python], cwd=root, env=environment, capture_output=True, text=True, check=False, timeout=100
        )
        left = docker("ps", "-aq", "--filter", f"label=pipec.state={home}/state")
    finally:
        shutil.rmtree(home)
    assert done.returncode == 0, done.stderr
    assert left == ""
    assert "stdout='0\\nmine\\n', stderr=''" in done.stdout
    assert f"[{_USER}]\nx\n n=v\n" in done.stdout
    assert done.stdout.endswith("Exit(code=0, oom=False)\nz\n\nremoved\n")


def test_opening_follows_no_link_and_keeps_what_is_open(tmp_path):
    inner, outside = tmp_path / "inner", tmp_path / "outside"
    (inner / "deep").mkdir(parents=True, mode=0o700)
    outside.write_text("x")
    outside.chmod(0o600)
    (inner / "link").symlink_to(outside)
    (inner / "deep/run").write_text("x")
    (inner / "deep/run").chmod(0o4750)
    (inner / "file").write_text("x")
    (inner / "file").chmod(0o600)
    os.mkfifo(inner / "pipe", 0o600)
    ownership.open_to_all(inner)
    modes = [stat.S_IMODE((inner / name).stat().st_mode) for name in ("deep", "deep/run", "file", "pipe")]
    assert modes == [0o777, 0o4777, 0o666, 0o600]
    assert stat.S_IMODE(outside.stat().st_mode) == 0o600
