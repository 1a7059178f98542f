"""Working directories and workspaces stay where they belong."""

import pytest

from runtime.errors import RuntimeFault
from runtime.jobs.directories import enter
from runtime.jobs.space import make_space, remove_space, space_of


def test_a_directory_is_made_below_the_workspace(tmp_path):
    assert enter(tmp_path, ".") == tmp_path
    assert enter(tmp_path, "a/b") == tmp_path / "a/b"
    assert (tmp_path / "a/b").is_dir()


@pytest.mark.parametrize("directory", ["..", "a/../..", "/etc"])
def test_a_directory_outside_is_refused(tmp_path, directory):
    with pytest.raises(RuntimeFault, match="outside the workspace"):
        enter(tmp_path, directory)


def test_a_link_out_is_refused_before_anything_is_made(tmp_path):
    (tmp_path / "inside").mkdir()
    (tmp_path / "outside").mkdir()
    (tmp_path / "inside/link").symlink_to(tmp_path / "outside")
    with pytest.raises(RuntimeFault, match="outside the workspace"):
        enter(tmp_path / "inside", "link/new")
    assert not (tmp_path / "outside/new").exists()


def test_a_link_inside_is_followed(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    assert enter(tmp_path, "link/sub").resolve() == (tmp_path / "real/sub").resolve()


def test_a_file_in_the_way_is_told(tmp_path):
    (tmp_path / "a").write_text("")
    with pytest.raises(RuntimeFault, match="cannot be made"):
        enter(tmp_path, "a/b")


def test_a_space_is_removed_whatever_is_in_it(tmp_path):
    space = space_of(tmp_path, "run", "job", 1)
    make_space(space)
    deep = space.workspace / "a/b"
    deep.mkdir(parents=True)
    (deep / "file").write_text("x")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/file").write_text("x")
    (space.workspace / "link").symlink_to(tmp_path / "outside")
    deep.chmod(0o500)
    (space.workspace / "a").chmod(0)
    (space.private / "script").write_text("x")
    remove_space(space)
    assert not space.workspace.exists()
    assert not space.private.exists()
    assert (tmp_path / "outside/file").exists()


def test_a_space_of_an_earlier_attempt_is_replaced(tmp_path):
    space = space_of(tmp_path, "run", "job", 1)
    make_space(space)
    (space.workspace / "old").write_text("x")
    make_space(space)
    assert list(space.workspace.iterdir()) == []
