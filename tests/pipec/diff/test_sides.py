"""Which two sides are compared: revisions, the index, the working tree, folders, files, standard input, bundles."""

import json

import pytest

from tests.pipec.command_line import run
from tests.pipec.diff.repositories import Repository, pipeline


def scripts(*arguments, code=2):
    """Return base, head and the scripts before and after, as JSON has them."""
    ran = run("diff", "--format", "json", *arguments)
    assert ran.code == code, ran.err
    data = json.loads(ran.out)
    places = [place for file in data["files"] for change in file["changes"] for place in change["places"]]
    return data["base"], data["head"], [(place["before"], place["after"]) for place in places]


ONE, TWO, THREE = (pipeline(script=f"make {name}") for name in ("one", "two", "three"))


@pytest.fixture
def history(repository):
    """Three commits, the last on the branch `feature`, another on `main`; the working tree and index have others."""
    repository.commit({"pipeline.yaml": ONE})
    repository.git("tag", "v1")
    repository.git("checkout", "-q", "-b", "feature")
    repository.commit({"pipeline.yaml": TWO})
    repository.git("checkout", "-q", "main")
    repository.commit({"pipeline.yaml": pipeline(script="make main")}, "of main")
    repository.git("checkout", "-q", "feature")
    repository.write({"pipeline.yaml": THREE})
    repository.git("add", "-A")
    repository.write({"pipeline.yaml": pipeline(script="make four")})
    return repository


@pytest.mark.parametrize(
    ("words", "before", "after"),
    [
        ((), "two", "four"),
        (("HEAD",), "two", "four"),
        (("v1",), "one", "four"),
        (("HEAD~1",), "one", "four"),
        (("v1..HEAD",), "one", "two"),
        (("v1..",), "one", "two"),
        (("main..feature",), "main", "two"),
        (("main", "feature"), "main", "two"),
        (("main...feature",), "one", "two"),
        (("feature...main",), "one", "main"),
        (("--staged",), "two", "three"),
        (("--cached", "v1"), "one", "three"),
        (("main", "--", "pipeline.yaml"), "main", "four"),
        (("main", "pipeline.yaml"), "main", "four"),
        (("pipeline.yaml",), "two", "four"),
        (("--", "pipeline.yaml"), "two", "four"),
        ((":/of main",), "main", "four"),
        (("HEAD^{tree}",), "two", "four"),
    ],
)
def test_sides(history, words, before, after):
    found = scripts(*words)[2]
    assert [(old.strip(), new.strip()) for old, new in found] == [(f"make {before}", f"make {after}")]


def test_names_of_the_sides(history):
    assert scripts()[:2] == ("HEAD", "working tree")
    assert scripts("--staged")[:2] == ("HEAD", "index")
    assert scripts("main..v1")[:2] == ("main", "v1")
    fork = history.git("merge-base", "main", "feature")
    assert scripts("main...feature")[:2] == (fork[:10], "feature")


def test_nothing_changes(shop):
    ran = run("diff")
    assert (ran.code, ran.out) == (0, "HEAD → working tree: nothing changes in 1 pipeline\n")


def test_comments_order_of_keys_and_layout_are_no_change(shop):
    text = "# a comment\n" + pipeline().replace("    steps:", "    # another\n    steps:")
    shop.write({"pipeline.yaml": text.replace("version: 1\nname: shop\n", "name:   shop\nversion: 1\n")})
    assert run("diff").code == 0


def test_from_a_folder_of_the_repository(shop, monkeypatch):
    shop.write({"sub/a.pipeline.yaml": pipeline("a")})
    monkeypatch.chdir(shop.folder / "sub")
    assert json.loads(run("diff", "--format", "json").out)["files"][0]["path"] == "sub/a.pipeline.yaml"
    assert run("diff", "--", "../pipeline.yaml").code == 0
    assert run("diff", "--", "a.pipeline.yaml").code == 2
    assert run("diff", "--", ".").code == 2


def test_two_files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "old.yaml").write_text(ONE)
    (tmp_path / "new.yaml").write_text(TWO)
    base, head, found = scripts("old.yaml", "new.yaml")
    assert (base, head) == ("old.yaml", "new.yaml")
    assert [tuple(map(str.strip, each)) for each in found] == [("make one", "make two")]
    assert run("diff", "old.yaml", "old.yaml").code == 0


