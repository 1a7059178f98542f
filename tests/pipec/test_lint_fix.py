"""`pipec lint --fix` and `--diff`, as a user runs them."""

import errno
import os
import stat

import pytest

from pipec import rewriting
from pipec.rewriting import ChangedMeanwhileError, rewrite
from tests.pipec.command_line import SMALL, run, write

BROKEN = SMALL.replace("script:", "scirpt:")
UNSAFE = SMALL.replace("script: make test", "script: curl https://example.com/list -o list && make test")


def test_a_repair_is_made_and_what_is_left_is_told(here):
    write(here, {"pipeline.yaml": BROKEN})
    ran = run("lint", "--fix")
    assert (ran.code, ran.err) == (0, "1 repair made in 1 file\n")
    assert ran.out == "1 file checked: nothing found\n"
    assert (here / "pipeline.yaml").read_text() == SMALL


def test_nothing_to_repair_writes_nothing(shop):
    before = (shop / "pipeline.yaml").stat()
    ran = run("lint", "--fix")
    assert (ran.code, ran.err) == (0, "")
    assert (shop / "pipeline.yaml").stat().st_mtime_ns == before.st_mtime_ns


def test_what_is_not_safe_waits_to_be_asked_for(here):
    write(here, {"pipeline.yaml": UNSAFE})
    assert run("lint", "--fix").code == 1
    assert (here / "pipeline.yaml").read_text() == UNSAFE
    assert run("lint", "--fix=unsafe").code == 0
    assert "curl -f https://example.com/list" in (here / "pipeline.yaml").read_text()


def test_a_difference_is_shown_and_nothing_written(here):
    write(here, {"pipeline.yaml": BROKEN})
    ran = run("lint", "--diff")
    assert (ran.code, ran.err) == (1, "1 repair would be made in 1 file\n")
    assert ran.out.splitlines()[:2] == ["--- pipeline.yaml", "+++ pipeline.yaml"]
    assert "-      - scirpt: make test" in ran.out.splitlines()
    assert "+      - script: make test" in ran.out.splitlines()
    assert (here / "pipeline.yaml").read_text() == BROKEN
    assert run("lint", "--diff", "--color", "always").out.startswith("\x1b[31m--- pipeline.yaml\x1b[0m\n")


def test_without_a_difference_the_exit_code_is_clean(shop):
    del shop
    ran = run("lint", "--diff")
    assert (ran.code, ran.out, ran.err) == (0, "", "nothing to repair\n")


def test_standard_input_goes_repaired_to_standard_output(here):
    del here
    ran = run("lint", "--fix", "-", input=BROKEN)
    assert (ran.code, ran.out, ran.err) == (0, SMALL, "1 repair made in 1 file\n")
    ran = run("lint", "--fix", "-", input=UNSAFE)
    assert (ran.code, ran.out) == (1, UNSAFE)
    assert "PC535" in ran.err
    ran = run("lint", "--diff", "-", input=BROKEN)
    assert ran.out.startswith("--- <stdin>\n+++ <stdin>\n")


def test_standard_input_that_is_no_text_is_told(here):
    del here
    ran = run("lint", "--fix", "-", input=b"\xff\xfe")
    assert (ran.code, ran.out) == (1, "")
    assert "PC002" in ran.err


def test_standard_input_is_repaired_alone(shop):
    del shop
    ran = run("lint", "--fix", "-", "pipeline.yaml", input=BROKEN)
    assert ran.code == 2
    assert "repaired alone" in ran.err


def test_an_unknown_kind_of_repair_is_a_usage_error(shop):
    del shop
    ran = run("lint", "--fix=all")
    assert ran.code == 2
    assert "There are: safe, unsafe." in ran.err


def test_a_file_may_follow_the_option(here):
    write(here, {"pipeline.yaml": BROKEN, "other.pipeline.yaml": BROKEN})
    assert run("lint", "--fix", "pipeline.yaml").code == 0
    assert (here / "other.pipeline.yaml").read_text() == BROKEN


def test_what_is_not_shown_is_not_repaired(here):
    write(here, {"pipeline.yaml": BROKEN})
    assert run("lint", "--fix", "--ignore", "PC101").code == 0
    assert (here / "pipeline.yaml").read_text() == BROKEN


def test_a_fragment_of_two_pipelines_is_repaired_once(here):
    fragment = "jobs:\n  lint:\n    steps:\n      - scirpt: make lint\n"
    including = SMALL.replace("jobs:", "include: [ci.fragment.yaml]\njobs:")
    write(here, {"a.pipeline.yaml": including, "b.pipeline.yaml": including, "ci.fragment.yaml": fragment})
    ran = run("lint", "--fix")
    assert (ran.code, ran.err) == (0, "1 repair made in 1 file\n")
    assert (here / "ci.fragment.yaml").read_text() == fragment.replace("scirpt", "script")


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_all_other_bytes_stay(here, mark, ends):
    text = f"# Prüfung 🚀\n\n\n{BROKEN}   \n# end".replace("\n", ends)
    (here / "pipeline.yaml").write_bytes(mark + text.encode())
    run("lint", "--fix")
    assert (here / "pipeline.yaml").read_bytes() == mark + text.replace("scirpt", "script").encode()


def test_the_mode_and_the_link_stay(here):
    write(here, {"real/a.yaml": BROKEN})
    (here / "real/a.yaml").chmod(0o640)
    (here / "pipeline.yaml").symlink_to("real/a.yaml")
    assert run("lint", "--fix").code == 0
    assert (here / "pipeline.yaml").is_symlink()
    assert (here / "real/a.yaml").read_text() == SMALL
    assert stat.S_IMODE((here / "real/a.yaml").stat().st_mode) == 0o640


def test_a_file_that_somebody_else_wrote_meanwhile_is_left(tmp_path):
    path = tmp_path / "a"
    path.write_text("new")
    with pytest.raises(ChangedMeanwhileError):
        rewrite(str(path), "old", "repaired")
    assert path.read_text() == "new"
    assert [each.name for each in tmp_path.iterdir()] == ["a"]


def test_a_full_disk_leaves_the_old_file(here, monkeypatch):
    write(here, {"pipeline.yaml": BROKEN})

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(rewriting.os, "fsync", full)
    ran = run("lint", "--fix")
    assert ran.code == 1
    assert ran.err == "pipec: `pipeline.yaml` is not repaired: no space left on device\n"
    assert (here / "pipeline.yaml").read_text() == BROKEN
    assert sorted(each.name for each in here.iterdir()) == [".git", "pipeline.yaml"]
