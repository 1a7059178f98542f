"""The disk refuses, the process dies: the old bundle is whole, the next compilation works, the error is clear."""

import errno
import os
import resource
import shutil
import signal
import subprocess
import sys
import time

import pytest

from compiler.bundle_files import BundleError
from compiler.bundle_read import read_bundle
from tests.pipec.command_line import DIGEST, SMALL, environment, process, tree, write

pytestmark = pytest.mark.timeout(60)

COMPILE = ("compile", "-t", "compose")
LARGE = SMALL + "".join(
    f"  job-{n}:\n    steps: [{{script: 'echo {n} {'x' * 200}', image: 'registry.example/make:1@{DIGEST}'}}]\n"
    for n in range(60)
)


@pytest.fixture
def shop(tmp_path):
    """A repository with a small bundle, whose pipeline has grown since."""
    write(tmp_path, {"pipeline.yaml": SMALL})
    assert process(*COMPILE, cwd=tmp_path).code == 0
    write(tmp_path, {"pipeline.yaml": LARGE})
    return tmp_path


def is_refused(ran, reason, advice=""):
    """Assert a clear refusal, at the pipeline, with exit code 1."""
    assert ran.code == 1, ran.err
    assert ran.out == ""
    assert "error: pipeline.yaml: " in ran.err
    assert reason in ran.err
    assert advice in ran.err
    assert "Traceback" not in ran.err
    assert "internal error" not in ran.err


def mounted(folder, options):
    """Run the rest of a test with a tmpfs at `folder`; skip where that is not allowed."""
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip(f"no tmpfs can be mounted here: {done.stderr.decode().strip()}")


@pytest.fixture
def tiny(tmp_path):
    """A disk of 64 KiB."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    if os.getuid() != 0 or not shutil.which("mount"):
        pytest.skip("only root can mount a small disk")
    mounted(folder, "size=64k")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk(tiny, tmp_path):
    write(tmp_path, {"pipeline.yaml": LARGE})
    is_refused(process(*COMPILE, "--out", str(tiny), cwd=tmp_path), "No space left on device", "free some space")
    assert list(tiny.iterdir()) == []


def test_a_full_disk_leaves_the_old_bundle(tiny, tmp_path):
    write(tmp_path, {"pipeline.yaml": SMALL})
    few_files = ("compile", "-t", "deploy", "--out")
    for out in (tiny, tiny / "inner"):
        assert process(*few_files, str(out), cwd=tmp_path).code == 0
        before = tree(out)
        write(tmp_path, {"pipeline.yaml": LARGE})
        is_refused(process(*few_files, str(out), cwd=tmp_path), "No space left on device")
        assert tree(out) == before
        assert read_bundle(str(out / "shop"))
        shutil.rmtree(out / "shop")
        write(tmp_path, {"pipeline.yaml": SMALL})


def test_a_full_disk_where_files_are_installed(tiny, tmp_path):
    """Woodpecker's files go to another disk than the bundle: the bundle is new, of the installed files none is torn."""
    write(tiny, {"pipeline.yaml": LARGE, "filler": "x" * 20_000})
    ran = process("compile", "-t", "woodpecker", "--install", "--out", str(tmp_path / "out"), cwd=tiny)
    is_refused(ran, "cannot install into", "free some space")
    assert read_bundle(str(tmp_path / "out/shop"))
    bundle = tree(tmp_path / "out/shop/woodpecker")
    installed = {name: data for name, data in tree(tiny).items() if name.startswith(".woodpecker/")}
    assert installed.items() <= bundle.items()


