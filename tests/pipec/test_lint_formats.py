"""`pipec lint --format` and `--output`: every format from the same findings, and nothing else where it goes."""

import json
import os
import re
import stat
import subprocess
import sys
import termios
from contextlib import suppress

import pytest

from compiler.diagnostics import Diagnostic, Span
from pipec import linting
from pipec.gathering import from_root, gather
from pipec.linting import Result, lint_files
from pipec.reports import FORMATS, render_report
from pipec.values import Values
from tests.diagnostics import (
    sarif_checks,
    test_render_checkstyle,
    test_render_concise,
    test_render_github,
    test_render_gitlab,
    test_render_json,
    test_render_junit,
)
from tests.pipec.command_line import ROOT, SMALL, WRONG, environment, process, run, write

MACHINE = [name for name in FORMATS if name != "text"]


def count(name, text):
    """Return how many findings (and passes) a report of a format tells, after it was held against its grammar."""
    counts = {
        "concise": lambda: len([line for line in text.splitlines() if test_render_concise.LINE.fullmatch(line)]),
        "json": lambda: len(test_render_json.validate(text)["diagnostics"]),
        "sarif": lambda: len(sarif_checks.read(text)["results"]),
        "github": lambda: len(list(test_render_github.read(text))),
        "gitlab": lambda: len(test_render_gitlab.read(text)),
        "junit": lambda: len([case for case in test_render_junit.read(text) if len(case)]),
        "checkstyle": lambda: sum(map(len, test_render_checkstyle.read(text).values())),
    }
    return counts[name]()


@pytest.mark.parametrize("name", MACHINE)
def test_findings(here, name):
    write(here, {"pipeline.yaml": WRONG, "b.pipeline.yaml": SMALL})
    ran = run("lint", "--format", name, "none.yaml", "b.pipeline.yaml", "pipeline.yaml")
    assert (ran.code, ran.err) == (1, "")
    assert count(name, ran.out) == 2
    assert "pipeline.yaml" in ran.out


@pytest.mark.parametrize("name", MACHINE)
def test_nothing_found(shop, name):
    ran = run("lint", "--format", name)
    assert (ran.code, ran.err, count(name, ran.out)) == (0, "", 0)


@pytest.mark.parametrize("name", MACHINE)
def test_a_bug_goes_to_standard_error_and_into_the_report(here, monkeypatch, name):
    write(here, {"a.pipeline.yaml": SMALL, "b.pipeline.yaml": WRONG})
    read = linting.read_request

    def failing(path, *arguments):
        if path == "a.pipeline.yaml":
            raise KeyError("boom\x1b]0;x")
        return read(path, *arguments)

    monkeypatch.setattr(linting, "read_request", failing)
    ran = run("lint", "--format", name)
    assert ran.code == 3
    assert "internal error on a.pipeline.yaml" in ran.err
    assert "\x1b" not in ran.out
    assert count(name, ran.out) == (2 if name in {"github", "junit", "checkstyle"} else 1)
    assert ("KeyError" in ran.out) is (name not in {"concise", "gitlab"})


@pytest.mark.parametrize("name", FORMATS)
def test_a_report_in_a_file_and_the_text_on_the_terminal(here, name):
    write(here, {"pipeline.yaml": WRONG})
    text = run("lint")
    alone = run("lint", "--format", name)
    both = run("lint", "--format", name, "--output", "report")
    assert both == text
    report = (here / "report").read_bytes().decode()
    assert report == (alone.out if name != "text" else alone.out.removesuffix("1 file checked: 1 error\n"))
    assert run("lint", "--format", name, "-o", "-") == alone
    assert sorted(path.name for path in here.iterdir()) == [".git", "pipeline.yaml", "report"]


def test_a_file_is_replaced_whole_and_through_a_link(here):
    write(here, {"pipeline.yaml": SMALL, "out/real.json": "x" * 9999})
    (here / "link.json").symlink_to("out/real.json")
    before = (here / "out/real.json").stat().st_ino
    assert run("lint", "--format", "json", "-o", "link.json").code == 0
    assert (here / "out/real.json").stat().st_ino != before, "another file took its place"
    assert (here / "link.json").is_symlink()
    assert json.loads((here / "out/real.json").read_text())["diagnostics"] == []
    run("lint", "-o", "new.txt")
    assert stat.S_IMODE((here / "new.txt").stat().st_mode) == 0o666 & ~_umask()


