"""`pipec lock`, asked as a user asks it, with a real registry behind."""

import json
import stat
import subprocess
import sys

import pytest

from tests.pipec.command_line import environment, run, write
from tests.registry.between import between

pytestmark = pytest.mark.engine

PIPELINE = """\
version: 1
name: shop
jobs:
  test:
    services:
      db: {image: HOST/db:15}
    steps:
      - image: HOST/make:4  # comments stay
        script: make test
      - {image: "HOST/make:4", script: make lint}
components:
  web:
    image: HOST/shop/web:1.4
environments:
  live:
    runner: compose
    overrides:
      web: {image: HOST/shop/web:1.5}
"""
DIGEST = "sha256:" + "7" * 64


@pytest.fixture(scope="session")
def images(served):
    """The digests of what the pipeline needs, by reference."""
    host = served.host
    return {
        f"{host}/db:15": served.index("db", "15", ("linux/amd64", "linux/arm64")),
        f"{host}/make:4": served.image("make", "4"),
        f"{host}/shop/web:1.4": served.image("shop/web", "1.4"),
        f"{host}/shop/web:1.5": served.image("shop/web", "1.5", salt="5"),
    }


@pytest.fixture
def middle(served, images):
    """The registry behind something that counts: images are known under its name."""
    with between(served.host) as counting:
        yield counting


def pipeline(here, host, text=PIPELINE, name="pipeline.yaml"):
    write(here, {name: text.replace("HOST", host)})


def locked(here):
    return json.loads((here / "pipec.lock").read_text())


def of(images, middle, served):
    return {name.replace(served.host, middle.host): digest for name, digest in images.items()}


def test_every_image_is_locked_and_a_second_run_asks_nobody(here, middle, served, images):
    pipeline(here, middle.host)
    ran = run("lock")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines()[-1] == "pipec.lock: 4 added"
    expected = of(images, middle, served)
    assert {name: entry["digest"] for name, entry in locked(here)["images"].items()} == expected
    assert locked(here)["images"][f"{middle.host}/db:15"]["platforms"] == ["linux/amd64", "linux/arm64"]
    assert list(locked(here)["images"]) == sorted(expected)
    assert len(middle.asked) == 4 + 3  # a manifest of each, a configuration of those that are no index
    before = (here / "pipec.lock").read_bytes()
    at = (here / "pipec.lock").stat()
    middle.asked.clear()
    ran = run("lock")
    assert (ran.code, ran.out, middle.asked) == (0, "pipec.lock: 4 as before\n", [])
    assert ((here / "pipec.lock").read_bytes(), (here / "pipec.lock").stat().st_ino) == (before, at.st_ino)
    assert run("compile", "-q", "--locked", "-t", "compose", "-t", "deploy").code == 0


def test_only_what_is_new_is_asked_for(here, middle):
    pipeline(here, middle.host)
    run("lock")
    middle.asked.clear()
    pipeline(here, middle.host, PIPELINE.replace("make:4", "db:15"))
    ran = run("lock")
    assert ran.out == f"- {middle.host}/make:4 (no pipeline here needs it)\npipec.lock: 1 removed, 3 as before\n"
    assert middle.asked == []
    assert f"{middle.host}/make:4" not in locked(here)["images"]
    pipeline(here, middle.host)
    assert run("lock").out.splitlines()[-1] == "pipec.lock: 1 added, 3 as before"
    assert middle.count("GET", "/manifests/") == 1


def test_unused_entries_can_be_kept(here, middle):
    pipeline(here, middle.host)
    run("lock")
    pipeline(here, middle.host, PIPELINE.replace("make:4", "db:15"))
    assert run("lock", "--keep-unused").out == "pipec.lock: 3 as before\n"
    assert f"{middle.host}/make:4" in locked(here)["images"]


