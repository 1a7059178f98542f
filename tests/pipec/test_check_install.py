"""`pipec compile --check` and `--install`: what is current, and what engines read."""

import json

import pytest

from tests.pipec.command_line import SMALL, WRONG, run, tree, write

CHECK = ("compile", "-t", "compose", "--check")
INSTALL = ("compile", "-t", "woodpecker", "--install")


def test_current(shop):
    run("compile", "-t", "compose")
    before = tree(shop)
    ran = run(*CHECK)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("pipeline.yaml: pipec-out/shop is up to date")
    assert tree(shop) == before


def test_a_comment_makes_nothing_stale(shop):
    run("compile", "-t", "compose")
    write(shop, {"pipeline.yaml": "# a comment\n\n" + SMALL})
    assert run(*CHECK).code == 0


def test_stale(shop):
    run("compile", "-t", "compose")
    before = tree(shop / "pipec-out")
    write(shop, {"pipeline.yaml": SMALL.replace("make test", "make check")})
    ran = run(*CHECK)
    assert (ran.code, ran.err) == (1, "")
    assert "stale: pipec-out/shop/plan.json\n" in ran.out
    assert "-make test" in ran.out
    assert "+make check" in ran.out
    assert "is up to date" not in ran.out
    assert tree(shop / "pipec-out") == before


def test_missing_is_one_line(shop):
    ran = run(*CHECK)
    assert ran == (1, "missing: pipec-out/shop\nthere is no bundle yet: compile without --check\n", "")
    assert not (shop / "pipec-out").exists()


def test_no_bundle_there(shop):
    write(shop, {"pipec-out/shop/mine.txt": "mine"})
    ran = run(*CHECK)
    assert (ran.code, ran.out) == (1, "")
    assert "`pipec-out/shop` is no bundle" in ran.err


def test_files_that_came_or_went_by_hand(shop):
    run("compile", "-t", "compose")
    (shop / "pipec-out/shop/extra.txt").write_text("x")
    (shop / "pipec-out/shop/plan.json").unlink()
    ran = run(*CHECK)
    assert ran.code == 1
    assert "extra: pipec-out/shop/extra.txt\n" in ran.out
    assert "missing: pipec-out/shop/plan.json\n" in ran.out


def test_check_as_json(shop):
    run("compile", "-t", "compose")
    assert json.loads(run(*CHECK, "--format", "json").out)["bundles"][0]["stale"] == []
    write(shop, {"pipeline.yaml": SMALL.replace("make test", "make check")})
    ran = run(*CHECK, "--format", "json")
    data = json.loads(ran.out)
    assert (ran.code, data["check"]) == (1, True)
    assert {"path": "plan.json", "kind": "stale"}.items() <= {
        key: value for item in data["bundles"][0]["stale"] if item["path"] == "plan.json" for key, value in item.items()
    }.items()


def test_check_goes_on_after_errors(here):
    write(here, {"a.pipeline.yaml": WRONG, "b.pipeline.yaml": SMALL.replace("shop", "b")})
    ran = run(*CHECK)
    assert ran.code == 1
    assert "error[PC101]" in ran.err
    assert "missing: pipec-out/b\n" in ran.out


def test_install(shop):
    ran = run(*INSTALL)
    assert ran.code == 0, ran.err
    assert "  installed .woodpecker/test.yaml\n" in ran.out
    assert (shop / ".woodpecker/test.yaml").read_bytes() == (
        shop / "pipec-out/shop/woodpecker/.woodpecker/test.yaml"
    ).read_bytes()
    assert "installed" not in run(*INSTALL).out


def test_what_is_no_longer_made_is_removed(shop):
    run(*INSTALL)
    write(shop, {".woodpecker/own.yaml": "mine", "pipeline.yaml": SMALL.replace("  test:", "  check:")})
    ran = run(*INSTALL)
    assert "  installed .woodpecker/check.yaml\n  removed .woodpecker/test.yaml\n" in ran.out
    assert set(tree(shop / ".woodpecker")) == {"check.yaml", "own.yaml"}


def test_two_pipelines_install_side_by_side_and_never_over_each_other(here):
    other = SMALL.replace("shop", "other").replace("  test:", "  more:")
    write(here, {"a.pipeline.yaml": SMALL, "b.pipeline.yaml": other})
    assert run(*INSTALL).code == 0
    assert set(tree(here / ".woodpecker")) == {"test.yaml", "more.yaml"}
    assert run(*INSTALL, "a.pipeline.yaml").code == 0
    before = tree(here / ".woodpecker")
    assert set(before) == {"test.yaml", "more.yaml"}
    write(here, {"b.pipeline.yaml": SMALL.replace("shop", "other").replace("make test", "other")})
    ran = run(*INSTALL)
    assert ran.code == 1
    assert "`.woodpecker/test.yaml` is what `a.pipeline.yaml` has installed, so `b.pipeline.yaml` cannot" in ran.err
    assert tree(here / ".woodpecker") == before


def test_what_was_changed_by_hand_is_kept_and_told(shop):
    run(*INSTALL)
    write(shop, {".woodpecker/test.yaml": "by hand", "pipeline.yaml": SMALL.replace("make test", "make check")})
    ran = run(*INSTALL)
    assert ran.code == 1
    assert "`.woodpecker/test.yaml` was changed or made by hand" in ran.err
    assert (shop / ".woodpecker/test.yaml").read_text() == "by hand"


def test_check_with_install(shop):
    run(*INSTALL)
    assert run(*INSTALL, "--check").code == 0
    (shop / ".woodpecker/test.yaml").write_text("by hand")
    ran = run(*INSTALL, "--check")
    assert ran.code == 1
    assert "stale: .woodpecker/test.yaml\n" in ran.out
    assert (shop / ".woodpecker/test.yaml").read_text() == "by hand"


@pytest.mark.parametrize("extra", [(), ("--check",)])
def test_install_without_its_target_removes_nothing(shop, extra):
    run(*INSTALL)
    ran = run("compile", "-t", "compose", "--install", *extra)
    assert ran.code == 1
    assert "nothing to install" in ran.err
    assert (shop / ".woodpecker/test.yaml").exists()


def test_it_installs_at_the_root_from_wherever_we_stand(here, monkeypatch):
    write(here, {"ci/pipeline.yaml": SMALL})
    monkeypatch.chdir(here / "ci")
    assert run(*INSTALL).code == 0
    assert (here / ".woodpecker/test.yaml").exists()
    assert (here / ".pipec-installed").read_text().startswith("# ci/pipeline.yaml\n")
