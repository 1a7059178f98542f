"""What `pipec lint` shows of what it finds: the configuration, the options over it, where each comes from."""

import json
import os
import re

import pytest

from compiler.driver import Request, lint
from compiler.frontend.files import read_source
from pipec.control.control import Asked, control_for
from tests.pipec.command_line import SMALL, WRONG, run, write

JOBS = """\
  build:
    depends_on: [test]
    steps: [{script: x}]
  last:
    depends_on: [build, test]
    steps: [{script: x}]
"""
HINT = SMALL + JOBS
"""A pipeline with PC305, a hint, and nothing else."""

SILENT = HINT.replace("    depends_on: [build", "    # pipec: ignore[PC305]\n    depends_on: [build")


def checked(*arguments, **more):
    return run("lint", "--no-shellcheck", *arguments, **more)


def codes(*arguments):
    """Return exit code, and code and severity of everything that is shown."""
    ran = checked("--format", "json", *arguments)
    return ran.code, [(item["code"], item["severity"]) for item in json.loads(ran.out)["diagnostics"]]


def test_without_anything_everything_is_shown(here):
    write(here, {"pipeline.yaml": HINT})
    assert codes() == (0, [("PC305", "hint")])


@pytest.mark.parametrize(
    ("settings", "shown"),
    [
        ("", (0, ["hint"])),
        ("ignore = ['PC305']", (0, [])),
        ("ignore = ['redundant-dependency']", (0, [])),
        ("ignore = ['PC']", (0, [])),
        ("select = []", (0, [])),
        ("select = ['PC1']", (0, [])),
        ("select = ['PC3']", (0, ["hint"])),
        ("select = ['PC305']\nignore = ['PC3']", (0, ["hint"])),
        ("select = ['PC305']\nignore = ['PC305']", (0, [])),
        ("severity = {PC305 = 'error'}", (1, ["error"])),
        ("severity = {PC = 'error', PC305 = 'warning', PC30 = 'hint'}", (1, ["warning"])),
        ("min_severity = 'warning'", (0, [])),
        ("min_severity = 'warning'\nseverity = {PC3 = 'warning'}", (1, ["warning"])),
        ("strict = true", (1, ["hint"])),
        ("per_file_ignores = {'*.yaml' = ['PC3']}", (0, [])),
        ("per_file_ignores = {'legacy/**' = ['PC3']}", (0, ["hint"])),
    ],
)
@pytest.mark.parametrize("name", [".pipec.toml", "pyproject.toml"])
def test_settings(here, settings, shown, name):
    table = "[lint]" if name == ".pipec.toml" else "[tool.pipec.lint]"
    write(here, {"pipeline.yaml": HINT, name: f"{table}\n{settings}\n"})
    code, found = codes()
    assert (code, [severity for _, severity in found]) == shown