def test_what_another_pipeline_of_the_folder_needs_stays(here, middle):
    pipeline(here, middle.host)
    pipeline(
        here, middle.host, PIPELINE.replace("make:4", "make:4").replace("name: shop", "name: other"), "b.pipeline.yaml"
    )
    run("lock", "pipeline.yaml")
    pipeline(here, middle.host, PIPELINE.replace("make:4", "db:15"))
    assert run("lock", "pipeline.yaml").out == "pipec.lock: 3 as before\n"
    assert f"{middle.host}/make:4" in locked(here)["images"]
    write(here, {"b.pipeline.yaml": "nonsense"})
    ran = run("lock", "pipeline.yaml")
    assert ran.out == "unused entries are kept: what `b.pipeline.yaml` needs cannot be told\npipec.lock: 3 as before\n"


@pytest.fixture
def moved(served, images):
    """`moving:1`, which is at first old; the function moves it."""
    old = served.image("moving", "1", salt="old")
    yield old, lambda: served.image("moving", "1", salt="new")
    served.image("moving", "1", salt="old")


MOVING = PIPELINE.replace("HOST/make:4", "HOST/moving:1")


@pytest.mark.parametrize("name", ["moving", "moving:1", "HOST/moving", "HOST/moving:1"])
def test_one_image_is_asked_for_anew(here, middle, moved, name):
    pipeline(here, middle.host, MOVING)
    run("lock")
    new = moved[1]()
    middle.asked.clear()
    assert run("lock").out == "pipec.lock: 4 as before\n"
    ran = run("lock", "--update", name.replace("HOST", middle.host))
    assert ran.out == f"~ {middle.host}/moving:1 {new} (was {moved[0][:19]}…)\npipec.lock: 1 updated, 3 as before\n"
    assert {each.path.split("/")[2] for each in middle.asked} == {"moving"}
    assert locked(here)["images"][f"{middle.host}/moving:1"]["digest"] == new


def test_what_has_not_moved_is_not_fetched(here, middle):
    pipeline(here, middle.host)
    run("lock")
    middle.asked.clear()
    assert run("lock", "--update-all").out == "pipec.lock: 4 as before\n"
    assert [each.method for each in middle.asked] == ["HEAD"] * 4


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("mkae", "Did you mean `make`?"),
        ("make:5", "Did you mean `make:4`?"),
        ("shop/wbe", "Did you mean `shop/web`?"),
        ("nothing-of-the-kind", "There are: HOST/db:15, HOST/make:4"),
    ],
)
def test_a_name_that_means_nothing_is_told_with_the_nearest(here, middle, name, told):
    pipeline(here, middle.host)
    ran = run("lock", "--update", name)
    assert (ran.code, middle.asked) == (2, [])
    assert told.replace("HOST", middle.host) in ran.err


def test_all_that_fails_is_told_at_once_and_nothing_is_written(here, middle):
    pipeline(here, middle.host, PIPELINE.replace("make:4", "make:5").replace("db:15", "gone/db:15"))
    ran = run("lock", "--retries", "0")
    assert (ran.code, ran.out, (here / "pipec.lock").exists()) == (1, "", False)
    assert ran.err.count("error[PC513]") == 2
    assert "its tags are `4`" in ran.err
    assert " --> pipeline.yaml:6:19" in ran.err
    assert "needed here too" in ran.err


def test_an_unreachable_registry(here):
    pipeline(here, "127.0.0.1:1")
    ran = run("lock", "--retries", "1")
    assert (ran.code, ran.err.count("error[PC513]")) == (1, 4)
    assert ran.err.count("asked again in") == 1
    assert "cannot be reached: connection refused" in ran.err


def test_check_asks_nobody(here, middle):
    pipeline(here, middle.host)
    ran = run("lock", "--check")
    assert (ran.code, ran.err.count("error[PC510]"), ran.err.count("error[PC511]")) == (1, 2, 3)
    run("lock")
    middle.asked.clear()
    ran = run("lock", "--check")
    assert (ran.code, ran.out, ran.err) == (0, "pipec.lock: 4 images locked, nothing missing\n", "")
    pipeline(here, middle.host, PIPELINE.replace("make:4", "db:15"))
    ran = run("lock", "--check")
    assert (ran.code, ran.err.count("error[PC514]")) == (1, 1)
    assert "--> pipec.lock:" in ran.err
    assert middle.asked == []


