"""Files where engines read them: ours come and go, other people's stay."""

import subprocess

import pytest

from compiler import bundle_install
from compiler.bundle import BundleError
from compiler.bundle_install import INSTALLED, Installation, compare_installed, install

ONE = {".woodpecker/test.yaml": (b"test: 1\n", 0o644), ".woodpecker/run": (b"#!", 0o755)}
TWO = {".woodpecker/test.yaml": (b"test: 2\n", 0o644), ".woodpecker/sub/new.yaml": (b"new\n", 0o644)}
OWNER = "shop.pipeline.yaml"


def tree(root):
    return {path.relative_to(root).as_posix() for path in root.rglob("*") if not path.is_dir() or path.is_symlink()}


def test_files_come_change_and_go(tmp_path):
    root = str(tmp_path)
    assert install(root, OWNER, ONE) == Installation(written=(".woodpecker/run", ".woodpecker/test.yaml"))
    assert tree(tmp_path) == {*ONE, INSTALLED}
    assert (tmp_path / ".woodpecker/run").stat().st_mode & 0o777 == 0o755
    assert install(root, OWNER, ONE) == Installation()
    assert install(root, OWNER, TWO) == Installation(
        written=(".woodpecker/sub/new.yaml", ".woodpecker/test.yaml"), removed=(".woodpecker/run",)
    )
    assert tree(tmp_path) == {*TWO, INSTALLED}
    assert (tmp_path / ".woodpecker/test.yaml").read_text() == "test: 2\n"
    assert install(root, OWNER, {}) == Installation(removed=(".woodpecker/sub/new.yaml", ".woodpecker/test.yaml"))
    assert list(tmp_path.iterdir()) == []


def test_the_list_is_one_that_sha256sum_checks(tmp_path):
    install(str(tmp_path), OWNER, ONE)
    subprocess.run(["sha256sum", "-c", "--strict", "--quiet", INSTALLED], cwd=tmp_path, check=True)


def test_what_people_changed_is_kept_and_told(tmp_path):
    root = str(tmp_path)
    (tmp_path / ".woodpecker").mkdir()
    (tmp_path / ".woodpecker/own.yaml").write_text("mine")
    install(root, OWNER, ONE)
    for path in ONE:
        (tmp_path / path).write_text("by hand")
    done = install(root, OWNER, TWO)
    assert done == Installation(
        written=(".woodpecker/sub/new.yaml",), kept=(".woodpecker/run", ".woodpecker/test.yaml")
    )
    assert (tmp_path / ".woodpecker/test.yaml").read_text() == "by hand"
    assert install(root, OWNER, TWO).kept == (".woodpecker/test.yaml",)
    assert install(root, OWNER, TWO, overwrite=True).written == (".woodpecker/test.yaml",)
    assert install(root, OWNER, {}).removed == (".woodpecker/sub/new.yaml", ".woodpecker/test.yaml")
    assert tree(tmp_path) == {".woodpecker/own.yaml", ".woodpecker/run"}


def test_a_file_of_the_same_name_that_was_there_before_is_kept(tmp_path):
    (tmp_path / ".woodpecker").mkdir()
    (tmp_path / ".woodpecker/test.yaml").write_text("mine")
    (tmp_path / ".woodpecker/run").symlink_to("test.yaml")
    assert install(str(tmp_path), OWNER, ONE).kept == (".woodpecker/run", ".woodpecker/test.yaml")
    assert (tmp_path / ".woodpecker/run").is_symlink()
    assert install(str(tmp_path), OWNER, {}) == Installation()
    assert tree(tmp_path) == {".woodpecker/test.yaml", ".woodpecker/run"}


@pytest.mark.parametrize("target", ["../outside", "/tmp", "../nothing"])
def test_no_link_leads_out(tmp_path, target):
    root = tmp_path / "root"
    (tmp_path / "outside").mkdir()
    root.mkdir()
    (root / ".woodpecker").symlink_to(target)
    with pytest.raises(BundleError, match="symbolic link"):
        install(str(root), OWNER, ONE, overwrite=True)
    assert tree(root) == {".woodpecker"}
    assert list((tmp_path / "outside").iterdir()) == []


def test_a_link_inside_the_root_is_followed(tmp_path):
    (tmp_path / "ci").mkdir()
    (tmp_path / ".woodpecker").symlink_to("ci")
    install(str(tmp_path), OWNER, ONE)
    assert (tmp_path / "ci/test.yaml").read_text() == "test: 1\n"
    assert install(str(tmp_path), OWNER, {}).removed == tuple(sorted(ONE))


@pytest.mark.parametrize("path", ["../x", "/etc/x", "a/../../x"])
def test_no_name_leads_out(tmp_path, path):
    with pytest.raises(BundleError, match="no path inside"):
        install(str(tmp_path), OWNER, {path: (b"", 0o644)})


def test_a_list_from_elsewhere_removes_nothing_outside(tmp_path):
    root = tmp_path / "root"
    root.mkdir()
    (root / INSTALLED).write_text(f"{'0' * 64}  ../victim\n")
    with pytest.raises(BundleError, match="no path inside"):
        install(str(root), OWNER, {})