def test_standard_input_is_one_of_two_files(shop):
    assert run("diff", "pipeline.yaml", "-", input=ONE).code == 2
    assert run("diff", "-", "pipeline.yaml", input=ONE).code == 2
    assert run("diff", "-", "pipeline.yaml", input=pipeline()).code == 0
    ran = run("diff", "-", "-", input=ONE)
    assert ran.code == 1
    assert "one of the two" in ran.err
    assert run("diff", "-", input=ONE).code == 1


def test_two_folders(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, text in (("old", ONE), ("new", TWO)):
        folder = tmp_path / name / "sub"
        folder.mkdir(parents=True)
        (folder / "a.pipeline.yaml").write_text(text)
        (folder / "pipeline.yaml").write_text(pipeline("same"))
    data = json.loads(run("diff", "old/", "new/", "--format", "json").out)
    assert [(file["path"], file["status"]) for file in data["files"]] == [("sub/a.pipeline.yaml", "changed")]
    assert data["same"] == 1


def test_two_folders_of_one_repository(repository):
    repository.write({"a/pipeline.yaml": ONE, "b/pipeline.yaml": TWO, "common.yaml": "x: 1"})
    assert run("diff", "a", "b").code == 2
    assert run("diff", "a", "a").code == 0


def test_two_bundles(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, text in (("old", ONE), ("new", TWO)):
        (tmp_path / f"{name}.yaml").write_text(text)
        assert run("compile", f"{name}.yaml", "--target", "compose", "--out", name).code == 0
    assert run("diff", "old/shop", "new/shop").code == 2
    assert run("diff", "old", "new").code == 2
    assert run("diff", "old/shop", "old/shop").code == 0
    (tmp_path / "new" / "shop" / "plan.json").write_text("{}")
    ran = run("diff", "old/shop", "new/shop")
    assert ran.code == 1
    assert "torn" in ran.err


def test_a_file_and_a_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "old.yaml").write_text(ONE)
    (tmp_path / "new").mkdir()
    ran = run("diff", "old.yaml", "new")
    assert ran.code == 1
    assert "two of a kind" in ran.err


def test_added_removed_and_renamed(repository):
    repository.commit(
        {"a.pipeline.yaml": pipeline("a"), "b.pipeline.yaml": pipeline("b"), "c.pipeline.yaml": pipeline("c")}
    )
    repository.git("mv", "a.pipeline.yaml", "moved.pipeline.yaml")
    repository.git("rm", "-q", "b.pipeline.yaml")
    repository.write({"d.pipeline.yaml": pipeline("d", script="make other", job="other")})
    repository.git("mv", "c.pipeline.yaml", "also.pipeline.yaml")
    repository.write({"also.pipeline.yaml": pipeline("c", script="make c")})
    data = json.loads(run("diff", "--format", "json").out)
    assert [(file["path"], file["old_path"], file["status"]) for file in data["files"]] == [
        ("also.pipeline.yaml", "c.pipeline.yaml", "renamed"),
        ("b.pipeline.yaml", None, "removed"),
        ("d.pipeline.yaml", None, "added"),
        ("moved.pipeline.yaml", "a.pipeline.yaml", "renamed"),
    ]


def test_a_file_that_only_has_another_name_is_no_change(shop):
    shop.git("mv", "pipeline.yaml", "other.pipeline.yaml")
    ran = run("diff")
    assert ran.code == 0
    assert "pipeline.yaml → other.pipeline.yaml (shop)\n  the file has another name, and the same plan\n" in ran.out


def test_included_files_and_locks_count(repository):
    text = pipeline(more="include: [ci/env.fragment.yaml]\n")
    repository.commit({"pipeline.yaml": text, "ci/env.fragment.yaml": "global_env: {A: one}\n"})
    repository.write({"ci/env.fragment.yaml": "global_env: {A: two}\n"})
    data = json.loads(run("diff", "--format", "json").out)
    at = data["files"][0]["changes"][0]["places"][0]["after_at"]
    assert (at["path"], at["line"]) == ("ci/env.fragment.yaml", 1)
    repository.git("checkout", "-q", ".")
    free = text.replace("@sha256:" + "0" * 64, "")
    lock = '{"version": 1, "images": {"registry.example/make:1": {"digest": "sha256:%s"}}}'
    repository.commit({"pipeline.yaml": free, "pipec.lock": lock % ("1" * 64)})
    repository.write({"pipec.lock": lock % ("2" * 64)})
    assert run("diff").code == 2


def test_links_are_followed_on_every_side(repository):
    (repository.folder / "real").mkdir()
    repository.write({"real/env.yaml": "global_env: {A: one}\n"})
    repository.write({"pipeline.yaml": pipeline(more="include: [linked/env.yaml]\n")})
    (repository.folder / "linked").symlink_to("real")
    (repository.folder / "other.pipeline.yaml").symlink_to("pipeline.yaml")
    repository.commit()
    repository.write({"real/env.yaml": "global_env: {A: two}\n"})
    ran = run("diff", "--format", "json")
    assert ran.code == 2, ran.err
    assert [file["path"] for file in json.loads(ran.out)["files"]] == ["other.pipeline.yaml", "pipeline.yaml"]
    assert run("diff", "HEAD..HEAD").code == 0


def test_an_include_through_a_link_that_leads_out_is_refused(tmp_path, repository):
    (tmp_path / "outside.yaml").write_text("global_env: {A: one}\n")
    repository.write({"pipeline.yaml": pipeline(more="include: [out.yaml]\n")})
    (repository.folder / "out.yaml").symlink_to(tmp_path / "outside.yaml")
    repository.commit()
    repository.write({"pipeline.yaml": pipeline(script="x", more="include: [out.yaml]\n")})
    ran = run("diff")
    assert ran.code == 1
    assert "HEAD:pipeline.yaml" in ran.err
    assert "leads out of the repository" in ran.err


def test_ignored_files_are_no_news_and_untracked_ones_are(shop):
    shop.commit({".gitignore": "made/\n"})
    shop.write({"made/pipeline.yaml": pipeline("made")})
    assert run("diff").code == 0
    shop.write({"new/pipeline.yaml": pipeline("new")})
    assert run("diff").code == 2
    assert run("diff", "--staged").code == 0


def test_line_ends_of_the_working_tree_are_no_change(shop):
    shop.git("config", "core.autocrlf", "true")
    shop.write({"pipeline.yaml": pipeline().replace("\n", "\r\n")})
    assert run("diff").code == 0


def test_sha256_repositories(tmp_path, monkeypatch):
    made = Repository(tmp_path / "sha256", "--object-format=sha256")
    monkeypatch.chdir(made.folder)
    made.commit({"sub/pipeline.yaml": ONE})
    made.write({"sub/pipeline.yaml": TWO})
    assert run("diff").code == 2
    assert run("diff", "--staged").code == 0


def test_odd_names(repository):
    names = ["a b.pipeline.yaml", "ä\tö.pipeline.yaml", "new\nline.pipeline.yaml", '"quoted".pipeline.yaml']
    repository.commit({name: pipeline(f"p{number}") for number, name in enumerate(names)})
    repository.write({name: pipeline(f"p{number}", script="x") for number, name in enumerate(names)})
    data = json.loads(run("diff", "--format", "json").out)
    assert sorted(file["path"] for file in data["files"]) == sorted(names)
    assert run("diff").code == 2


def test_bare_repositories(shop, tmp_path, monkeypatch):
    shop.commit({"pipeline.yaml": TWO})
    shop.git("clone", "-q", "--bare", ".", str(tmp_path / "bare.git"))
    monkeypatch.chdir(tmp_path / "bare.git")
    assert run("diff", "HEAD~1..HEAD").code == 2
    ran = run("diff")
    assert ran.code == 1
    assert "bare" in ran.err


def test_worktrees_and_git_variables(shop, tmp_path, monkeypatch):
    shop.git("worktree", "add", "-q", str(tmp_path / "beside"))
    monkeypatch.chdir(tmp_path / "beside")
    (tmp_path / "beside" / "pipeline.yaml").write_text(TWO)
    assert run("diff").code == 2
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_DIR", str(shop.folder / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(shop.folder))
    monkeypatch.chdir(shop.folder)
    assert run("diff").code == 0


def test_another_index(shop, monkeypatch, tmp_path):
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "index"))
    shop.write({"pipeline.yaml": TWO})
    shop.git("add", "pipeline.yaml", GIT_INDEX_FILE=str(tmp_path / "index"))
    assert run("diff", "--staged").code == 2
    monkeypatch.delenv("GIT_INDEX_FILE")
    assert run("diff", "--staged").code == 0