def test_check_online_tells_what_has_moved(here, middle, moved):
    pipeline(here, middle.host, MOVING)
    run("lock")
    assert (
        run("lock", "--check", "--online").out == "pipec.lock: 4 images locked, nothing missing, and no tag has moved\n"
    )
    moved[1]()
    ran = run("lock", "--check", "--online")
    assert (ran.code, ran.err.count("error[PC516]")) == (1, 1)
    assert " --> pipeline.yaml:8:16" in ran.err
    assert "locked here" in ran.err
    assert run("lock", "--check").code == 0


def test_platforms_are_required(here, middle):
    pipeline(here, middle.host)
    ran = run("lock", "--platform", "linux/arm64")
    assert (ran.code, ran.err.count("error[PC517]"), (here / "pipec.lock").exists()) == (1, 3, False)
    assert run("lock", "--platform", "linux/amd64").code == 0
    middle.asked.clear()
    assert run("lock", "--check", "--platform", "linux/arm64").err.count("error[PC517]") == 3
    assert run("lock", "--platform", "linux/arm64").code == 1
    assert middle.asked == []
    entries = {name: {"digest": each["digest"]} for name, each in locked(here)["images"].items()}
    write(here, {"pipec.lock": json.dumps({"images": entries})})
    assert run("lock", "--platform", "linux/amd64").code == 0
    assert middle.count("GET", "/manifests/sha256:") == 4  # by digest: what is locked stays
    assert {name: each["digest"] for name, each in locked(here)["images"].items()} == {
        name: each["digest"] for name, each in entries.items()
    }


def test_a_broken_lock_is_told_and_left(here, middle):
    pipeline(here, middle.host)
    for text in ("{", '{"images": {}, "version": 9}', '{"images": {"a": {"digest": 1}}}'):
        write(here, {"pipec.lock": text})
        for arguments in ((), ("--check",)):
            ran = run("lock", *arguments)
            assert (ran.code, ran.err.count("error[PC512]"), (here / "pipec.lock").read_text()) == (1, 1, text)
    assert middle.asked == []


def test_diff_writes_nothing(here, middle):
    pipeline(here, middle.host)
    ran = run("lock", "--diff")
    assert (ran.code, (here / "pipec.lock").exists()) == (1, False)
    assert f'+    "{middle.host}/make:4": {{' in ran.out
    run("lock")
    assert run("lock", "--diff") == (0, "", "")


def test_json(here, middle):
    pipeline(here, middle.host)
    told = json.loads(run("lock", "--format", "json").out)
    assert [each["status"] for each in told["images"]] == ["added"] * 4
    assert (told["written"], told["changed"], told["requests"], told["diagnostics"]) == (True, ["pipec.lock"], 7, [])
    told = json.loads(run("lock", "--format", "json").out)
    assert (told["written"], told["changed"], told["requests"]) == (False, [], 0)
    pipeline(here, "127.0.0.1:1")
    told = json.loads(run("lock", "--format", "json", "--retries", "0").out)
    assert ({each["code"] for each in told["diagnostics"]}, told["written"]) == ({"PC513"}, False)


def test_a_mirror_is_asked_where_the_profile_has_one(here, middle, images):
    text = PIPELINE.replace("HOST/", "docker.io/library/").replace("shop/", "")
    write(here, {".pipec.toml": f'[targets.compose]\nregistry_mirrors = {{"docker.io/library" = "{middle.host}"}}\n'})
    pipeline(here, "", text.replace("web:1.4", "make:4").replace("web:1.5", "db:15"))
    ran = run("lock")
    assert ran.code == 0, ran.err
    assert list(locked(here)["images"]) == ["docker.io/library/db:15", "docker.io/library/make:4"]
    pipeline(here, "", text.replace("web:1.4", "make:4").replace("web:1.5", "db:16"))
    assert f"asked for as `{middle.host}/db:16`" in run("lock").err


def test_what_people_wrote_into_an_entry_stays(here, middle):
    pipeline(here, middle.host)
    run("lock")
    data = locked(here)
    data["images"][f"{middle.host}/make:4"]["why"] = "it builds"
    write(here, {"pipec.lock": json.dumps(data)})
    assert run("lock").code == 0
    assert locked(here) == data
    assert run("lock", "--diff").code == 0


