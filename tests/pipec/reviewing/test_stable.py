"""The same change is the same bytes, run after run: a comment is rewritten only where something changed."""

import pytest

from tests.integrations.hook_repository import commit_all
from tests.pipec.command_line import process, write
from tests.pipec.reviewing.makers import CHANGED, PIPELINE

CONFIG = '[targets.nomad]\ngit_source = {url = "https://git.example/shop.git"}\n[targets.compose]\n'


@pytest.fixture
def repository(tmp_path):
    folder = write(tmp_path / "repository", {"pipeline.yaml": PIPELINE, ".pipec.toml": CONFIG})
    (folder / ".git").rmdir()
    commit_all(folder)
    return write(folder, {"pipeline.yaml": CHANGED})


@pytest.mark.parametrize("format_", ["markdown", "html", "json", "text"])
def test_whatever_the_order_of_sets_is(repository, format_):
    found = set()
    for seed in ("0", "1", "2"):
        ran = process(
            "diff", "--artifacts", "--no-cache", "--format", format_, cwd=repository,
            env={"PYTHONHASHSEED": seed, "HOME": str(repository.parent)},
        )  # fmt: skip
        assert ran.code == 2, ran.err
        found.add(ran.out)
    assert len(found) == 1
    assert "make test ARGS=-x" in found.pop()
