"""Baselines: what is known is hidden, what is new is shown, what is gone is told."""

import json

import pytest

from tests.pipec.command_line import SMALL, WRONG, process, run, write
from tests.pipec.test_lint_control import HINT, JOBS, checked, codes

NAME = ".pipec-baseline.json"


def data(here, name=NAME):
    return json.loads((here / name).read_text(encoding="utf-8"))


@pytest.fixture
def known(here):
    """A repository whose findings are known."""
    write(here, {"a.pipeline.yaml": HINT, "sub/b.pipeline.yaml": WRONG})
    ran = checked("--write-baseline")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == f"{NAME} written: 2 findings in 2 files\n2 files checked: nothing new, 2 in the baseline\n"
    return here


def test_what_is_written(known):
    assert (known / NAME).read_text(encoding="utf-8") == (
        '{\n  "version": 1,\n  "files": {\n'
        '    "a.pipeline.yaml": {\n      "PC305 depends_on: [build, test]": 1\n    },\n'
        '    "sub/b.pipeline.yaml": {\n      "PC101 - scirpt: make test": 1\n    }\n  }\n}\n'
    )
    before = (known / NAME).read_bytes()
    assert checked("--write-baseline").code == 0
    assert (known / NAME).read_bytes() == before
    assert sorted(path.name for path in known.iterdir()) == [".git", NAME, "a.pipeline.yaml", "sub"]


def test_what_is_known_is_hidden(known, monkeypatch):
    assert checked() == (0, "2 files checked: nothing new, 2 in the baseline\n", "")
    assert codes() == (0, [])
    assert codes("--no-baseline")[0] == 1
    assert codes("--strict") == (0, [])
    monkeypatch.chdir(known / "sub")
    assert codes() == (0, [])
    assert codes("b.pipeline.yaml") == (0, [])
    assert codes(str(known / "sub/b.pipeline.yaml")) == (0, [])


def test_a_finding_stays_known_when_its_line_moves(known):
    write(
        known, {"a.pipeline.yaml": "# new\n\n" + HINT.replace("    depends_on: [build,", "    depends_on:   [build,")}
    )
    assert codes() == (0, [])


def test_what_is_new_is_shown(known):
    write(known, {"a.pipeline.yaml": HINT + JOBS.replace("build", "build2").replace("last", "last2")})
    assert codes() == (0, [("PC305", "hint")])
    again = "  again:\n    depends_on: [build, test]\n    steps: [{script: x}]\n"
    write(known, {"a.pipeline.yaml": HINT + again})
    assert codes("a.pipeline.yaml") == (0, [("PC305", "hint")])
    assert checked("a.pipeline.yaml").out.endswith("1 file checked: 1 hint, 1 in the baseline\n")


def test_what_is_gone_is_told_and_no_error(known):
    write(known, {"a.pipeline.yaml": SMALL})
    ran = checked()
    assert ran.code == 0
    assert ran.out.splitlines()[1:] == ["1 in the baseline found no more; `pipec lint --write-baseline` writes it anew"]
    assert "no more" not in checked("sub/b.pipeline.yaml").out
    assert "no more" not in checked("--select", "PC1").out
    (known / "a.pipeline.yaml").unlink()
    assert "1 in the baseline found no more" in checked("sub/b.pipeline.yaml").out
    checked("--write-baseline")
    assert list(data(known)["files"]) == ["sub/b.pipeline.yaml"]


def test_of_a_file_that_cannot_be_read_nothing_is_gone(known):
    write(known, {"a.pipeline.yaml": "jobs: [\n"})
    ran = checked()
    assert ran.code == 1
    assert "no more" not in ran.out
    checked("--write-baseline")
    assert set(data(known)["files"]) == {"a.pipeline.yaml", "sub/b.pipeline.yaml"}


def test_writing_of_some_keeps_the_others(known):
    write(known, {"sub/b.pipeline.yaml": SMALL})
    checked("--write-baseline", "a.pipeline.yaml")
    assert set(data(known)["files"]) == {"a.pipeline.yaml", "sub/b.pipeline.yaml"}
    checked("--write-baseline", "--select", "PC3")
    assert set(data(known)["files"]) == {"a.pipeline.yaml", "sub/b.pipeline.yaml"}
    checked("--write-baseline")
    assert set(data(known)["files"]) == {"a.pipeline.yaml"}