def test_after_a_kill_in_the_middle_the_next_one_knows_its_files(tmp_path, monkeypatch):
    root = str(tmp_path)
    install(root, OWNER, ONE)
    put, calls = bundle_install._put, []

    def put_some(base, path, data, mode):
        calls.append(path)
        if len(calls) == 3:
            raise KeyboardInterrupt
        put(base, path, data, mode)

    monkeypatch.setattr(bundle_install, "_put", put_some)
    with pytest.raises(KeyboardInterrupt):
        install(root, OWNER, TWO)
    monkeypatch.undo()
    assert install(root, OWNER, {".woodpecker/test.yaml": (b"third", 0o644)}).kept == ()
    assert tree(tmp_path) == {".woodpecker/test.yaml", INSTALLED}


def test_comparing_names_what_is_not_installed(tmp_path):
    root = str(tmp_path)
    assert [(d.path, d.kind) for d in compare_installed(root, OWNER, ONE)] == [
        (path, "missing") for path in sorted(ONE)
    ]
    install(root, OWNER, ONE)
    assert compare_installed(root, OWNER, ONE) == []
    found = compare_installed(root, OWNER, TWO)
    assert [(d.path, d.kind) for d in found] == [
        (".woodpecker/run", "extra"),
        (".woodpecker/sub/new.yaml", "missing"),
        (".woodpecker/test.yaml", "stale"),
    ]


def test_a_refusing_disk_is_an_error_with_advice(tmp_path):
    (tmp_path / ".woodpecker").write_text("a file in the way")
    with pytest.raises(BundleError, match="cannot install into"):
        install(str(tmp_path), OWNER, ONE)
    assert (tmp_path / ".woodpecker").read_text() == "a file in the way"


@pytest.fixture
def two_pipelines(tmp_path):
    for name in ("a.pipeline.yaml", "ci/b.pipeline.yaml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("")
    return str(tmp_path)


A = {".woodpecker/a.yaml": (b"a\n", 0o644)}
B = {".woodpecker/b.yaml": (b"b\n", 0o644)}


def test_two_pipelines_do_not_remove_each_others_files(two_pipelines, tmp_path):
    install(two_pipelines, "a.pipeline.yaml", A)
    assert install(two_pipelines, "ci/b.pipeline.yaml", B) == Installation(written=tuple(B))
    assert install(two_pipelines, "a.pipeline.yaml", A) == Installation()
    assert compare_installed(two_pipelines, "a.pipeline.yaml", A) == []
    assert install(two_pipelines, "a.pipeline.yaml", {}).removed == tuple(A)
    assert (tmp_path / ".woodpecker/b.yaml").read_bytes() == b"b\n"
    assert (tmp_path / INSTALLED).read_text().startswith("# ci/b.pipeline.yaml\n")
    subprocess.run(["sha256sum", "-c", "--strict", "--quiet", INSTALLED], cwd=tmp_path, check=True)


@pytest.mark.parametrize("overwrite", [False, True])
def test_two_pipelines_do_not_overwrite_each_other(two_pipelines, tmp_path, overwrite):
    install(two_pipelines, "a.pipeline.yaml", A)
    before = (tmp_path / INSTALLED).read_text()
    other = {**B, **dict.fromkeys(A, (b"other\n", 0o644))}
    with pytest.raises(BundleError, match=r"a\.yaml` is what `a\.pipeline\.yaml` has installed, so `ci/b"):
        install(two_pipelines, "ci/b.pipeline.yaml", other, overwrite=overwrite)
    with pytest.raises(BundleError, match="has installed"):
        compare_installed(two_pipelines, "ci/b.pipeline.yaml", other)
    assert tree(tmp_path / ".woodpecker") == {"a.yaml"}
    assert (tmp_path / ".woodpecker/a.yaml").read_bytes() == b"a\n"
    assert (tmp_path / INSTALLED).read_text() == before


def test_what_a_removed_pipeline_installed_goes_with_the_next(two_pipelines, tmp_path):
    install(two_pipelines, "a.pipeline.yaml", {**A, ".woodpecker/more.yaml": (b"m", 0o644)})
    (tmp_path / "a.pipeline.yaml").rename(tmp_path / "renamed.pipeline.yaml")
    (tmp_path / ".woodpecker/more.yaml").write_text("by hand")
    assert [(d.path, d.kind) for d in compare_installed(two_pipelines, "renamed.pipeline.yaml", A)] == [
        (".woodpecker/more.yaml", "extra")
    ]
    done = install(two_pipelines, "renamed.pipeline.yaml", A)
    assert done == Installation(kept=(".woodpecker/more.yaml",))
    assert (tmp_path / INSTALLED).read_text().startswith("# renamed.pipeline.yaml\n")
    (tmp_path / "renamed.pipeline.yaml").unlink()
    assert install(two_pipelines, "ci/b.pipeline.yaml", B) == Installation(written=tuple(B), removed=tuple(A))


def test_a_list_without_owners_is_taken_over(tmp_path):
    install(str(tmp_path), OWNER, ONE)
    listed = (tmp_path / INSTALLED).read_text()
    (tmp_path / INSTALLED).write_text("".join(listed.splitlines(keepends=True)[1:]))
    assert install(str(tmp_path), OWNER, {}).removed == tuple(sorted(ONE))


@pytest.mark.parametrize("text", ["# ../outside\n", "# shop\ngarbage\n", "# /etc\n", "\0\n"])
def test_a_damaged_list_is_refused(tmp_path, text):
    (tmp_path / INSTALLED).write_text(f"{text}{'0' * 64}  x\n")
    with pytest.raises(BundleError):
        install(str(tmp_path), OWNER, ONE)
    assert tree(tmp_path) == {INSTALLED}
