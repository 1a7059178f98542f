"""Bundles from somewhere: changed, sealed again, too large, too deep, of links."""

import os
import re
import shutil

import pytest

from runtime.artifacts.queries import ArtifactQueries
from tests.runtime.hostile.bundles import change, compiled, put, reseal, run


def refused(lab, done, *words):
    assert done.code == 1, done.out + done.err
    assert "Traceback" not in done.err
    assert "internal error" not in done.err
    for word in words:
        assert word in done.err, done.err
    assert not (lab.state / "runs").exists()


def test_a_bundle_as_it_was_made_runs(lab):
    compiled(lab)
    done = run(lab)
    assert done.code == 0, done.err


def test_each_file_of_a_bundle_is_verified(lab):
    bundle = compiled(lab)
    files = sorted(path for path in bundle.rglob("*") if path.is_file())
    assert len(files) > 4
    for path in files:
        before = path.read_bytes()
        path.write_bytes(before + b" ")
        done = run(lab)
        refused(lab, done, "pipec-out/shop", "compile")
        path.unlink()
        refused(lab, run(lab), "compile") if path.name != ".pipec-bundle" else None
        path.symlink_to("/etc/hostname")
        done = run(lab)
        assert done.code in {1, 2}, done.err
        assert "internal error" not in done.err
        path.unlink()
        os.mkfifo(path)
        done = run(lab)
        assert done.code in {1, 2}, done.err
        assert "internal error" not in done.err
        path.unlink()
        path.write_bytes(before)
    assert run(lab, "--dry-run").code == 0


def test_more_files_than_are_listed_change_nothing(lab):
    bundle = compiled(lab)
    (bundle / "more").write_text("rm -rf /")
    (bundle / "plan.json.orig").symlink_to("/etc/passwd")
    done = run(lab)
    assert done.code == 0, done.err


def test_a_folder_of_the_bundle_that_is_a_link(lab):
    bundle = compiled(lab)
    shutil.move(bundle / "compose", lab.folder / "elsewhere")
    (bundle / "compose").symlink_to(lab.folder / "elsewhere")
    refused(lab, run(lab), "symbolic link")


def test_checksums_that_lead_out(lab):
    bundle = compiled(lab)
    sums = bundle / "SHA256SUMS"
    sums.write_text(sums.read_text() + f"{'0' * 64}  ../../../../etc/passwd\n")
    refused(lab, run(lab), "no path inside a bundle")


def rename(name, *, of="id"):
    def edit(plan):
        plan["jobs"][1][of] = name

    return edit


def step(**fields):
    return lambda plan: plan["jobs"][0]["steps"][0].update(fields)


IDS = ["../../x", "/tmp/x", "..", ".", "", "a/b", "a\nb", "a\u0000b", "_job", "a b", "é", "\u202e", "-x", "private"]


@pytest.mark.parametrize("name", IDS[:-1], ids=ascii)
def test_an_id_never_becomes_a_path(lab, name):
    bundle = compiled(lab)
    change(bundle, rename(name))
    refused(lab, run(lab), "compile it again")
    change(bundle, lambda plan: (rename("b")(plan), step(id=name)(plan)))
    done = run(lab)
    if name != "-x":
        refused(lab, done, "compile it again")
    assert sorted(path.name for path in lab.folder.parent.iterdir()) in (["repository"], ["repository", "state"])


def test_an_id_that_is_the_name_of_a_folder_of_the_runtime(lab):
    bundle = compiled(lab)
    change(bundle, rename("private"))
    done = run(lab)
    assert done.code == 0, done.err
    assert lab.left() == []


def test_an_id_that_no_file_system_can_keep(lab):
    bundle = compiled(lab)
    change(bundle, rename("x" * 300))
    done = run(lab)
    assert done.code == 1
    assert "internal error" not in done.err, done.err
    assert "Traceback" not in done.err, done.err


WRONG = {
    "a future format": (lambda plan: plan.update(format=2), "this version reads format 1"),
    "no jobs": (lambda plan: plan.update(jobs=[]), "no job"),
    "a list": (lambda plan: plan.update(jobs={"a": 1}), "jobs"),
    "an unknown field": (lambda plan: plan.update(surprise=1), "surprise"),
    "a number for a text": (lambda plan: plan["jobs"][0].update(id=7), "/jobs/0/id"),
    "the same job twice": (lambda plan: plan["jobs"].append(plan["jobs"][0]), "there twice"),
    "an edge to nowhere": (lambda plan: plan["jobs"][1]["depends_on"].append({"job": "x"}), "`x`"),
    "a circle": (lambda plan: plan["jobs"][0].update(depends_on=[{"job": "b"}]), "comes before"),
    "an input of nobody": (lambda plan: plan["jobs"][1]["inputs"][0].update(artifact="x"), "nothing makes"),
    "a folder outside": (step(working_directory="../../.."), "outside of the workspace"),
    "an absolute folder": (step(working_directory="/etc"), "outside of the workspace"),
    "a negative time": (step(timeout=-1), "timeout"),
    "no shell": (step(shell=[]), "no shell"),
    "neither script nor action": (lambda plan: plan["jobs"][0]["steps"][0].pop("script"), "neither"),
    "an unknown action": (
        lambda plan: plan["jobs"][0]["steps"][0].update(script=None, action={"type": "system", "arguments": {}}),
        "compile it again",
    ),
    "an expression that is none": (lambda plan: plan["jobs"][1].update(conditional="job.a.outputs.v == "), "compile"),
    "an expression of nothing": (lambda plan: plan["jobs"][1].update(conditional="job.zzz.status == 'x'"), "zzz"),
    "a name with an escape": (lambda plan: plan.update(name="\u001b]0;x\u0007"), "name"),
}