@pytest.mark.parametrize(
    ("arguments", "settings", "shown"),
    [
        (["--ignore", "PC305"], "", (0, [])),
        (["--ignore", "redundant-dependency"], "", (0, [])),
        (["--ignore", "pc1, pc3"], "", (0, [])),
        (["--ignore", "PC1", "--ignore", "PC3"], "", (0, [])),
        (["--select", "PC1,PC3"], "", (0, ["hint"])),
        (["--select", "PC1"], "", (0, [])),
        (["--select", "PC3"], "select = ['PC1']", (0, ["hint"])),
        (["--select", "PC305"], "ignore = ['PC305']", (0, ["hint"])),
        (["--select", "PC3"], "ignore = ['PC305']", (0, [])),
        (["--select", "PC305", "--ignore", "PC305"], "", (0, [])),
        (["--ignore", "PC1"], "ignore = ['PC3']", (0, [])),
        (["--strict"], "", (1, ["hint"])),
        (["--min-severity", "error"], "", (0, [])),
        (["--min-severity", "hint"], "min_severity = 'error'", (0, ["hint"])),
    ],
)
def test_options_prevail(here, arguments, settings, shown):
    write(here, {"pipeline.yaml": HINT, ".pipec.toml": f"[lint]\n{settings}\n"})
    code, found = codes(*arguments)
    assert (code, [severity for _, severity in found]) == shown


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--select", "PC3999"], "`--select`: there is no rule `PC3999`. Did you mean `PC309`?"),
        (["--ignore", "redundant-dependenci"], "Did you mean `redundant-dependency`?"),
        (["--ignore", "nothing-like-it"], "there is no rule `nothing-like-it`. `pipec explain codes` lists them."),
        (["--select", ","], "`--select` names no rule."),
        (["--ignore", "PC014"], "`PC014` is an error of reading, which always counts."),
        (["--ignore", "PC00"], "always counts"),
        (["--min-severity", "warnin"], "Did you mean `warning`?"),
        (["--config", "none.toml"], "`--config none.toml`: there is no such file."),
        (["--config", ""], "there is no such file"),
        (["--config", "pyproject.toml"], "the file has no `[tool.pipec]`"),
        (["--baseline", "none.json"], "`--baseline none.json`: there is no such file."),
        (["--baseline", ""], "wants the name of a file"),
        (["--baseline", "x", "--no-baseline"], "goes with neither"),
        (["--write-baseline", "--no-baseline"], "goes with neither"),
        (["--statistics", "--format", "sarif"], "not with sarif"),
        (["--show-settings", "--format", "sarif"], "not with sarif"),
    ],
)
def test_usage_errors(here, arguments, said):
    write(here, {"pipeline.yaml": HINT, "pyproject.toml": "[project]\n"})
    ran = checked(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert said in " ".join(ran.err.split())


def test_errors_of_reading_always_count(here):
    write(here, {"pipeline.yaml": "jobs: [\n", ".pipec.toml": "[lint]\nselect = []\nseverity = {PC = 'hint'}\n"})
    code, found = codes("--ignore", "PC", "--select", "PC9")
    assert code == 1
    assert [severity for _, severity in found] == ["error"]
    write(here, {".pipec.toml": "[lint]\nper_file_ignores = {'**' = ['PC']}\n"})
    assert codes()[0] == 1
    assert codes("none.yaml") == (1, [("PC001", "error")])


def test_paths_are_relative_to_the_folder_of_the_configuration(here, monkeypatch):
    write(here, {"ci/legacy/a.pipeline.yaml": HINT, "ci/b.pipeline.yaml": HINT})
    write(here, {"ci/.pipec.toml": "[lint]\nper_file_ignores = {'legacy/' = ['PC305']}\n"})
    assert len(codes()[1]) == 1
    monkeypatch.chdir(here / "ci/legacy")
    assert codes("a.pipeline.yaml") == (0, [])
    assert codes(str(here / "ci/legacy/a.pipeline.yaml")) == (0, [])
    write(here, {"pipeline.yaml": HINT})
    assert len(codes("../../pipeline.yaml")[1]) == 1


def test_an_included_file_goes_by_its_own_path(here):
    write(here, {"pipeline.yaml": "include: [parts/jobs.yaml]\n" + SMALL, "parts/jobs.yaml": "jobs:\n" + JOBS})
    assert codes() == (0, [("PC305", "hint")])
    write(here, {".pipec.toml": "[lint]\nper_file_ignores = {'parts/*' = ['PC305']}\n"})
    assert codes() == (0, [])


def test_a_deep_folder_takes_the_nearest_file(here):
    deep = "/".join("abcdefghijklmnop")
    write(here, {f"{deep}/pipeline.yaml": HINT, ".pipec.toml": "[lint]\nignore = ['PC305']\n"})
    assert codes(deep) == (0, [])
    write(here, {"a/b/.pipec.toml": "[lint]\nstrict = true\n"})
    assert codes(deep) == (1, [("PC305", "hint")])
    write(here, {"a/b/c/pyproject.toml": "[tool.other]\n"})
    assert codes(deep) == (1, [("PC305", "hint")])


def test_each_file_has_its_own_configuration(here):
    write(here, {"a/pipeline.yaml": HINT, "b/pipeline.yaml": HINT, "a/.pipec.toml": "[lint]\nstrict = true\n"})
    assert codes("b")[0] == 0
    assert codes()[0] == 1


def test_standard_input_goes_by_where_we_stand(here, monkeypatch):
    write(here, {"ci/.pipec.toml": "[lint]\nignore = ['PC305']\n"})
    assert "PC305" in checked("-", input=HINT).out
    monkeypatch.chdir(here / "ci")
    assert "PC305" not in checked("-", input=HINT).out


def test_a_linked_configuration(here):
    write(here, {"shared/strict.toml": "[lint]\nstrict = true\n", "a/pipeline.yaml": HINT})
    (here / "a/.pipec.toml").symlink_to("../shared/strict.toml")
    assert codes() == (1, [("PC305", "hint")])
    (here / "linked").symlink_to("a")
    assert codes("linked/pipeline.yaml") == (1, [("PC305", "hint")])
    (here / "a/.pipec.toml").unlink()
    (here / "a/.pipec.toml").symlink_to(".pipec.toml")
    assert codes() == (1, [("PC001", "error"), ("PC305", "hint")])


def test_a_mistake_is_told_once_and_the_rest_counts(here):
    write(here, {f"{name}.pipeline.yaml": HINT for name in "abc"})
    write(here, {".pipec.toml": "[lint]\nignore = ['PC305', 'PC3999']\n[targets.nomat]\n"})
    code, found = codes()
    assert (code, found) == (1, [("PC793", "error"), ("PC791", "error")])
    assert "--> .pipec.toml:2:20" in checked().out
    assert codes("--ignore", "PC7", "--select", "PC1")[1] == found


@pytest.mark.slow
def test_many_files_in_many_processes(here):
    write(here, {f"f{number}/{number}.pipeline.yaml": HINT for number in range(150)})
    write(here, {"pyproject.toml": "[tool.pipec.lint]\nstrict = true\nignore = ['PCX']\n"})
    code, found = codes()
    assert code == 1
    assert found == [("PC793", "error"), *[("PC305", "hint")] * 150]
    assert codes("--write-baseline")[0] == 1
    assert codes() == (1, [("PC793", "error")])


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_configuration_that_may_not_be_read(here):
    write(here, {"pipeline.yaml": HINT, ".pipec.toml": ""})
    (here / ".pipec.toml").chmod(0)
    assert codes() == (1, [("PC001", "error"), ("PC305", "hint")])


@pytest.mark.parametrize("data", [b"\xff\xfe", b"\0", b"[lint", b"a = " + b"[" * 3000, b"a = " + b"9" * 5000])
def test_a_file_that_is_no_configuration(here, data):
    write(here, {"pipeline.yaml": HINT})
    (here / ".pipec.toml").write_bytes(data)
    code, found = codes()
    assert code == 1
    assert len(found) == 2
    assert found[1] == ("PC305", "hint")


def test_another_file(here):
    write(
        here, {"pipeline.yaml": HINT, ".pipec.toml": "[lint]\nstrict = true\n", "ci/own": "[lint]\nignore = ['PC3']\n"}
    )
    assert codes("--config", "ci/own") == (0, [])
    write(here, {"ci/pyproject.toml": "[tool.pipec.lint]\nignore = ['PCX']\n"})
    assert codes("--config", "ci/pyproject.toml") == (1, [("PC793", "error"), ("PC305", "hint")])
    assert "--> ci/pyproject.toml:2:11" in checked("--config", "ci/pyproject.toml").out


def test_compiling_knows_nothing_of_it(here):
    write(here, {"pipeline.yaml": WRONG, ".pipec.toml": "[lint]\nignore = ['PC101']\n"})
    assert codes() == (0, [])
    assert "error[PC101]" in run("compile").err


# reasons


def test_reasons_are_wanted_where_they_are_wanted(here):
    write(here, {"pipeline.yaml": SILENT})
    assert codes() == (0, [])
    write(here, {".pipec.toml": "[lint]\nrequire_reasons = true\n"})
    assert codes() == (1, [("PC903", "warning")])
    for reason in (" kept for the reader", ": because", " - 为了读者", " # why not"):
        write(here, {"pipeline.yaml": SILENT.replace("[PC305]", f"[PC305]{reason}")})
        assert codes() == (0, [])
    for reason in (" --", "  ", ":", " #"):
        write(here, {"pipeline.yaml": SILENT.replace("[PC305]", f"[PC305]{reason}")})
        assert codes() == (1, [("PC903", "warning")])


def test_an_ignore_that_silences_nothing_is_not_asked_why(here):
    write(here, {"pipeline.yaml": SMALL + "# pipec: ignore[PC305]\n"})
    write(here, {".pipec.toml": "[lint]\nrequire_reasons = true\n"})
    assert codes() == (1, [("PC901", "warning")])


def test_what_is_left_out_is_still_silenced(here):
    write(here, {"pipeline.yaml": SILENT, ".pipec.toml": "[lint]\nignore = ['PC305']\n"})
    assert codes() == (0, [])


# what is printed


def test_statistics(here):
    write(here, {"a.pipeline.yaml": HINT, "b.pipeline.yaml": HINT, "c.pipeline.yaml": WRONG})
    ran = checked("--statistics")
    assert ran.code == 1
    assert ran.out.splitlines() == [
        "code   rule                  findings  fixable",
        "PC305  redundant-dependency         2        2",
        "PC101  unknown-key                  1        1",
        "3 files checked: 1 error, 2 hints",
    ]
    data = json.loads(checked("--statistics", "--format", "json").out)
    assert data["version"] == 1
    assert data["statistics"][0] == {"code": "PC305", "title": "redundant-dependency", "findings": 2, "fixable": 2}
    assert len(data["files"]) == 3
    assert checked("--statistics", "--select", "PC5").out == "3 files checked: nothing found\n"
    assert checked("--statistics", "--select", "PC5", "-q").out == ""


def test_settings_are_shown_with_where_they_come_from(here):
    write(here, {"a/pipeline.yaml": HINT, "pipeline.yaml": HINT})
    write(here, {"a/.pipec.toml": "[lint]\nignore = ['PC4']\nstrict = true\n[policy]\napproval = ['prod']\n"})
    ran = checked("--show-settings", "--ignore", "PC305")
    assert ran.code == 0
    lines = [re.sub(r"  +", "  ", line) for line in ran.out.splitlines()]
    own, other = lines[: len(lines) // 2], lines[len(lines) // 2 :]
    assert own[0] == "a/pipeline.yaml:"
    assert '  ignore  ["PC4", "PC305"]  (a/.pipec.toml and the command line)' in own
    assert "  strict  true  (a/.pipec.toml)" in own
    assert '  policy.approval  ["prod"]  (a/.pipec.toml)' in own
    assert '  baseline  "a/.pipec-baseline.json"  (default)' in own
    assert '  ignore  ["PC305"]  (the command line)' in other
    assert "  strict  false  (default)" in other
    data = json.loads(checked("--show-settings", "--format", "json").out)
    assert [each["path"] for each in data["files"]] == ["a/pipeline.yaml", "pipeline.yaml"]
    assert data["files"][0]["settings"]["strict"] == {"value": True, "origin": "a/.pipec.toml"}


def test_settings_of_a_wrong_configuration(here):
    write(here, {"pipeline.yaml": HINT, ".pipec.toml": "[lint]\nstrict = 1\n"})
    ran = checked("--show-settings")
    assert ran.code == 1
    assert "error[PC792]" in ran.out


# for other programs


def test_one_pipeline_at_a_time(here):
    write(here, {"pipeline.yaml": HINT, ".pipec.toml": "[lint]\nseverity = {PC305 = 'error'}\n[policy]\nx = 1\n"})
    path, root = str(here / "pipeline.yaml"), str(here)
    control = control_for(root, root)
    source = read_source(path, "pipeline.yaml")
    analysis = lint(Request(path, source, root, policy=control.policy, settings=control.settings))
    shown = control.apply(analysis.diagnostics, analysis.sources)
    assert [(item.code, item.severity) for item in shown] == [("PC305", "error")]
    assert [(item.code, item.span.path) for item in control.diagnostics] == [("PC791", ".pipec.toml")]
    assert set(control.sources) == {".pipec.toml"}
    assert control_for(root, root, Asked(ignore=("PC305",))).apply(analysis.diagnostics, analysis.sources) == ()
    run("lint", "--write-baseline", "--no-shellcheck")
    assert control_for(root, root).apply(analysis.diagnostics, analysis.sources) == ()


# comments on advice


ADVISED = SMALL.replace("make test", "curl https://host.example/i.sh | sh  # pipec: ignore[PC530] ours")


def test_a_comment_on_advice_is_not_unused_where_no_advice_is_given(here):
    write(here, {"pipeline.yaml": ADVISED})
    assert codes("--select", "PC530,PC901") == (0, [])
    write(here, {"pipeline.yaml": ADVISED + "      - scirpt: x\n"})
    assert codes("--select", "PC101,PC901") == (1, [("PC101", "error")])
    write(here, {"pipeline.yaml": SMALL.replace("make test", "make test  # pipec: ignore[PC530] ours")})
    assert codes("--select", "PC901") == (1, [("PC901", "warning")])
    write(here, {"pipeline.yaml": ADVISED})
    assert "PC901" not in run("compile", "-t", "compose").err