def test_what_is_too_little_to_be_shown_stays_known_and_becomes_not(known):
    checked("--write-baseline", "--min-severity", "error")
    assert set(data(known)["files"]) == {"a.pipeline.yaml", "sub/b.pipeline.yaml"}
    (known / NAME).unlink()
    checked("--write-baseline", "--min-severity", "error")
    assert set(data(known)["files"]) == {"sub/b.pipeline.yaml"}


def test_errors_of_reading_and_of_the_configuration_never_become_known(here):
    write(here, {"pipeline.yaml": "jobs: [\n", ".pipec.toml": "[lint]\nx = 1\n"})
    assert checked("--write-baseline").code == 1
    assert data(here) == {"version": 1, "files": {}}
    assert len(codes()[1]) == 2


def test_standard_input_never_becomes_known(here):
    assert checked("--write-baseline", "-", input=WRONG).code == 1
    assert data(here)["files"] == {}


def test_a_fragment_of_two_pipelines_is_counted_once(here):
    both = "include: [part.yaml]\n" + SMALL
    write(here, {"a.pipeline.yaml": both, "b.pipeline.yaml": both, "part.yaml": "jobs:\n" + JOBS})
    checked("--write-baseline")
    assert data(here)["files"] == {"part.yaml": {"PC305 depends_on: [build, test]": 1}}
    assert codes() == (0, [])
    assert codes("b.pipeline.yaml") == (0, [])
    write(here, {"part.yaml": "jobs: {}\n"})
    assert "no more" in checked().out
    assert "no more" not in checked("a.pipeline.yaml").out


def test_each_configuration_has_its_own(here):
    write(here, {"a/pipeline.yaml": HINT, "b/pipeline.yaml": HINT, "a/.pipec.toml": "", "b/pyproject.toml": ""})
    write(here, {"b/.pipec.toml": "[lint]\nbaseline = 'ci/known.json'\n", "b/ci/x": ""})
    checked("--write-baseline")
    assert list(data(here, f"a/{NAME}")["files"]) == ["pipeline.yaml"]
    assert list(data(here, "b/ci/known.json")["files"]) == ["../pipeline.yaml"]
    assert codes() == (0, [])


def test_a_baseline_that_is_named(here):
    write(here, {"pipeline.yaml": HINT, "ci/x": ""})
    checked("--write-baseline", "--baseline", "ci/known.json")
    assert list(data(here, "ci/known.json")["files"]) == ["../pipeline.yaml"]
    assert codes() == (0, [("PC305", "hint")])
    assert codes("--baseline", "ci/known.json") == (0, [])
    write(here, {".pipec.toml": "[lint]\nbaseline = 'ci/known.json'\n"})
    assert codes() == (0, [])
    write(here, {".pipec.toml": "[lint]\nbaseline = 'ci/none.json'\n"})
    assert codes() == (1, [("PC793", "error"), ("PC305", "hint")])
    checked("--write-baseline")
    assert codes() == (0, [])
    write(here, {".pipec.toml": "[lint]\nbaseline = ''\n", NAME: json.dumps(data(here, "ci/none.json"))})
    assert codes() == (0, [("PC305", "hint")])


LINE = "PC305 depends_on: [build, test]"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", "1:1"),
        ("{", "1:2"),
        ("[]", "1:1"),
        ("null", "1:1"),
        ("\n\n[]", "3:1"),
        ('{"version": 1}', "1:1"),
        ('{"version": "1", "files": {}}', "1:2"),
        ('{"version": true, "files": {}}', "1:2"),
        ('{"version": 2, "files": {}}', "1:2"),
        ('{"version": 1, "files": []}', "1:1"),
        ('{"version": 1, "files": {"pipeline.yaml": 1}}', "1:26"),
        (f'{{"version": 1, "files": {{"pipeline.yaml": {{"{LINE}": 0}}}}}}', "1:44"),
        (f'{{"version": 1, "files": {{"pipeline.yaml": {{"{LINE}": -1}}}}}}', "1:44"),
        (f'{{"version": 1, "files": {{"pipeline.yaml": {{"{LINE}": true}}}}}}', "1:44"),
        (f'{{"version": 1, "files": {{"pipeline.yaml": {{"{LINE}": 1.0}}}}}}', "1:44"),
        (f'{{"version": 1, "files": {{"pipeline.yaml": {{"{LINE}": 1e99}}}}}}', "1:44"),
        (f'{{"version": 1, "files": {{"pipeline.yaml": {{"{LINE}": NaN}}}}}}', "1:44"),
        (f'{{"version": 1, "files": {{"pipeline.yaml": {{"{LINE}": 100000000}}}}}}', "1:44"),
        ('{"version": 1, "files": {"pipeline.yaml": {"PC014 jobs: [": 1}}}', "1:44"),
        ('{"version": 1, "files": {"pipeline.yaml": {"PC791 x": 1}}}', "1:44"),
        ('{"version": 1, "files": {"pipeline.yaml": {"anything": 1}}}', "1:44"),
        ("[" * 5000, "1:1"),
        ('{"version": ' + "9" * 5000 + ', "files": {}}', "1:1"),
        ('{\n<<<<<<< HEAD\n"version": 1}', "2:1"),
    ],
)
def test_what_is_no_baseline_is_told_at_its_place_and_hides_nothing(here, text, place):
    write(here, {"pipeline.yaml": HINT, NAME: text})
    ran = checked()
    assert codes() == (1, [("PC794", "error"), ("PC305", "hint")])
    assert f"--> {NAME}:{place}\n" in ran.out
    ran = checked("--write-baseline")
    assert (ran.code, (here / NAME).read_text()) == (2, text)
    assert "is there and is no baseline" in ran.err


