"""The emitted files of two sides, compared as people read them."""

import json

import pytest

from compiler.backends.serialize import json_bytes
from pipec.reviewing.artifacts import Side, artifacts_data, compare_files, render_artifacts
from pipec.reviewing.emitting import compare_artifacts
from pipec.reviewing.structures import compare_data
from tests.pipec.reviewing.makers import CHANGED, PIPELINE, reviewed, reviewed_file


def artifacts(tmp_path, before=PIPELINE, after=CHANGED, **options):
    return compare_artifacts(reviewed(reviewed_file(tmp_path, before=before, after=after)), **options)


def texts(found, path):
    return next(list(file.text()) for each in found for file in each.files if file.path == path)


def test_a_script_in_json_is_told_line_by_line_with_the_very_line_that_changed(tmp_path):
    found = artifacts(tmp_path, targets=("nomad",))
    text = next(file for each in found for file in each.files if "test" in file.path)
    (hunk,) = [hunk for hunk in text.hunks if any("make test" in line for line in hunk.lines)]
    assert [line for line in hunk.lines if line[0] in "+-"] == ["-make test", "+make test ARGS=-x"]
    assert "EmbeddedTmpl" in hunk.where
    assert str(hunk.cause) == "pipeline.yaml:15"


def test_yaml_of_woodpecker(tmp_path):
    found = artifacts(tmp_path, targets=("woodpecker",))
    shown = "\n".join(texts(found, "woodpecker/.woodpecker/test.yaml"))
    assert "-make test\n+make test ARGS=-x" in shown
    assert " pipeline.yaml:15\n" in shown


def test_scripts_of_compose_have_their_lines_too(tmp_path):
    found = artifacts(tmp_path, targets=("compose",))
    assert texts(found, "compose/jobs/test/unit.script")[0] == "@@ /1 @@ pipeline.yaml:15"
    assert texts(found, "compose/jobs/package/wheel.sh")[0].endswith(" pipeline.yaml:20")


def test_the_digest_of_the_plan_is_no_news(tmp_path):
    after = PIPELINE.replace("timeout: 5m", "timeout: 15m")
    found = artifacts(tmp_path, after=after, targets=("nomad",))
    assert [file.path for each in found for file in each.files] == ["nomad/jobs/package.nomad.json"]
    assert found[0].follow[0] == "1 file by the plan's digest"
    assert not any("pipec_plan" in line for line in texts(found, "nomad/jobs/package.nomad.json"))


def test_what_only_follows_is_named(tmp_path):
    (found,) = artifacts(tmp_path, targets=("woodpecker",))
    assert found.follow == ("plan.json", "sourcemap.json", "SHA256SUMS")
    assert "plan.json, sourcemap.json, SHA256SUMS follow" in found.summary


def test_a_comment_changes_only_the_source_map(tmp_path):
    (found,) = artifacts(tmp_path, after="# new\n" + PIPELINE, targets=("woodpecker",))
    assert (found.files, found.follow) == ((), ("sourcemap.json", "SHA256SUMS"))


def test_the_same(tmp_path):
    (found,) = artifacts(tmp_path, after=PIPELINE)
    assert (found.files, found.follow) == ((), ())


def test_added_and_removed(tmp_path):
    (found,) = artifacts(tmp_path, before=None, targets=("woodpecker",))
    assert {file.kind for file in found.files} == {"added"}
    assert any("+    - make dist" in line or "make dist" in line for file in found.files for line in file.text())
    (found,) = artifacts(tmp_path, after=None, targets=("woodpecker",))
    assert {file.kind for file in found.files} == {"removed"}


def test_what_a_target_refuses_is_told(tmp_path):
    after = CHANGED.replace("timeout: 15m", "timeout: 15m, unless: '{{ inputs.x }}'")
    del after
    hold = PIPELINE.replace("name: shop\n", "name: shop\nconcurrency: {group: x, limit: 3}\n")
    (found,) = artifacts(tmp_path, after=hold, targets=("woodpecker",))
    assert "cannot be emitted: " in found.problem
    assert found.problem.startswith("after: ")


def test_data_and_text(tmp_path):
    found = artifacts(tmp_path, targets=("woodpecker",))
    data = artifacts_data(found)
    assert json.loads(json.dumps(data)) == data
    assert any(
        hunk["cause"] == {"path": "pipeline.yaml", "line": 15} for file in data[0]["files"] for hunk in file["hunks"]
    )
    text = render_artifacts(found)
    assert text.startswith("\nfiles of pipeline.yaml: 2 changed; plan.json, sourcemap.json, SHA256SUMS follow\n")
    assert "\x1b" not in text
    assert "\x1b[32m+make test ARGS=-x\x1b[0m" in render_artifacts(found, color=True)


def files(**data):
    return {name.replace("_", "."): (json_bytes(value), 0o644) for name, value in data.items()}