@pytest.mark.parametrize(("edit", "word"), WRONG.values(), ids=WRONG)
def test_a_plan_that_is_none_is_refused(lab, edit, word):
    bundle = compiled(lab)
    change(bundle, edit)
    done = run(lab)
    refused(lab, done, word)
    assert not re.search(r"[\x00-\x08\x0b-\x1f]", done.err), repr(done.err)


JSON = {
    "empty": b"",
    "no json": b"{",
    "a list": b"[]",
    "null": b"null",
    "a number": b"7",
    "not UTF-8": b"\xff\xfe{}",
    "NaN": b'{"name": NaN}',
    "a long number": b'{"format": ' + b"9" * 100_000 + b"}",
    "a key twice": b'{"name": "a", "name": "b"}',
    "deep lists": b"[" * 200_000 + b"]" * 200_000,
    "deep maps": b'{"jobs":' * 100_000 + b"1" + b"}" * 100_000,
    "half a surrogate pair": b'{"name": "\\ud800"}',
}


@pytest.mark.parametrize("data", JSON.values(), ids=JSON)
def test_json_that_is_no_plan_is_refused(lab, data):
    bundle = compiled(lab)
    put(bundle, data)
    refused(lab, run(lab), "cannot be read")


def test_an_expression_that_is_nested_deeply(lab):
    bundle = compiled(lab)
    for text in ("!" * 5000 + "true", "(" * 5000 + "true" + ")" * 5000, "true" + " && true" * 20_000):
        change(bundle, lambda plan, text=text: plan["jobs"][1].update(conditional=text))
        done = run(lab)
        assert done.code in {0, 1}, done.err
        assert "internal error" not in done.err
        assert "Traceback" not in done.err


def test_values_that_no_program_can_be_given(lab):
    bundle = compiled(lab)
    for edit in (step(script="echo \u0000"), step(shell=["/bin/sh", "\u0000"]), nul_variable, odd_variable):
        compiled(lab)
        change(bundle, edit)
        done = run(lab)
        assert done.code in {0, 1}, done.err
        assert "internal error" not in done.err, done.err
        assert "Traceback" not in done.err


def nul_variable(plan):
    plan["jobs"][0]["steps"][0]["environment"] = [{"name": "X", "value": "a\u0000b"}]


def odd_variable(plan):
    plan["jobs"][0]["steps"][0]["environment"] = [{"name": "X=Y", "value": "1"}]


def test_an_input_that_leads_out(lab):
    bundle = compiled(lab)
    for path in ("../../../../x", "/tmp/pipec-hostile", "a/../../../x"):
        change(bundle, lambda plan, path=path: plan["jobs"][1]["inputs"][0].update(path=path))
        done = run(lab)
        assert done.code == 1, done.out
        assert "internal error" not in done.err
        assert not os.path.lexists("/tmp/pipec-hostile")
    assert not list(lab.folder.parent.glob("**/x/f"))


def test_globs_that_lead_out(lab):
    bundle = compiled(lab)
    (lab.folder / "secret").write_text("not for you")
    for glob in ("../**", "/etc/hostname", "../../../repository/secret", "**/../secret", "[", "\u0000"):
        change(bundle, lambda plan, glob=glob: plan["jobs"][0]["artifacts"][0].update(paths=[glob, "f"]))
        done = run(lab)
        assert "internal error" not in done.err, done.err
        assert "Traceback" not in done.err
        if done.code == 0:
            with ArtifactQueries(lab.state) as stored:
                (found,) = stored.of_run(lab.last).values()
            assert found.original == "f"


@pytest.mark.slow
def test_a_plan_of_a_hundred_megabytes(lab):
    bundle = compiled(lab)
    change(bundle, lambda plan: plan.update(description="x" * 100_000_000))
    done = run(lab, "--dry-run")
    assert done.code in {0, 1}
    assert "internal error" not in done.err
    change(bundle, lambda plan: plan.update(description="", surprise=[[]] * 30_000_000))
    refused(lab, run(lab), "surprise")


def test_a_bundle_that_was_changed_with_its_checksums_is_what_it_says(lab):
    """Checksums are no signature: who can write the bundle decides what runs, and the run records its digest."""
    bundle = compiled(lab)
    change(bundle, step(script="echo other; echo v=1 >> $PIPEC_OUTPUT; echo 2 > f"))
    reseal(bundle)
    assert run(lab).code == 0
    assert lab.log("a", "s") == "other\n"
    assert lab.log("b", "s") == "2\n"