def test_files_that_cannot_be_read_or_written(here):
    write(here, {"pipeline.yaml": HINT})
    (here / NAME).write_bytes(b"\xff")
    assert [code for code, _ in codes()[1]] == ["PC002", "PC305"]
    (here / NAME).unlink()
    (here / NAME).mkdir()
    assert [code for code, _ in codes()[1]] == ["PC001", "PC305"]
    ran = checked("--write-baseline", "--baseline", "no/such/folder.json")
    assert ran.code == 2
    assert "`no/such/folder.json` cannot be written: No such file or directory." in ran.err
    ran = checked("--write-baseline", "--baseline", "pipeline.yaml")
    assert ran.code == 2
    assert (here / "pipeline.yaml").read_text() == HINT


def test_a_link_is_followed(here):
    write(here, {"pipeline.yaml": HINT, "ci/known.json": '{"version": 1, "files": {}}'})
    (here / NAME).symlink_to("ci/known.json")
    checked("--write-baseline")
    assert (here / NAME).is_symlink()
    assert list(data(here, "ci/known.json")["files"]) == ["pipeline.yaml"]
    assert codes() == (0, [])


@pytest.mark.parametrize(
    "comment", ["x" * 200, "\u202e hidden", "é" * 90, "\N{GRINNING FACE}", "\t tab", "quote \" ' \\ back"]
)
def test_lines_of_every_kind(here, comment):
    write(here, {"pipeline.yaml": HINT.replace("[build, test]", f"[build, test] # {comment}")})
    checked("--write-baseline")
    assert codes() == (0, [])
    (kind,) = data(here)["files"]["pipeline.yaml"]
    assert len(kind) <= 110
    assert kind.isprintable()
    write(here, {"pipeline.yaml": HINT.replace("[build, test]", f"[build, test] # {comment}x")})
    assert codes() == (0, [("PC305", "hint")])


def test_line_ends_do_not_matter(here):
    write(here, {"pipeline.yaml": HINT})
    checked("--write-baseline")
    (here / "pipeline.yaml").write_bytes(b"\xef\xbb\xbf" + HINT.replace("\n", "\r\n").encode())
    assert codes() == (0, [])


def test_formats_hide_it_too(known):
    ran = run("lint", "--no-shellcheck", "--format", "concise")
    assert (ran.code, ran.out) == (0, "")
    assert checked("--statistics").out == "2 files checked: nothing new, 2 in the baseline\n"


def test_what_shellcheck_said_is_not_gone_where_it_is_not_run(here):
    write(here, {"pipeline.yaml": SMALL.replace("make test", "rm -r $TARGET_DIR/x; x=1; echo $x")})
    assert run("lint", "--shellcheck", "--select", "PC420", "--write-baseline").code == 0
    assert data(here)["files"]
    assert "no more" not in checked().out
    assert "no more" not in run("lint", "--shellcheck").out
    write(here, {"pipeline.yaml": SMALL})
    assert "no more" not in checked().out
    checked("--write-baseline")
    assert data(here)["files"]
    assert "found no more" in run("lint", "--shellcheck").out
    run("lint", "--shellcheck", "--write-baseline")
    assert not data(here)["files"]


def test_outside_of_a_repository(tmp_path):
    (tmp_path / "pipeline.yaml").write_text(HINT)
    ran = process("lint", "--no-shellcheck", "--write-baseline", "pipeline.yaml", cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    assert process("lint", "--no-shellcheck", "pipeline.yaml", cwd=tmp_path).out.endswith(
        "nothing new, 1 in the baseline\n"
    )
