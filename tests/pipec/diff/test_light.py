"""What a diff loads, and how it ends when it is told to."""

import signal
import subprocess
import sys
import time

from tests.pipec.command_line import ROOT, _default_signals, environment
from tests.pipec.diff.repositories import IDENTITY, pipeline
from tests.test_start_up import COMPILER, imported

HEAVY = {
    *COMPILER,
    "httpx",
    "docker",
    "rich",
    "jinja2",
    "jsonschema",
    "jsonschema_rs",
    "subprocess",
    "pathlib",
    "asyncio",
}


def test_no_heavy_module_is_loaded(shop, monkeypatch):
    shop.write({"pipeline.yaml": pipeline(script="x")})
    before = imported("--version", cwd=shop.folder)
    modules = imported("diff", cwd=shop.folder, code=2) - before
    assert not modules & HEAVY
    assert not [name for name in modules if name.startswith(("runtime", "pipec.forges", "compiler.bundle"))]
    assert not [name for name in modules if name.startswith("compiler.backends.") and name.endswith(".emit")]


def test_where_nothing_changes_no_plan_is_compared(shop):
    modules = imported("diff", cwd=shop.folder)
    assert not [name for name in modules if name.startswith("compiler.review.meaning")]


def test_terminated_it_leaves_nothing(shop, tmp_path):
    shop.write({"pipeline.yaml": pipeline(script="x")})
    code = (
        "import pipec.sides.comparing as c, time, sys\n"
        "import pipec.sides.diffing as d\n"
        "def wait(*a):\n    import os; os.mkdir(a[0].before._folder); print('here', flush=True); time.sleep(30)\n"
        "d.compare_sides = wait\n"
        "from pipec.__main__ import entry\nsys.argv = ['pipec', 'diff']\nentry()\n"
    )
    for number, expected in ((signal.SIGTERM, 143), (signal.SIGINT, 130)):
        with subprocess.Popen(
            [sys.executable, "-c", code],
            cwd=shop.folder,
            env=environment(**IDENTITY, TMPDIR=str(tmp_path / "tmp"), PYTHONPATH=str(ROOT)),
            stdout=subprocess.PIPE,
            preexec_fn=_default_signals,  # noqa: PLW1509 - there is one thread
        ) as process:
            assert process.stdout.readline() == b"here\n"
            time.sleep(0.05)
            process.send_signal(number)
            assert process.wait(10) == expected
        assert list((tmp_path / "tmp").iterdir()) == []


def test_with_closed_streams(shop, tmp_path):
    shop.write({"pipeline.yaml": pipeline(script="x")})
    env = environment(**IDENTITY, TMPDIR=str(tmp_path / "tmp"), PIPEC_CACHE_DIR=str(tmp_path / "cache"))
    for closed in ("<&-", ">&-", "2>&-", "<&- >&-", "<&- >&- 2>&-"):
        script = f"{sys.executable} -m pipec diff {closed}"
        done = subprocess.run(
            ["sh", "-c", script], cwd=shop.folder, env=env, capture_output=True, timeout=20, check=False
        )
        assert done.returncode == 2, (closed, done.stderr)


def test_in_a_hook_of_git_it_sees_what_is_committed(shop, tmp_path):
    hook = shop.folder / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\n{sys.executable} -m pipec diff --staged >{tmp_path}/said || test $? -eq 2\n")
    hook.chmod(0o755)
    shop.write({"pipeline.yaml": pipeline(script="one"), "b.pipeline.yaml": pipeline("b")})
    shop.git("add", "-A")
    shop.write({"sub/x": ""})
    made = environment(PIPEC_CACHE_DIR=str(tmp_path / "cache"), TMPDIR=str(tmp_path / "tmp"))
    shop.git("commit", "-q", "-m", "a part of it", "pipeline.yaml", **made)
    said = (tmp_path / "said").read_text()
    assert "+one" in said
    assert "b.pipeline.yaml" not in said
    assert shop.git("status", "--porcelain") == "A  b.pipeline.yaml\n?? sub/"