def test_a_link_and_its_mode_stay(here, middle):
    pipeline(here, middle.host)
    (here / "real").mkdir()
    run("lock")
    (here / "pipec.lock").rename(here / "real" / "lock")
    (here / "pipec.lock").symlink_to("real/lock")
    (here / "real" / "lock").chmod(0o640)
    pipeline(here, middle.host, PIPELINE.replace("make:4", "db:15"))
    assert run("lock").code == 0
    assert (here / "pipec.lock").is_symlink()
    assert stat.S_IMODE((here / "real" / "lock").stat().st_mode) == 0o640


def test_a_folder_that_cannot_be_written(here, middle, monkeypatch):
    pipeline(here, middle.host)
    (here / "pipec.lock").mkdir()
    assert run("lock").code == 1
    (here / "pipec.lock").rmdir()
    monkeypatch.setattr("os.link", _denied)
    ran = run("lock")
    assert (ran.code, ran.err) == (1, "error: `pipec.lock` cannot be written: permission denied\n")
    assert [each.name for each in here.iterdir() if "lock" in each.name] == []


def test_a_file_system_without_links(here, middle, monkeypatch):
    pipeline(here, middle.host)
    monkeypatch.setattr("os.link", _unsupported)
    assert run("lock").code == 0
    assert [each.name for each in here.iterdir() if "lock" in each.name] == ["pipec.lock"]
    assert run("lock").out == "pipec.lock: 4 as before\n"


def _unsupported(*_: object) -> None:
    raise OSError(95, "Operation not supported")


def _denied(*_: object) -> None:
    raise PermissionError(13, "Permission denied")


def test_a_lock_that_somebody_else_wrote_meanwhile_is_left(here, served, images):
    def spoil(asked, reply):
        write(here, {"pipec.lock": "mine"})
        return reply

    with between(served.host, spoil) as slow:
        pipeline(here, slow.host)
        ran = run("lock")
    assert (ran.code, (here / "pipec.lock").read_text()) == (1, "mine")
    assert "changed by somebody else" in ran.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("--check", "--update", "x"), ("--check", "--write"), ("--check", "--diff"), ("--online",), ("-",),
        ("--update-all", "--update", "x"), ("--check", "--from-engine"), ("--jobs", "0"), ("--format", "yaml"),
    ],
)  # fmt: skip
def test_what_does_not_go_together(here, arguments):
    pipeline(here, "localhost:1")
    assert run("lock", *arguments).code == 2


def test_a_pipeline_that_needs_nothing(here):
    pipeline(
        here, "x", f"version: 1\nname: a\njobs: {{a: {{steps: [{{image: 'localhost:1/x@{DIGEST}', script: make}}]}}}}\n"
    )
    assert run("lock") == (0, "pipec.lock: no image needs it\n", "")
    assert not (here / "pipec.lock").exists()
    assert run("lock", "--check").code == 0


def test_a_pipeline_with_an_error_is_told_as_ever(here):
    pipeline(here, "localhost:1", "version: 1\nname: a\n")
    ran = run("lock")
    assert (ran.code, ran.out) == (1, "")
    assert "error[PC" in ran.err


def test_checking_loads_nothing_that_asks(here):
    pipeline(
        here, "x", f"version: 1\nname: a\njobs: {{a: {{steps: [{{image: 'localhost:1/x@{DIGEST}', script: make}}]}}}}\n"
    )
    code = "import sys, pipec.__main__ as m; sys.argv = ['pipec', 'lock', '--check']; c = m._run(); "
    code += "sys.exit(c or ' '.join({'httpx', 'docker', 'networkx'} & set(sys.modules)) or 0)"
    ran = subprocess.run([sys.executable, "-c", code], env=environment(), capture_output=True, check=False, text=True)
    assert (ran.stderr.strip(), ran.returncode) == ("", 0)


def test_values_of_parameters_count(here, middle):
    text = PIPELINE.replace("name: shop\n", "name: shop\nparams: {tool: {required: true}}\n").replace(
        "make:4", "${params.tool}:4"
    )
    pipeline(here, middle.host, text)
    assert run("lock").code == 1
    assert run("lock", "--var", "tool=make").code == 0
    assert f"{middle.host}/make:4" in locked(here)["images"]