def test_submodules(tmp_path, shop, monkeypatch):
    inner = Repository(tmp_path / "inner")
    inner.commit({"pipeline.yaml": pipeline("inner")})
    shop.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", str(inner.folder), "inner")
    shop.git("commit", "-q", "-m", "submodule")
    (shop.folder / "inner" / "pipeline.yaml").write_text(pipeline("inner", script="x"))
    assert run("diff").code == 0
    monkeypatch.chdir(shop.folder / "inner")
    assert run("diff").code == 2


def test_values_of_parameters(repository):
    more = "params: {level: {type: string, default: low}}\nglobal_env: {LEVEL: '${params.level}'}\n"
    repository.commit({"pipeline.yaml": pipeline(more=more)})
    repository.write({"pipeline.yaml": pipeline(more=more.replace("'${params.level}'", "high"))})
    assert run("diff").code == 2
    assert run("diff", "--var", "level=high").code == 0
    assert run("diff", "--var", "level=other").code == 2
    ran = run("diff", "--var", "unknown=x")
    assert ran.code == 1
    assert "unknown" in ran.err


def test_a_first_commit_that_is_only_staged(repository):
    repository.write({"pipeline.yaml": ONE})
    repository.git("add", "-A")
    ran = run("diff", "--staged")
    assert ran.code == 2
    assert "pipeline.yaml (shop), added" in ran.out


