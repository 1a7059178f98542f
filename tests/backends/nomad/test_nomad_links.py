"""Inputs with links: they come as text, since Nomad's download makes none, and the start script makes them."""

import subprocess

import pytest

from compiler.backends.nomad.start import start_script
from compiler.ir.job import Input
from runtime.artifacts.handing.packing import LINKS
from tests.backends.nomad.plans import job, script


@pytest.fixture(params=[("dash",), ("busybox", "sh"), ("bash", "--posix")], ids=" ".join)
def start(request, tmp_path):
    """Return a function that runs the part of the start script that prepares a workspace."""
    made = job("use", script("use", "true\n"), checkout=None, inputs=(Input("make", "dist", "in put"),))
    text = start_script(made, ["use"], [], first=True, contained=False).rpartition('/bin/sh "')[0]

    def run() -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [*request.param, "-c", text],
            env={"PATH": "/usr/bin:/bin", "NOMAD_ALLOC_DIR": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
        )

    return run


@pytest.fixture
def arrived(tmp_path):
    folder = tmp_path / "data/inputs/0"
    folder.mkdir(parents=True)
    return folder


def test_links_are_made_and_their_list_is_gone(start, arrived, tmp_path):
    (arrived / "bin").mkdir()
    (arrived / "bin/tool").write_text("tool")
    (arrived / LINKS).write_text("bin/a\ntool\nnew folder/-b $x\n../bin/too\\l\n")
    ran = start()
    assert ran.returncode == 0, ran.stderr
    place = tmp_path / "data/workspace/in put"
    assert (place / "bin/a").read_text() == "tool"
    assert str((place / "new folder/-b $x").readlink()) == "../bin/too\\l"
    assert sorted(path.name for path in place.iterdir()) == ["bin", "new folder"]


def test_nothing_comes_of_an_archive_of_nothing(start, arrived, tmp_path):
    (arrived / LINKS).write_text("")
    ran = start()
    assert ran.returncode == 0, ran.stderr
    assert list((tmp_path / "data/workspace/in put").iterdir()) == []


def test_no_link_is_made_outside(start, arrived, tmp_path):
    (tmp_path / "data/workspace/in put").mkdir(parents=True)
    (tmp_path / "data/workspace/in put/out").symlink_to(tmp_path)
    (arrived / LINKS).write_text("out/l\nx\n")
    ran = start()
    assert ran.returncode == 1
    assert "out/l leads out of the workspace" in ran.stderr
    assert not (tmp_path / "l").is_symlink()