def _umask():
    before = os.umask(0)
    os.umask(before)
    return before


def test_a_pipe_is_written_to(here):
    write(here, {"pipeline.yaml": SMALL})
    ran = process("lint", "--format", "json", "-o", "/dev/stderr", cwd=here)
    assert ran.out == "1 file checked: nothing found\n"
    assert json.loads(ran.err)["version"] == 1


@pytest.mark.parametrize("place", ["none/report", ".", "pipeline.yaml/x", "loop", "x" * 300])
def test_a_place_that_cannot_be_written(here, place):
    write(here, {"pipeline.yaml": SMALL})
    (here / "loop").symlink_to("loop")
    ran = run("lint", "--format", "json", "--output", place)
    assert (ran.code, ran.out) == (2, "")
    assert re.search(rf"`{re.escape(place)}` cannot be written: .+\.", ran.err)
    assert sorted(path.name for path in here.iterdir()) == [".git", "loop", "pipeline.yaml"]


def test_without_room_the_report_before_stays(here):
    write(here, {"pipeline.yaml": SMALL, "report": "before"})
    no_room = ("sh", "-c", 'ulimit -f 0; exec "$@"', "sh")
    ran = process("lint", "--format", "json", "--output", "report", cwd=here, prefix=no_room)
    assert (ran.code, ran.out) == (2, "")
    assert "`report` cannot be written: File too large." in ran.err
    assert (here / "report").read_text() == "before"
    assert sorted(path.name for path in here.iterdir()) == [".git", "pipeline.yaml", "report"]


@pytest.mark.parametrize("name", MACHINE)
def test_a_forge_gets_paths_from_the_root_wherever_we_stand(here, monkeypatch, name):
    write(here, {"ci/deploy/x.pipeline.yaml": "include: [../part.yaml]\n" + SMALL, "ci/part.yaml": "glob_env: {}\n"})
    monkeypatch.chdir(here / "ci" / "deploy")
    shown = "ci/part.yaml" if FORMATS[name].from_root else "../part.yaml"
    for argument in ("x.pipeline.yaml", str(here / "ci/deploy/x.pipeline.yaml")):
        out = run("lint", "--format", name, argument).out
        assert set(re.findall(r"[\w./]*part\.yaml", out)) - {"ci/part.yaml" if name == "json" else ""} == {shown}


def test_files_of_nowhere_keep_their_names(here, tmp_path):
    outside = tmp_path / "other.pipeline.yaml"
    outside.write_text(WRONG)
    results = lint_files((str(outside), "../other.pipeline.yaml", "-"), {})
    report = from_root(gather(results, [result.diagnostics for result in results], {}, 1))
    assert [file.path for file in report.files] == [str(outside), "../other.pipeline.yaml", "<stdin>"]


def test_standard_input_has_a_name(here):
    ran = run("lint", "--format", "json", "-", input=WRONG)
    data = test_render_json.validate(ran.out)
    assert data["files"] == [data["diagnostics"][0]["place"]["path"]] == ["<stdin>"]


def test_a_file_passes_when_nothing_of_it_is_shown():
    one, two = (Diagnostic("PC101", "error", Span("part.yaml", 0, 0), message) for message in ("one", "two"))
    results = [
        Result("a", (one,)),
        Result("b", (one,)),
        Result("hidden", (two,)),
        Result("clean"),
        Result("d", bug="x"),
    ]
    report = gather(results, [(one,), (), (), (), ()], {}, 1)
    assert [file.path for file in report.files if file.clean] == ["hidden", "clean"]


def loaded_by(*arguments, cwd):
    """Return the modules that a run ends with; what `import_module` loads is not in the interpreter's own account."""
    telling = "import atexit, sys; atexit.register(lambda: print('\\n', *sys.modules))"
    command = [sys.executable, "-c", f"{telling}; from pipec.__main__ import main; main()", *arguments]
    done = subprocess.run(command, cwd=cwd, env=environment(), capture_output=True, text=True, timeout=10, check=False)
    assert done.returncode == 1, done.stderr
    return set(done.stdout.splitlines()[-1].split())