def test_what_a_sparse_checkout_leaves_out_is_not_removed(shop):
    shop.commit({"far/pipeline.yaml": pipeline("far")})
    shop.git("sparse-checkout", "set", "--no-cone", "/pipeline.yaml")
    assert not (shop.folder / "far").exists()
    assert run("diff").code == 0


def test_many_ignored_files(shop):
    shop.commit({".gitignore": "made/\n"})
    shop.write({f"made/{'x' * 100}{number}.pipeline.yaml": pipeline() for number in range(1500)})
    assert run("diff").code == 0


@pytest.mark.parametrize("old", [True, False])
def test_a_value_of_a_parameter_that_one_side_declares(repository, old):
    texts = [pipeline(more="params: {level: {type: string}}\nglobal_env: {LEVEL: '${params.level}'}\n"), pipeline()]
    before, after = texts if old else texts[::-1]
    repository.commit({"pipeline.yaml": before})
    repository.write({"pipeline.yaml": after})
    ran = run("diff", "--var", "level=high")
    assert ran.code == 2, ran.err
    assert "LEVEL" in ran.out
    assert run("diff", "--var", "level=high", "--var", "other=x").code == 1


def test_many_folders(repository):
    repository.commit({f"f{number}/g/h/{'x' * 200}.txt": "x" for number in range(1200)})
    repository.commit({"f7/g/h/pipeline.yaml": ONE, "f7/.hidden/pipeline.yaml": ONE, "f8/venv/pipeline.yaml": ONE})
    repository.commit({"f9/pyvenv.cfg": "", "f9/sub/pipeline.yaml": ONE, "f7/g/h/.pipec/a.yaml": pipeline("a")})
    data = json.loads(run("diff", "--format", "json", "HEAD~2..HEAD").out)
    assert [file["path"] for file in data["files"]] == ["f7/g/h/.pipec/a.yaml", "f7/g/h/pipeline.yaml"]
    assert run("diff").out == "HEAD → working tree: nothing changes in 2 pipelines\n"
    assert run("diff", "--staged").out == "HEAD → index: nothing changes in 2 pipelines\n"
    assert run("diff", "--", "f7").code == 0


def test_files_that_are_included_from_submodules(tmp_path, shop):
    inner = Repository(tmp_path / "inner")
    inner.commit({"ci/env.yaml": "global_env: {A: one}\n"})
    shop.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", str(inner.folder), "inner")
    shop.commit({"pipeline.yaml": pipeline(more="include: [inner/ci/env.yaml]\n")})
    assert run("diff").code == 0
    there = Repository(shop.folder / "inner")
    there.commit({"ci/env.yaml": "global_env: {A: two}\n"})
    data = json.loads(run("diff", "--format", "json").out)
    place = data["files"][0]["changes"][0]["places"][0]
    assert place["before_at"]["path"] == place["after_at"]["path"] == "inner/ci/env.yaml"
    assert run("diff", "--staged").code == 0
    shop.git("add", "inner")
    assert run("diff", "--staged").code == 2
    shop.commit()
    assert run("diff", "HEAD~1..HEAD").code == 2
    gone = there.git("rev-parse", "HEAD")
    there.git("reset", "-q", "--hard", "HEAD~1")
    there.git("reflog", "expire", "--expire=now", "--all")
    there.git("prune", "--expire=now")
    ran = run("diff", "HEAD~1..HEAD")
    assert ran.code == 1
    assert gone[:10] in ran.err
    assert "git submodule update" in ran.err
