"""`pipec lint`: which files, what is printed, which exit code."""

import json

import pytest

from pipec import linting
from tests.pipec.command_line import SMALL, WRONG, run, write


def test_a_clean_file(shop):
    assert run("lint") == (0, "1 file checked: nothing found\n", "")


def test_findings_go_to_standard_output(here):
    write(here, {"pipeline.yaml": WRONG})
    ran = run("lint")
    assert (ran.code, ran.err) == (1, "")
    assert "error[PC101]" in ran.out
    assert "did you mean `script`?" in ran.out
    assert ran.out.endswith("1 file checked: 1 error\n")


def test_hints_do_not_count(here):
    redundant = "  build:\n    depends_on: [test]\n    steps: [{script: x}]\n"
    last = "  last:\n    depends_on: [build, test]\n    steps: [{script: x}]\n"
    write(here, {"pipeline.yaml": SMALL + redundant + last})
    ran = run("lint")
    assert ran.code == 0
    assert "1 file checked: 1 hint" in ran.out
    assert run("lint", "--quiet") == (0, "", "")


def test_standard_input(here):
    assert run("lint", "-", input=SMALL).out == "1 file checked: nothing found\n"
    ran = run("lint", "-", input=WRONG)
    assert ran.code == 1
    assert "--> <stdin>:7:9" in ran.out


def test_standard_input_includes_from_where_we_stand(here):
    write(here, {"ci/jobs.yaml": "global_env: {A: b}\n"})
    assert run("lint", "-", input="include: [ci/jobs.yaml]\n" + SMALL).code == 0
    assert run("lint", "-", input="include: [ci/none.yaml]\n" + SMALL).code == 1


def test_without_files_the_whole_repository_wherever_we_stand(here, monkeypatch):
    names = ["pipeline.yaml", "deploy/web.pipeline.yaml", ".pipec/nightly.yaml"]
    write(here, {**dict.fromkeys(names, SMALL), ".pipec/part.fragment.yaml": "x", "other.yaml": "x"})
    assert run("lint").out == "3 files checked: nothing found\n"
    monkeypatch.chdir(here / "deploy")
    assert run("lint").out == "3 files checked: nothing found\n"
    assert json.loads(run("lint", "--format", "json").out)["files"] == [
        "../.pipec/nightly.yaml",
        "web.pipeline.yaml",
        "../pipeline.yaml",
    ]


def test_nothing_to_lint_is_a_usage_error(here):
    ran = run("lint")
    assert ran.code == 2
    assert "`pipec init` writes one" in ran.err


def test_folders_stand_for_what_is_in_them(here):
    write(here, {"a/pipeline.yaml": SMALL, "b/pipeline.yaml": SMALL, "b/c/x.pipeline.yaml": SMALL})
    assert run("lint", "b").out == "2 files checked: nothing found\n"


def test_a_file_named_twice_is_checked_once(shop):
    absolute = str(shop / "pipeline.yaml")
    assert run("lint", "pipeline.yaml", "./pipeline.yaml", ".", absolute).out.startswith("1 file checked")
    assert run("lint", "-", "-", input=SMALL).out.startswith("1 file checked")


def test_unreadable_ones_do_not_stop_the_others(shop):
    (shop / "empty").mkdir()
    (shop / "dangling.yaml").symlink_to("nowhere")
    ran = run("lint", "none.yaml", "empty", "dangling.yaml", "pipeline.yaml", "-", input=WRONG)
    assert ran.code == 1
    assert "error[PC001]: `none.yaml` does not exist" in ran.out
    assert "`empty` is a folder without a pipeline" in ran.out
    assert "`dangling.yaml` is a link to `nowhere`" in ran.out
    assert ran.out.endswith("5 files checked: 4 errors\n")