def test_a_limit_of_file_sizes(shop):
    before = tree(shop / "pipec-out")

    def limited():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192))

    done = subprocess.run(
        [sys.executable, "-m", "pipec", *COMPILE],
        cwd=shop,
        env=environment(),
        capture_output=True,
        text=True,
        preexec_fn=limited,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    assert os.strerror(errno.EFBIG) in done.stderr
    assert "raise the limit of file sizes" in done.stderr
    assert tree(shop / "pipec-out") == before
    assert [path.name for path in (shop / "pipec-out").iterdir()] == ["shop"]


@pytest.mark.parametrize(
    "out", ["file", "file/below", "link", "/proc/nothing", "/dev/null", "/dev/null/x", "x" * 300, "\n"]
)
def test_a_destination_that_cannot_be(shop, out):
    (shop / "file").write_text("mine")
    (shop / "link").symlink_to("link")
    before = tree(shop)
    ran = process(*COMPILE, "pipeline.yaml", "--out", out, cwd=shop)
    if out == "\n":
        assert ran.code == 0
        return
    is_refused(ran, "cannot write the bundle", "; ")
    assert tree(shop) == before


def test_a_read_only_disk(tmp_path):
    folder = write(tmp_path / "disk", {})
    if os.getuid() != 0 or not shutil.which("mount"):
        pytest.skip("only root can mount a disk")
    mounted(folder, "size=1m")
    try:
        write(folder, {"pipeline.yaml": SMALL})
        assert process(*COMPILE, cwd=folder).code == 0
        before = tree(folder)
        write(folder, {"pipeline.yaml": LARGE})
        subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
        is_refused(process(*COMPILE, cwd=folder), "Read-only file system", "choose a directory that can be written")
        assert {**before, "pipeline.yaml": LARGE.encode()} == tree(folder)
        assert process(*COMPILE, "--check", cwd=folder).code == 1
        assert process("lint", cwd=folder).code == 0
    finally:
        subprocess.run(["umount", str(folder)], check=True)


KILLED = """
import os, signal, sys
seen = 0
def hook(event, arguments):
    global seen
    inside = any("pipec-out" in str(argument) or ".woodpecker" in str(argument) for argument in arguments)
    if (inside and event in {"open", "os.rename", "os.mkdir", "os.remove"}) or event.startswith("ctypes.call"):
        seen += 1
        if seen == AT:
            os.kill(os.getpid(), signal.SIGNAL)
sys.addaudithook(hook)
from pipec.__main__ import main
main()
"""


def killed(shop, at, kind, arguments):
    """Compile, and send the process a signal at one of the moments at which it changes the disk."""
    code = KILLED.replace("AT", str(at)).replace("SIGNAL", kind)
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=shop,
        env=environment(),
        capture_output=True,
        timeout=10,
        check=False,
    )
    assert b"Traceback" not in done.stderr
    return done.returncode


@pytest.mark.parametrize(("kind", "code"), [("SIGKILL", -9), ("SIGTERM", -15), ("SIGINT", 130)])
def test_killed_in_the_middle(tmp_path, kind, code):
    old, new = SMALL, SMALL.replace("make test", "make check")
    write(tmp_path, {"pipeline.yaml": old})
    assert process(*COMPILE, cwd=tmp_path).code == 0
    before = tree(tmp_path / "pipec-out/shop")
    write(tmp_path, {"pipeline.yaml": new})
    codes = set()
    for at in (1, 4, 12, 30, 45):
        codes.add(killed(tmp_path, at, kind, COMPILE))
        found = tree(tmp_path / "pipec-out/shop")
        assert read_bundle(str(tmp_path / "pipec-out/shop"))
        if found != before:
            break
    assert code in codes
    assert codes <= {code, 0}
    assert process(*COMPILE, cwd=tmp_path).code == 0
    assert process(*COMPILE, "--check", cwd=tmp_path).code == 0
    assert [path.name for path in (tmp_path / "pipec-out").iterdir()] == ["shop"]


def test_killed_while_it_installs(tmp_path):
    install = ("compile", "-t", "woodpecker", "--install")
    write(tmp_path, {"pipeline.yaml": SMALL})
    assert process(*install, cwd=tmp_path).code == 0
    write(tmp_path, {"pipeline.yaml": SMALL.replace("  test:", "  check:")})
    for at in range(20, 80, 20):
        killed(tmp_path, at, "SIGKILL", install)
        assert set(tree(tmp_path / ".woodpecker")) >= {"test.yaml"} or set(tree(tmp_path / ".woodpecker")) == {
            "check.yaml"
        }
    assert process(*install, cwd=tmp_path).code == 0
    assert set(tree(tmp_path / ".woodpecker")) == {"check.yaml"}
    assert process(*install, "--check", cwd=tmp_path).code == 0


def test_several_at_the_same_time(shop):
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "pipec", *COMPILE, "-q"], cwd=shop, env=environment(), stderr=subprocess.PIPE
        )
        for _ in range(4)
    ]
    assert [(each.communicate(timeout=30)[1], each.returncode) for each in running] == [(b"", 0)] * 4
    assert process(*COMPILE, "--check", cwd=shop).code == 0
    assert [path.name for path in (shop / "pipec-out").iterdir()] == ["shop"]


def test_a_reader_sees_the_old_or_the_new_bundle(shop):
    """What a reader meets while bundles are written is whole."""
    seen = set()
    until = time.monotonic() + 1.5
    writer = None
    while time.monotonic() < until:
        if writer is None or writer.poll() is not None:
            text = SMALL if len(seen) % 2 else LARGE
            write(shop, {"pipeline.yaml": text})
            writer = subprocess.Popen([sys.executable, "-m", "pipec", *COMPILE, "-q"], cwd=shop, env=environment())
        seen.add(len(read_bundle(str(shop / "pipec-out/shop"))))
    assert writer.wait(timeout=10) == 0
    assert len(seen) <= 2


def test_a_torn_bundle_is_refused_and_replaced(shop):
    (shop / "pipec-out/shop/plan.json").write_text("torn")
    with pytest.raises(BundleError, match="torn"):
        read_bundle(str(shop / "pipec-out/shop"))
    assert process(*COMPILE, "--check", cwd=shop).code == 1
    assert process(*COMPILE, cwd=shop).code == 0
    assert read_bundle(str(shop / "pipec-out/shop"))
