"""`pipec fmt`: which files, what is written, what is printed, which exit code."""

import errno
import signal
import subprocess
import sys

import pytest

from compiler.layout import MeaningChangedError
from pipec import formatting, rewriting
from tests.pipec.command_line import SMALL, environment, process, run, tree, write

UGLY = SMALL.replace("version: 1\nname: shop\n", "name: shop\nversion: 1 # one\n")
TIDY = SMALL.replace("version: 1\nname: shop\n", "version: 1  # one\nname: shop\n")
BROKEN = "jobs: [\n"


def test_a_file_in_its_layout_is_not_written(shop):
    before = (shop / "pipeline.yaml").stat()
    assert run("fmt") == (0, "1 file checked: nothing to format\n", "")
    after = (shop / "pipeline.yaml").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_a_file_is_formatted(here):
    write(here, {"pipeline.yaml": UGLY})
    assert run("fmt") == (0, "pipeline.yaml: formatted\n1 file checked: 1 formatted\n", "")
    assert tree(here) == {"pipeline.yaml": TIDY.encode()}
    assert run("fmt", "--quiet") == (0, "", "")


def test_check_writes_nothing(here):
    write(here, {"pipeline.yaml": UGLY, "a.pipeline.yaml": TIDY})
    ran = run("fmt", "--check")
    assert ran == (1, "pipeline.yaml: not formatted\n2 files checked: 1 not formatted\n", "")
    assert (here / "pipeline.yaml").read_text() == UGLY
    assert run("fmt", "--check", "a.pipeline.yaml").code == 0
    assert run("fmt", "--check", "--quiet") == (1, "", "")


def test_diff_can_be_applied_and_writes_nothing(here):
    write(here, {"pipeline.yaml": UGLY.removesuffix("\n")})
    ran = run("fmt", "--diff")
    assert (ran.code, ran.err) == (1, "")
    assert "-version: 1 # one\n" in ran.out
    assert "\\ No newline at end of file\n" in ran.out
    assert (here / "pipeline.yaml").read_text() == UGLY.removesuffix("\n")
    subprocess.run(["git", "apply", "--unsafe-paths", "-p0", "-"], cwd=here, input=ran.out.encode(), check=True)
    assert (here / "pipeline.yaml").read_text() == TIDY
    assert run("fmt", "--diff") == (0, "", "")


def test_diff_with_crlf_can_be_applied(here):
    (here / "pipeline.yaml").write_bytes(UGLY.replace("\n", "\r\n").encode())
    ran = process("fmt", "--diff", cwd=here)
    assert ran.code == 1
    assert "+version: 1  # one\r\n" in ran.out


@pytest.mark.parametrize(
    ("arguments", "variables", "colored"),
    [([], {}, False), (["--color", "always"], {"NO_COLOR": "1"}, True), (["--color", "never"], {}, False)],
)
def test_color(here, monkeypatch, arguments, variables, colored):
    write(here, {"pipeline.yaml": UGLY})
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    out = run("fmt", "--diff", *arguments).out
    assert ("\x1b[32m+version: 1  # one\x1b[0m\n" in out) is colored
    assert ("\x1b" in out) is colored


def test_without_files_pipelines_fragments_and_what_is_included(here, monkeypatch):
    ugly, tidy = "global_env:   {A: b}\n", "global_env: {A: b}\n"
    files = {
        "pipeline.yaml": "include: [ci/part.yaml]\n" + UGLY,
        "ci/part.yaml": "include: [../more/deep.yaml, gone.yaml]\n" + ugly,
        "more/deep.yaml": ugly.replace("A", "C"),
        "lone.fragment.yaml": ugly,
        ".pipec/x.fragment.yaml": ugly,
        "other.yaml": ugly,
        "vendor/pipeline.yaml": UGLY,
    }
    write(here, files)
    monkeypatch.chdir(here / "ci")
    ran = run("fmt")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.endswith("5 files checked: 5 formatted\n")
    assert "../pipeline.yaml: formatted\n" in ran.out
    assert "part.yaml: formatted\n" in ran.out
    changed = {name for name, text in files.items() if (here / name).read_text() != text}
    assert changed == files.keys() - {"other.yaml", "vendor/pipeline.yaml"}
    assert (here / "lone.fragment.yaml").read_text() == tidy


def test_folders_stand_for_what_is_in_them(here):
    write(here, {"a/pipeline.yaml": UGLY, "a/b.fragment.yaml": "x-a:   1\n", "pipeline.yaml": UGLY})
    assert run("fmt", "a", "a/pipeline.yaml", "./a").out.endswith("2 files checked: 2 formatted\n")
    assert (here / "pipeline.yaml").read_text() == UGLY


def test_nothing_to_format_is_a_usage_error(here):
    assert run("fmt").code == 2
    write(here, {"only.fragment.yaml": "x-a: 1\n"})
    assert run("fmt").code == 0


def test_what_does_not_load_is_reported_and_left(here):
    write(here, {"a.pipeline.yaml": BROKEN, "b.pipeline.yaml": UGLY})
    (here / "bin.pipeline.yaml").write_bytes(b"\xff\xfe\x00")
    ran = run("fmt", "a.pipeline.yaml", "b.pipeline.yaml", "bin.pipeline.yaml", "none.yaml", ".git")
    assert ran.code == 1
    assert ran.out == "b.pipeline.yaml: formatted\n5 files checked: 1 formatted, 4 left as they are\n"
    assert "error[PC013]" in ran.err
    assert "--> a.pipeline.yaml:1:7" in ran.err
    assert "`none.yaml` does not exist" in ran.err
    assert (here / "a.pipeline.yaml").read_text() == BROKEN
    assert run("fmt", "--check", "a.pipeline.yaml").code == 1
    assert run("fmt", "--diff", "a.pipeline.yaml").code == 1
    ran = run("fmt", "-q", "a.pipeline.yaml")
    assert (ran.code, ran.out) == (1, "")
    assert "error[PC013]" in ran.err


