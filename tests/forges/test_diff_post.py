"""`pipec diff --post`, from a repository to a comment on each forge."""

import subprocess

import pytest

from tests.forges.fakes import NUMBER, REPOSITORY
from tests.integrations.hook_repository import commit_all, git
from tests.pipec.command_line import process, write
from tests.pipec.reviewing.makers import CHANGED, PIPELINE


@pytest.fixture
def repository(tmp_path):
    folder = write(tmp_path / "repository", {"pipeline.yaml": PIPELINE, ".pipec.toml": "[targets.woodpecker]\n"})
    (folder / ".git").rmdir()
    commit_all(folder)
    write(folder, {"pipeline.yaml": CHANGED})
    commit_all(folder)
    return folder


def options(forge):
    return ("--forge", forge.kind, "--forge-url", forge.address, "--repo", REPOSITORY, "--pull-request", str(NUMBER))


def diff(folder, *arguments, **environment):
    return process(
        "diff", "HEAD~..HEAD", "--post", *arguments, cwd=folder,
        env={"HOME": str(folder.parent), "PIPEC_FORGE_TOKEN": "bot-token", **environment},
    )  # fmt: skip


def test_the_comment_is_made_and_kept_up_to_date(forge, repository):
    ran = diff(repository, *options(forge), "--artifacts")
    assert (ran.code, forge.written()) == (2, ["POST"]), ran.err
    assert f"comment created: {forge.address}/" in ran.err
    (body,) = forge.bodies()
    first, _, rest = body.partition("\n")
    assert first == "<!-- pipec diff -->"
    assert "+make test ARGS=-x" in rest
    commit = git(repository, "rev-parse", "HEAD")
    assert f"{forge.address}/{REPOSITORY}" in rest
    assert f"/{commit}/pipeline.yaml#L" in rest
    ran = diff(repository, *options(forge), "--artifacts")
    assert "comment unchanged: " in ran.err
    write(repository, {"pipeline.yaml": PIPELINE})
    commit_all(repository)
    ran = process(
        "diff", "HEAD~2..HEAD", "--post", *options(forge), cwd=repository,
        env={"HOME": str(repository.parent), "PIPEC_FORGE_TOKEN": "bot-token"},
    )  # fmt: skip
    assert ran.code == 0, ran.err
    assert "No pipeline changes" in forge.bodies()[0]
    assert forge.written()[1:] in (["PATCH"], ["PUT"])
    assert "DELETE" not in forge.written()


def test_the_token_is_nowhere(forge, repository):
    ran = diff(repository, *options(forge), PIPEC_FORGE_TOKEN="wrong-secret-token", PIPEC_TRACEBACK="1")
    assert ran.code == 1
    assert "PIPEC_FORGE_TOKEN is not accepted" in ran.err
    assert "wrong-secret-token" not in ran.out + ran.err
    ran = diff(repository, *options(forge), PIPEC_FORGE_TOKEN="")
    assert ran.code == 1
    assert "there is no token for" in ran.err


def test_what_is_missing_is_told(forge, repository):
    ran = diff(repository)
    assert (ran.code, "--forge-url" in ran.err) == (1, True)
    ran = process("diff", "--repo", "a/b", cwd=repository, env={"HOME": str(repository.parent)})
    assert (ran.code, "--post" in ran.err) == (1, True)


def test_the_place_is_that_of_the_ci(forge, repository):
    if forge.kind == "gitea":
        pytest.skip("as Forgejo")
    subprocess.run(["git", "remote", "add", "origin", "git@github.com:other/one.git"], cwd=repository, check=True)
    kind = {"forgejo": "forgejo", "github": "github", "gitlab": "gitlab"}[forge.kind]
    ran = diff(
        repository, CI="woodpecker", CI_FORGE_TYPE=kind, CI_FORGE_URL=forge.address, CI_REPO=REPOSITORY,
        CI_COMMIT_PULL_REQUEST=str(NUMBER),
    )  # fmt: skip
    assert ran.code == 2, ran.err
    assert len(forge.bodies()) == 1
