"""`pipec lint` with shellcheck, as people call it."""

import sys
import time

import pytest

from pipec.shellcheck.program import find_program
from tests.pipec.command_line import run, write
from tests.test_start_up import imported

HEAD = "version: 1\nname: shop\n"
PIPELINE = HEAD + "jobs:\n  test:\n    steps:\n      - script: echo $HOME\n"


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """Stand in a repository, with a folder of one's own for what is temporary."""
    write(tmp_path, {"pipeline.yaml": PIPELINE})
    (tmp_path / "temporary").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    monkeypatch.chdir(tmp_path)
    yield tmp_path
    assert list((tmp_path / "temporary").iterdir()) == []


def found(ran):
    return [line for line in ran.out.splitlines() if line.startswith(("error[", "warning[", "hint["))]


def absent(monkeypatch, folder):
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    monkeypatch.setenv("PATH", str(folder))


def test_scripts_are_checked_where_it_is_installed():
    ran = run("lint")
    assert [line[:27] for line in found(ran)] == ["hint[PC420]: shellcheck SC2"]
    assert (ran.code, ran.err) == (0, "")
    assert run("lint", "--shellcheck").out == ran.out


def test_a_warning_of_shellcheck_is_a_finding(here):
    write(here, {"pipeline.yaml": PIPELINE.replace("echo $HOME", "for a in $(ls); do echo; done")})
    ran = run("lint")
    assert ran.code == 1
    assert "warning[PC420]: shellcheck SC2045: iterating over ls output is fragile" in ran.out


def test_scripts_are_not_checked_where_that_is_not_wanted():
    assert run("lint", "--no-shellcheck").out == "1 file checked: nothing found\n"


def test_without_it_nothing_is_said(monkeypatch, here):
    absent(monkeypatch, here)
    assert run("lint") == (0, "1 file checked: nothing found\n", "")


def test_without_it_but_wanted(monkeypatch, here):
    absent(monkeypatch, here)
    ran = run("lint", "--shellcheck")
    assert (ran.code, ran.out) == (2, "")
    assert "pip install 'pipec[shellcheck]'" in ran.err


def test_a_program_of_the_repository_is_not_run(monkeypatch, here):
    write(here, {"shellcheck": "#!/bin/sh\ntouch run\n"})
    (here / "shellcheck").chmod(0o755)
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    for path in ("", ".", ":", "bin:."):
        monkeypatch.setenv("PATH", path)
        assert find_program() is None


def test_a_program_on_the_path_is_found(monkeypatch, here):
    write(here, {"bin/shellcheck": "#!/bin/sh\n", "not/shellcheck": "", "folder/shellcheck/x": ""})
    (here / "bin/shellcheck").chmod(0o755)
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    monkeypatch.setenv("PATH", f"{here}/missing:{here}/not:{here}/folder:{here}/bin")
    assert find_program() == f"{here}/bin/shellcheck"


def test_comments_silence_it_and_are_told_of_when_they_do_not(here):
    write(here, {"pipeline.yaml": PIPELINE.rstrip() + "  # pipec: ignore[PC420] two words\n"})
    assert found(run("lint")) == []
    assert found(run("lint", "--no-shellcheck")) == []
    assert not [line for line in run("compile", "--out", "dist").err.splitlines() if "PC901" in line]
    write(here, {"pipeline.yaml": PIPELINE.rstrip().replace("$HOME", "a") + "  # pipec: ignore[PC420] two words\n"})
    assert [line.partition(":")[0] for line in found(run("lint"))] == ["warning[PC901]"]
    assert found(run("lint", "--no-shellcheck")) == []


def test_a_comment_above_a_block_silences_all_of_it(here):
    block = (
        "name: a\n        # pipec: ignore[PC420] words\n        script: |\n          echo $HOME\n          cat $HOME\n"
    )
    write(here, {"pipeline.yaml": PIPELINE.replace("script: echo $HOME\n", block)})
    assert run("lint").err == ""
    assert found(run("lint")) == []


def test_a_fragment_is_told_of_in_its_own_file(here):
    fragment = "jobs:\n  more:\n    steps:\n      - script: |\n          echo é $HOME\n"
    text = "include: [a.yaml]\n" + PIPELINE.replace("$HOME", "x")
    write(here, {"a.yaml": fragment, "pipeline.yaml": text, "b.pipeline.yaml": text})
    ran = run("lint")
    assert "--> a.yaml:5:18" in ran.out
    assert len(found(ran)) == 1


def test_scripts_are_checked_beside_other_errors(here):
    write(here, {"pipeline.yaml": PIPELINE + "        timout: 3m\n"})
    assert [line.partition("[")[2][:5] for line in found(run("lint"))] == ["PC420", "PC101"]


