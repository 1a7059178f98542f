"""`pipec compile --check` for repositories that commit their artifacts: what is stale, by what, and nothing written."""

import json

import pytest

from tests.pipec.command_line import DIGEST, run, write

PIPELINE = f"""\
version: 1
name: shop
defaults: {{image: registry.example/make:1@{DIGEST}}}
jobs:
  test:
    steps:
      - name: unit
        script: |
          make deps
          make test
"""
CHANGED = PIPELINE.replace("make test", "make check")
CONFIG = '[targets.nomad]\ngit_source = {url = "https://git.example/shop.git"}\n[targets.woodpecker]\n'
ALL = ("compile", "--install")


@pytest.fixture
def committed(here):
    """A repository with its artifacts, compiled and installed."""
    write(here, {"pipeline.yaml": PIPELINE, ".pipec.toml": CONFIG})
    assert run(*ALL).code == 0
    return here


def stamps(folder):
    """Every file and folder with inode, times and size: what nobody can write to without a trace."""
    found = {}
    for path in (folder, *folder.rglob("*")):
        status = path.lstat()
        found[path] = (status.st_ino, status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_mode)
    return found


def test_nothing_is_written_whatever_is_stale(committed):
    write(committed, {"pipeline.yaml": CHANGED, "pipec-out/shop/extra": "x", ".woodpecker/test.yaml": "by hand\n"})
    (committed / "pipec-out/shop/nomad/jobs/test.nomad.json").unlink()
    before = stamps(committed)
    for options in ((), ("--format", "json"), ("--quiet",), ("-t", "nomad")):
        assert run("compile", "--check", *(("--install",) if "-t" not in options else ()), *options).code == 1
    assert stamps(committed) == before


def test_nothing_is_written_where_all_is_current(committed):
    before = stamps(committed)
    assert run(*ALL, "--check").code == 0
    assert stamps(committed) == before


def test_a_script_in_json_line_by_line_with_the_line_that_caused_it(committed):
    write(committed, {"pipeline.yaml": CHANGED})
    ran = run("compile", "--check")
    assert ran.code == 1
    place = ran.out.split("stale: pipec-out/shop/nomad/jobs/test.nomad.json\n")[1].split("stale: ")[0].splitlines()
    assert place[0].startswith("@@ /Job/TaskGroups/0/Tasks/0/Templates/")
    assert place[0].endswith("/EmbeddedTmpl @@ pipeline.yaml:10")
    assert place[1:] == [" make deps", "-make test", "+make check"]
    assert "stale: pipec-out/shop/plan.json\n the plan, from which the others follow\n" in ran.out
    assert "\\n" not in ran.out


def test_what_is_installed_like_the_bundle_is_told_once(committed):
    write(committed, {"pipeline.yaml": CHANGED})
    ran = run(*ALL, "--check")
    assert "stale: .woodpecker/test.yaml\n as in the bundle\n" in ran.out
    write(committed, {".woodpecker/test.yaml": "by: hand\n"})
    ran = run(*ALL, "--check")
    assert "stale: .woodpecker/test.yaml\n@@ " in ran.out
    assert "-by: hand" in ran.out


def test_what_is_installed_and_no_longer_made_is_extra(committed):
    write(committed, {"pipeline.yaml": PIPELINE.replace("  test:", "  check:")})
    ran = run(*ALL, "--check")
    assert "extra: .woodpecker/test.yaml\n" in ran.out
    assert "missing: .woodpecker/check.yaml\n" in ran.out
    assert "extra: pipec-out/shop/nomad/jobs/test.nomad.json\n" in ran.out
    assert len(ran.out.splitlines()) < 20


def test_a_bundle_whose_pipeline_is_gone_is_extra(committed):
    write(committed, {"other.pipeline.yaml": PIPELINE.replace("shop", "other").replace("test:", "check:")})
    assert run(*ALL).code == 0
    assert run(*ALL, "--check").code == 0
    (committed / "other.pipeline.yaml").unlink()
    ran = run("compile", "--check")
    assert ran.code == 1
    assert ran.out.endswith("extra: pipec-out/other\n made of `other.pipeline.yaml`, which is not there; remove it\n")
    assert run("compile", "--check", "pipeline.yaml").code == 0
    data = json.loads(run("compile", "--check", "--format", "json").out)
    assert data["leftovers"] == [{"directory": "pipec-out/other", "source": "other.pipeline.yaml", "now": ""}]


def test_a_renamed_pipeline_leaves_its_bundle(committed):
    write(committed, {"pipeline.yaml": PIPELINE.replace("name: shop", "name: store")})
    ran = run("compile", "--check")
    assert "missing: pipec-out/store\n" in ran.out
    assert run("compile").code == 0
    ran = run("compile", "--check")
    assert (ran.code, ran.out.splitlines()[-2:]) == (
        1,
        ["extra: pipec-out/shop", " made of `pipeline.yaml`, which makes `pipec-out/store` now; remove it"],
    )


@pytest.mark.parametrize(
    "content", ["{", "[]", '{"source": 1}', '{"source": "/etc/x.yaml"}', '{"source": "../x.yaml"}']
)
def test_bundles_that_say_nothing_sound_are_left_alone(committed, content):
    write(committed, {"pipec-out/odd/.pipec-bundle": "x", "pipec-out/odd/plan.json": content})
    assert run("compile", "--check").code == 0


def test_long_differences_are_cut(committed):
    script = "".join(f"          make step-{number}\n" for number in range(300))
    write(committed, {"pipeline.yaml": PIPELINE.replace("          make test\n", script)})
    ran = run("compile", "--check", "-t", "nomad")
    assert " more lines\n" in ran.out
    assert len(ran.out.splitlines()) < 200


def test_a_file_changed_by_hand_into_no_json(committed):
    write(committed, {"pipec-out/shop/nomad/jobs/test.nomad.json": "{\x1b[2J\n"})
    ran = run("compile", "--check")
    assert ran.code == 1
    assert "\x1b" not in ran.out
    assert "-{" in ran.out


def test_only_a_mode(committed):
    (committed / "pipec-out/shop/plan.json").chmod(0o755)
    ran = run("compile", "--check")
    assert ran.out == "stale: pipec-out/shop/plan.json\n mode 755, now 644\n"