def compared(before, after):
    (found,) = compare_files(Side(files(a_json=before)), Side(files(a_json=after)))
    return list(found.text())


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"a": 1}, {"a": 2}, ["@@ /a @@", "-a: 1", "+a: 2"]),
        ({"a": 1}, {"a": True}, ["@@ /a @@", "-a: 1", "+a: true"]),
        ({"a": 1}, {"b/c": 2}, ["@@ /a @@", "-a: 1", "@@ /b~1c @@", "+b/c: 2"]),
        ({"a": None}, {"a": {}}, ["@@ /a @@", "-a: null", "+a: {}"]),
        ([1, 2, 3], [1, 3], ["@@ /1 @@", "-- 2"]),
        ([1, 3], [1, 2, 3], ["@@ /1 @@", "+- 2"]),
        (
            {"Tasks": [{"Name": "a", "X": 1}, {"Name": "b", "X": 1}]},
            {"Tasks": [{"Name": "new", "X": 1}, {"Name": "a", "X": 1}, {"Name": "b", "X": 2}]},
            ["@@ /Tasks/0 @@", "+- Name: new", "+  X: 1", "@@ /Tasks/2/X @@", "-X: 1", "+X: 2"],
        ),
        ({"a": "x\ny\nz\n"}, {"a": "x\nY\nz\n"}, ["@@ /a @@", " x", "-y", "+Y", " z"]),
        ({"a": "one"}, {"a": "one\ntwo\n"}, ["@@ /a @@", "-one", "\\ No newline at end of file", "+one", "+two"]),
        ({"a": {}}, {"a": {"s": "x\ny\n"}}, ["@@ /a/s @@", "+s: |", "+  x", "+  y"]),
    ],
)
def test_structures(before, after, expected):
    assert compared(before, after) == expected


def test_every_difference_is_told():
    """Whatever two structures are, nothing is told exactly where they are the same."""
    from hypothesis import given
    from hypothesis import strategies as st

    scalars = st.none() | st.booleans() | st.integers(0, 3) | st.text("ab\n", max_size=4)
    data = st.recursive(
        scalars,
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["Name", "a", "b"]), inner, max_size=3)
        ),
        max_leaves=8,
    )

    @given(data, data)
    def check(before, after):
        pieces = list(compare_data(before, after, lambda _, text: text))
        assert bool(pieces) == (json.dumps(before, sort_keys=True) != json.dumps(after, sort_keys=True))
        assert all(piece.lines for piece in pieces)

    check()


def test_secrets_are_not_repeated():
    before = {"Env": {"API_TOKEN": "hunter2hunter2"}, "list": [{"name": "DB_PASSWORD", "value": "swordfish1"}]}
    after = {"Env": {"API_TOKEN": "hunter3hunter3"}, "list": [{"name": "DB_PASSWORD", "value": "swordfish2"}]}
    shown = "\n".join([*compared(before, after), *compared({}, after), *compared(after, {})])
    assert "hunter" not in shown
    assert "swordfish" not in shown
    assert "***" in shown
    script = "curl https://me:abcdefghijklmnop@git.example/\nmake {}\n"
    shown = "\n".join(compared({"s": script.format(1)}, {"s": script.format(2)}))
    assert "abcdefghijklmnop" not in shown


def test_texts_modes_and_what_is_none():
    before = {"a.conf": (b"one\ntwo\n", 0o644), "run": (b"x", 0o644), "bin": (b"\xff", 0o644), "b.json": (b"{", 0o644)}
    after = {"a.conf": (b"one\n2\n", 0o644), "run": (b"x", 0o755), "bin": (b"\xfe\xff", 0o644), "b.json": (b"[", 0o644)}
    found = {file.path: list(file.text()) for file in compare_files(Side(before), Side(after))}
    assert found["a.conf"] == ["@@ /1 @@", " one", "-two", "+2"]
    assert found["run"] == [" mode 644, now 755"]
    assert found["bin"] == [" no text: 1 bytes, now 2"]
    assert found["b.json"][0] == "@@ /1 @@"
    assert list(compare_files(Side({"c.json": (b"{}", 0o644)}), Side({"c.json": (b"{ }", 0o644)}))[0].text()) == [
        " the same data, written otherwise"
    ]


def test_long_files_take_no_minutes():
    before = {"a": list(range(5000)), "t": "".join(f"{n}\n" for n in range(9000))}
    after = {"a": list(range(1, 5001)), "t": "".join(f"{n}\n" for n in range(1, 9001))}
    assert any("too long to compare" in line for line in compared(before, after))


def test_a_terminal_obeys_nothing():
    from pipec.reviewing.artifact_changes import PipelineArtifacts

    found = compare_files(Side({"a": (b"x\n", 0o644)}), Side({"a": ("\x1b[2J\u202e\n".encode(), 0o644)}))
    text = render_artifacts([PipelineArtifacts("p\x1b", found)])
    assert "\x1b" not in text
    assert "\u202e" not in text


@pytest.mark.parametrize("target", ["nomad", "compose", "woodpecker"])
def test_a_variable_leads_to_where_it_has_its_value(tmp_path, target):
    after = PIPELINE.replace("C.UTF-8", "en_US.UTF-8")
    found = artifacts(tmp_path, after=after, targets=(target,))
    hunks = [hunk for each in found for file in each.files for hunk in file.hunks]
    assert {str(hunk.cause) for hunk in hunks} == {"pipeline.yaml:6"}
    own = after.replace("      - name: unit\n", "      - name: unit\n        environment: {LANG: C.UTF-8}\n")
    other = own.replace("{LANG: C.UTF-8}", "{LANG: POSIX}")
    found = artifacts(tmp_path / "own", before=own, after=other, targets=(target,))
    hunks = [hunk for each in found for file in each.files for hunk in file.hunks]
    assert {str(hunk.cause) for hunk in hunks} == {"pipeline.yaml:11"}
