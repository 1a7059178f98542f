"""What is a revision and what a path, and what is said of words that are neither."""

import pytest

from pipec.sides.arguments import split_range
from tests.pipec.command_line import run
from tests.pipec.diff.repositories import Repository, pipeline


def refused(*arguments, input=""):
    ran = run("diff", *arguments, input=input)
    assert ran.code == 1
    assert ran.out == ""
    assert "internal error" not in ran.err
    return ran.err


def test_a_word_that_is_both_is_refused(shop):
    shop.git("branch", "both")
    shop.write({"both": "x"})
    assert "`both` is both a revision and a path" in refused("both")
    assert run("diff", "both", "--").code == 0
    assert "`both` is on neither side" not in run("diff", "--", "both").err


def test_a_word_that_is_neither(shop):
    assert "no revision and no path `neither`" in refused("neither")
    assert "no revision and no path `neither`" in refused("neither", "--")
    assert "`neither` is on neither side" in refused("--", "neither")
    assert "no revision and no path `main..neither`" in refused("main..neither")
    assert "no revision and no path `gone.yaml`" in refused("HEAD", "gone.yaml")


def test_a_file_that_is_gone_stands_after_dashes(shop):
    shop.commit({"other.pipeline.yaml": pipeline("other")})
    (shop.folder / "pipeline.yaml").unlink()
    refused("pipeline.yaml")
    assert run("diff", "--", "pipeline.yaml").code == 2
    assert run("diff", "--", "other.pipeline.yaml").code == 0


@pytest.mark.parametrize(
    ("word", "split"),
    [
        ("a..b", ("a", "b", False)),
        ("a...b", ("a", "b", True)),
        ("a..", ("a", "HEAD", False)),
        ("..b", ("HEAD", "b", False)),
        ("...", ("HEAD", "HEAD", True)),
        ("..", None),
        ("a", None),
    ],
)
def test_ranges(word, split):
    assert split_range(word) == split


def test_paths_that_look_like_ranges(shop, monkeypatch):
    shop.write({"sub/x": ""})
    monkeypatch.chdir(shop.folder / "sub")
    assert run("diff", "..").code == 0
    assert run("diff", "../pipeline.yaml").code == 0


def test_too_much(shop):
    assert "Two sides can be compared, not more" in refused("HEAD", "HEAD", "HEAD")
    assert "Two sides can be compared, not more" in refused("HEAD..HEAD", "HEAD")
    assert "`--staged` compares the index with one revision" in refused("--staged", "HEAD..HEAD")
    assert "`--staged` compares the index with one revision" in refused("--staged", "HEAD", "HEAD")
    shop.write({"a.yaml": pipeline()})
    assert "revisions come first" in refused("HEAD", "pipeline.yaml", "main")


def test_three_paths_limit(shop):
    shop.commit({f"{name}.pipeline.yaml": pipeline(name) for name in "abcd"})
    shop.write({"d.pipeline.yaml": pipeline("d", script="x")})
    names = [f"{name}.pipeline.yaml" for name in "abcd"]
    assert run("diff", *names[:3]).code == 0
    assert run("diff", *names[1:]).code == 2
    assert run("diff", "--", *names[2:]).code == 2


def test_usage_errors_are_1(shop):
    assert "No such option" in refused("--nonsense")
    assert "did you mean `text`" in refused("--format", "txt").lower()
    assert "requires an argument" in refused("--env")
    assert "`nomat` is unknown" in refused("--target", "nomat")
    assert "say where to `--post`" in refused("--forge", "github")
    assert "There is no environment `nowhere`" in refused("--env", "nowhere")
    assert "NAME=VALUE" in refused("--var", "novalue")
    assert "1<=x" in refused("--post", "--pull-request", "0") or "range" in refused("--post", "--pull-request", "0")


def test_help_is_0(shop):
    assert run("diff", "--help").code == 0


def test_no_repository(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert "no git repository" in refused()
    assert "no git repository" in refused("main..HEAD")
    assert "no git repository" in refused("a", "b")


def test_no_commit(repository):
    repository.write({"pipeline.yaml": pipeline()})
    assert "no commit yet" in refused()
    assert "no commit yet" in refused("HEAD~1")


def test_no_pipeline(repository):
    repository.commit({"README": "x"})
    assert "no pipeline on either side" in refused()
    assert "is a folder without a pipeline" in refused("--", ".")


def test_a_blob_is_no_side(shop):
    assert "is no commit" in refused("HEAD:pipeline.yaml")


def test_shallow_clones_say_how_to_fetch(shop, tmp_path, monkeypatch):
    shop.commit({"pipeline.yaml": pipeline(script="x")})
    shop.git("branch", "old", "HEAD~1")
    shop.git("clone", "-q", "--depth=1", f"file://{shop.folder}", str(tmp_path / "shallow"))
    monkeypatch.chdir(tmp_path / "shallow")
    assert "git fetch --depth" in refused("HEAD~1")
    assert run("diff").code == 0


def test_missing_objects_say_how_to_fetch(shop):
    blob = shop.git("rev-parse", "HEAD:pipeline.yaml")
    (shop.folder / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    assert "git fsck" in refused()
    (shop.folder / ".git" / "shallow").write_text(shop.git("rev-parse", "HEAD") + "\n")
    assert "git fetch --depth" in refused()


def test_partial_clones_fetch_nothing(shop, tmp_path, monkeypatch):
    shop.commit({"pipeline.yaml": pipeline(script="x")})
    shop.git("config", "uploadpack.allowFilter", "true")
    shop.git("clone", "-q", "--filter=blob:none", f"file://{shop.folder}", str(tmp_path / "partial"))
    monkeypatch.chdir(tmp_path / "partial")
    assert "git fetch --refetch" in refused("HEAD~1")


def test_histories_without_a_common_commit(shop):
    shop.git("checkout", "-q", "--orphan", "island")
    shop.commit({"pipeline.yaml": pipeline(script="x")})
    assert "no commit in common" in refused("main...island")
    assert run("diff", "main..island").code == 2


def test_conflicts_in_the_index(shop):
    shop.git("checkout", "-q", "-b", "one")
    shop.commit({"pipeline.yaml": pipeline(script="one")})
    shop.git("checkout", "-q", "main")
    shop.commit({"pipeline.yaml": pipeline(script="two")})
    shop.git("merge", "-q", "one", code=1)
    assert "has conflicts in the index" in refused("--staged")
    ran = run("diff")
    assert ran.code == 1
    assert "pipeline.yaml" in ran.err


def test_outside_of_the_repository(shop, tmp_path):
    (tmp_path / "outside.yaml").write_text(pipeline())
    assert "is outside of this repository" in refused("HEAD", "../outside.yaml")


def test_no_git(shop, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "Git is not installed" in refused()
    shop.write({"a.yaml": pipeline()})
    assert run("diff", "pipeline.yaml", "a.yaml").code == 0


def test_a_repository_of_another_owner(tmp_path, monkeypatch):
    made = Repository(tmp_path / "foreign")
    monkeypatch.chdir(made.folder)
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    assert "Git refuses this repository" in refused()


def test_the_inside_of_git(shop, monkeypatch):
    monkeypatch.chdir(shop.folder / ".git")
    assert "inside of a `.git` folder" in refused()