@pytest.mark.parametrize("text", ["", "\ufeff", "jobs: [\n", "version: 1\nname: x\njobs: {}\n", "a\tb: c", "\u0000"])
def test_files_without_scripts(here, text):
    write(here, {"pipeline.yaml": text})
    assert run("lint").out == run("lint", "--no-shellcheck").out


def test_standard_input():
    ran = run("lint", "-", input="\ufeff" + PIPELINE.replace("\n", "\r\n"))
    assert "--> <stdin>:6:22" in ran.out


@pytest.mark.parametrize(
    ("configuration", "count", "code"),
    [
        ("[lint]\nshellcheck = false\n", 0, 0),
        ("[lint]\nshellcheck = true\n", 1, 0),
        ('[lint]\nshellcheck_ignore = ["SC2086"]\n', 0, 0),
    ],
)
def test_the_configuration_counts(here, configuration, count, code):
    write(here, {".pipec.toml": configuration})
    ran = run("lint")
    assert (len(found(ran)), ran.code) == (count, code)


def test_the_configuration_wants_it_but_it_is_absent(monkeypatch, here):
    absent(monkeypatch, here)
    write(here, {".pipec.toml": "[lint]\nshellcheck = true\n"})
    ran = run("lint")
    assert (ran.code, ran.out) == (2, "")
    assert "pip install 'pipec[shellcheck]'" in ran.err
    assert run("lint", "--no-shellcheck").code == 0


def test_the_option_is_stronger_than_the_configuration(here):
    write(here, {".pipec.toml": "[lint]\nshellcheck = false\n"})
    assert len(found(run("lint", "--shellcheck"))) == 1


def test_many_files_on_many_cores(here):
    for number in range(70):
        write(here, {f"{number:02}.pipeline.yaml": PIPELINE.replace("$HOME", f"$HOME {number}")})
    ran = run("lint")
    assert len(found(ran)) == 71
    assert ran.out.endswith("71 files checked: 71 hints\n")


HEAVY = frozenset({"subprocess", "tempfile", "pathlib", "shutil", "pipec.shellcheck.processes"})


def test_what_is_not_run_is_not_loaded(here):
    assert not imported("lint", "--no-shellcheck", cwd=here) & HEAVY
    write(here, {"pipeline.yaml": HEAD + "jobs: {a: {steps: [{action: logger, with: {message: x}}]}}\n"})
    assert not imported("lint", cwd=here) & HEAVY


def test_what_is_run_loads_little(here):
    assert imported("lint", cwd=here) & HEAVY == {"pipec.shellcheck.processes"}


@pytest.mark.slow
def test_a_thousand_scripts(here):
    steps = "".join(f"      - script: echo $HOME {number}\n" for number in range(1000))
    write(here, {"pipeline.yaml": HEAD + "jobs:\n  test:\n    steps:\n" + steps})
    assert len(found(run("lint"))) == 1000


@pytest.mark.slow
def test_a_script_of_five_megabytes(here):
    line = "          this is a line of a text that a script writes into a file with cat, fifty times over\n"
    text = f"          cat > text <<'END'\n{line * 52_000}          END\n          echo é $HOME\n"
    write(here, {"pipeline.yaml": PIPELINE.replace("echo $HOME\n", "|\n") + text})
    before = time.monotonic()
    ran = run("lint", "--color", "never")
    assert ran.err == ""
    assert f"--> pipeline.yaml:{6 + 52_000 + 3}:18" in ran.out
    assert time.monotonic() - before < 120


def test_a_bug_at_one_script_is_told_and_does_not_stop_the_others(monkeypatch, here):
    from pipec.shellcheck import check

    write(here, {"b.pipeline.yaml": PIPELINE.replace("$HOME", "b $HOME")})
    diagnose = check.diagnose

    def failing(script, *others):
        if script.text == "echo $HOME":
            raise KeyError("boom")
        return diagnose(script, *others)

    monkeypatch.setattr(check, "diagnose", failing)
    ran = run("lint")
    assert ran.code == 3
    assert len(found(ran)) == 1
    assert "internal error on pipeline.yaml: KeyError: 'boom'" in ran.err


@pytest.mark.parametrize("style", ["|", ">"])
def test_many_findings_in_one_script_take_no_longer_than_shellcheck(here, style):
    body = "".join(f"          echo $HOME {number};\n" for number in range(1000))
    write(here, {"pipeline.yaml": PIPELINE.replace("echo $HOME\n", f"{style}\n") + body})
    before = time.monotonic()
    assert len(found(run("lint"))) == 1000
    assert time.monotonic() - before < 20