def test_standard_input(here):
    assert run("fmt", "-", input=UGLY) == (0, TIDY, "")
    assert run("fmt", "-", "--quiet", input=UGLY) == (0, TIDY, "")
    assert run("fmt", "-", input=TIDY) == (0, TIDY, "")
    assert run("fmt", "-", "--check", input=UGLY) == (
        1,
        "<stdin>: not formatted\n1 file checked: 1 not formatted\n",
        "",
    )
    assert run("fmt", "-", "--check", input=TIDY).code == 0
    ran = run("fmt", "-", "--diff", input=UGLY)
    assert ran.code == 1
    assert ran.out.startswith("--- <stdin>\n+++ <stdin>\n")
    ran = run("fmt", "-", input=BROKEN)
    assert (ran.code, ran.out) == (1, "")
    assert "--> <stdin>:1:7" in ran.err
    assert run("fmt", "-", "pipeline.yaml", input=UGLY).code == 2
    assert tree(here) == {}


def test_standard_input_keeps_its_bytes(here):
    mark = "\ufeff"
    ugly, tidy = ((mark + text.replace("\n", "\r\n")).encode() for text in (UGLY, TIDY))
    done = subprocess.run(
        [sys.executable, "-m", "pipec", "fmt", "-"],
        cwd=here,
        env=environment(),
        input=ugly,
        capture_output=True,
        check=True,
    )
    assert (done.stdout, done.stderr) == (tidy, b"")
    assert process("fmt", "-", cwd=here, input=b"\xff").code == 1


def test_marks_line_ends_modes_and_links_stay(here):
    place = here / "real/pipeline.yaml"
    place.parent.mkdir()
    place.write_bytes(b"\xef\xbb\xbf" + UGLY.replace("\n", "\r\n").encode())
    place.chmod(0o640)
    (here / "link.pipeline.yaml").symlink_to("real/pipeline.yaml")
    assert run("fmt", "link.pipeline.yaml", "real/pipeline.yaml").out.endswith("1 file checked: 1 formatted\n")
    assert (here / "link.pipeline.yaml").is_symlink()
    assert place.read_bytes() == b"\xef\xbb\xbf" + TIDY.replace("\n", "\r\n").encode()
    assert place.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in place.parent.iterdir()] == ["pipeline.yaml"]


def test_many_files_are_spread(here):
    write(here, {f"p{number}/pipeline.yaml": UGLY if number % 2 else TIDY for number in range(40)})
    ran = run("fmt")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.endswith("40 files checked: 20 formatted\n")
    assert {text for name, text in tree(here).items()} == {TIDY.encode()}


def test_a_full_disk_leaves_the_file(here, monkeypatch):
    write(here, {"a.pipeline.yaml": UGLY, "b.pipeline.yaml": UGLY})

    def fail(descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(rewriting.os, "fsync", fail)
    ran = run("fmt")
    assert ran.code == 1
    assert "error: a.pipeline.yaml: cannot be written: no space left on device\n" in ran.err
    assert ran.out == "2 files checked: 2 left as they are\n"
    assert tree(here) == dict.fromkeys(["a.pipeline.yaml", "b.pipeline.yaml"], UGLY.encode())


def test_a_file_that_someone_else_changes_meanwhile_is_left(here, monkeypatch):
    write(here, {"pipeline.yaml": UGLY})
    read = formatting.format_source

    def meanwhile(source):
        (here / "pipeline.yaml").write_text(UGLY + "# mine\n")
        return read(source)

    monkeypatch.setattr(formatting, "format_source", meanwhile)
    ran = run("fmt")
    assert ran.code == 1
    assert "was changed by somebody else meanwhile" in ran.err
    assert (here / "pipeline.yaml").read_text() == UGLY + "# mine\n"


@pytest.mark.parametrize("event", ["open", "os.rename", "os.remove"])
def test_killed_at_any_step_the_file_is_the_old_or_the_new_one(here, event):
    program = (
        "import os, signal, sys\n"
        "from pipec.__main__ import main\n"
        "def hook(name, arguments):\n"
        f"    if name == {event!r} and '.pipeline.yaml.' in str(arguments[0]):\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
        "sys.addaudithook(hook)\n"
        "sys.argv = ['pipec', 'fmt']\n"
        "main()\n"
    )
    write(here, {"pipeline.yaml": UGLY})
    done = subprocess.run([sys.executable, "-c", program], cwd=here, env=environment(), check=False)
    assert done.returncode == -signal.SIGKILL
    assert (here / "pipeline.yaml").read_text() in {UGLY, TIDY}
    assert run("fmt").code == 0
    assert (here / "pipeline.yaml").read_text() == TIDY


def test_a_bug_is_told_and_nothing_is_written(here, monkeypatch):
    write(here, {"a.pipeline.yaml": UGLY, "b.pipeline.yaml": UGLY})
    read = formatting.format_source

    def failing(source):
        if source.path == "a.pipeline.yaml":
            raise MeaningChangedError("the result means something else")
        return read(source)

    monkeypatch.setattr(formatting, "format_source", failing)
    ran = run("fmt")
    assert ran.code == 3
    assert ran.out == "b.pipeline.yaml: formatted\n1 file checked: 1 formatted\n"
    assert "internal error on a.pipeline.yaml: MeaningChangedError: the result means something else" in ran.err
    assert (here / "a.pipeline.yaml").read_text() == UGLY