def test_files_are_named_as_the_caller_sees_them(here, monkeypatch):
    write(here, {"ci/a.pipeline.yaml": "include: [part.yaml]\n" + SMALL, "ci/part.yaml": "glob_env: {}\n"})
    assert "--> ci/part.yaml:1:1" in run("lint").out
    monkeypatch.chdir(here / "ci")
    assert "--> part.yaml:1:1" in run("lint").out
    absolute = str(here / "ci/a.pipeline.yaml")
    write(here, {"ci/a.pipeline.yaml": WRONG})
    assert f"--> {absolute}:7:9" in run("lint", absolute).out
    assert "--> a.pipeline.yaml:7:9" in run("lint", "a.pipeline.yaml").out


def test_what_two_files_include_is_reported_once(here):
    both = "include: [part.yaml]\n" + SMALL
    write(here, {"a.pipeline.yaml": both, "b.pipeline.yaml": both, "part.yaml": "glob_env: {}\n"})
    assert run("lint").out.count("error[PC101]") == 1


def test_json_has_a_version_also_with_errors(here):
    write(here, {"pipeline.yaml": WRONG})
    ran = run("lint", "none.yaml", "pipeline.yaml", "--format", "json")
    data = json.loads(ran.out)
    assert (ran.code, ran.err, data["version"]) == (1, "", 1)
    assert [item["code"] for item in data["diagnostics"]] == ["PC001", "PC101"]
    assert data["diagnostics"][1]["place"]["line"] == 7
    write(here, {"pipeline.yaml": SMALL})
    assert json.loads(run("lint", "--format", "json").out)["diagnostics"] == []


@pytest.mark.parametrize(
    ("arguments", "variables", "colored"),
    [
        (["--color", "always"], {}, True),
        (["--color", "always"], {"NO_COLOR": "1"}, True),
        (["--color", "never"], {}, False),
        ([], {}, False),
    ],
)
def test_color(here, monkeypatch, arguments, variables, colored):
    write(here, {"pipeline.yaml": WRONG})
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert ("\x1b[" in run("lint", *arguments).out) is colored


def test_values_reach_the_linter(here):
    params = "params: {size: {type: number, default: 1}}\n"
    write(
        here,
        {
            "pipeline.yaml": SMALL + params,
            "values.yaml": "size: 3\n",
            "bad.yaml": "size: [\n",
            "map.yaml": "size: {a: 1}\n",
        },
    )
    assert run("lint", "--var", "size=2").code == 0
    assert run("lint", "--var-file", "values.yaml").code == 0
    assert run("lint", "--var", "size=big").code == 1
    ran = run("lint", "--var", "sise=1")
    assert "did you mean `size`?" in ran.out
    for arguments, text in {
        ("--var", "size"): "NAME=VALUE",
        ("--var", "size=\udcff"): "not UTF-8",
        ("--var-file", "none.yaml"): "`none.yaml` does not exist",
        ("--var-file", "."): "is a directory",
        ("--var-file", "bad.yaml"): "--> bad.yaml:",
        ("--var-file", "map.yaml"): "map.yaml:1:7: `size` is a map",
    }.items():
        ran = run("lint", *arguments)
        assert (ran.code, ran.out) == (2, ""), arguments
        assert text in ran.err


def test_a_bug_in_one_file_is_told_and_does_not_stop_the_others(here, monkeypatch):
    write(here, {"a.pipeline.yaml": SMALL, "b.pipeline.yaml": WRONG})
    examine = linting.examine

    def failing(request):
        if request.source.path == "a.pipeline.yaml":
            raise KeyError("boom")
        return examine(request)

    monkeypatch.setattr(linting, "examine", failing)
    ran = run("lint")
    assert ran.code == 3
    assert "error[PC101]" in ran.out
    assert ran.out.endswith("1 file checked: 1 error\n")
    assert "internal error on a.pipeline.yaml: KeyError: 'boom'" in ran.err
    assert "Traceback" not in ran.err
    monkeypatch.setenv("PIPEC_TRACEBACK", "1")
    assert "Traceback" in run("lint").err