@pytest.mark.parametrize("name", FORMATS)
def test_only_a_format_that_is_asked_for_is_loaded(tmp_path, name):
    write(tmp_path, {"pipeline.yaml": WRONG})
    modules = loaded_by("lint", "--format", name, "pipeline.yaml", cwd=tmp_path)
    loaded = {found for found in modules if re.fullmatch(r"compiler\.diagnostics\.render_\w+", found)}
    assert loaded == {f"compiler.diagnostics.render_{each}" for each in ({name, "text"} if name == "junit" else {name})}
    assert not modules & {"jsonschema", "jsonschema_rs", "pydantic", "networkx", "ruamel.yaml", "jinja2"}
    assert ("pipec.gathering" in modules) is (name != "text")
    assert ("xml.etree.ElementTree" in modules) is (name in {"junit", "checkstyle"})


def test_a_terminal_is_asked_how_wide_it_is(here):
    write(here, {"pipeline.yaml": WRONG.replace("make test", "x" * 300).replace("- scirpt", "- {a: b, scirpt") + "}"})
    widths = {}
    for columns in (50, 90):
        shown = on_terminal("lint", cwd=here, columns=columns)
        assert "\x1b[1;31merror[" in shown
        lines = re.sub(r"\x1b\[[\d;]*m", "", shown).splitlines()
        widths[columns] = max(len(line) for line in lines if re.match(r"\d+ \|", line))
    assert all(columns - 5 <= width <= columns for columns, width in widths.items())


def on_terminal(*arguments, cwd, columns):
    """Return what `pipec` prints to a terminal so wide."""
    parent, child = os.openpty()
    termios.tcsetwinsize(child, (24, columns))
    command = [sys.executable, "-m", "pipec", *arguments]
    env = environment(TERM="xterm")
    with subprocess.Popen(command, cwd=cwd, env=env, stdin=child, stdout=child, stderr=child):
        os.close(child)
        parts = []
        with suppress(OSError):  # how a terminal says that nobody writes any more
            while part := os.read(parent, 4096):
                parts.append(part)
    os.close(parent)
    return b"".join(parts).decode()


@pytest.mark.parametrize("name", MACHINE)
def test_what_no_file_wrote(name):
    found = (Diagnostic("PC101", "error", Span("", 0, 0), "wrong"),)
    text = render_report(name, [Result("a.yaml", found)], [found], Values({}, {}), 1)
    assert count(name, text) == 1


@pytest.fixture(scope="module")
def cases():
    """Return the results for every golden diagnostic, and what each of them found first."""
    folder = ROOT / "golden" / "diagnostics"
    results = lint_files(tuple(str(path) for path in sorted(folder.glob("*/pipeline.yaml"))), {})
    return results, [result.diagnostics for result in results]


@pytest.mark.parametrize("name", MACHINE)
def test_every_golden_diagnostic(cases, name):
    results, found = cases
    text = render_report(name, results, found, Values({}, {}), 1)
    assert count(name, text) == sum(map(len, found)) > 200


def test_every_golden_diagnostic_in_sarif_is_valid_to_others(cases):
    text = render_report("sarif", *cases, Values({}, {}), 1)
    sarif_checks.check_model(text)
    sarif_checks.check_schema(text)


def test_an_unknown_format(here):
    ran = run("lint", "--format", "sarf")
    assert (ran.code, ran.out) == (2, "")
    assert "Did you mean `sarif`?" in ran.err


@pytest.mark.parametrize(("columns", "widest"), [("60", 60), ("", 145), ("wide", 145)])
def test_text_is_as_wide_as_the_terminal(here, monkeypatch, columns, widest):
    monkeypatch.setenv("COLUMNS", columns)
    write(
        here, {"pipeline.yaml": SMALL.replace("make test", f"make {'x' * 300}").replace("- script", "- {scirpt") + "}"}
    )
    lines = [line for line in run("lint").out.splitlines() if re.match(r"\d+ \|", line)]
    assert lines
    assert max(map(len, lines)) <= widest
