"""Plans from the cache are those that planning would give, whatever happens to the cache."""

import json
import os
import random
import threading
from pathlib import Path

import pytest

from compiler.frontend.parameters import Given
from pipec.cache import program
from pipec.cache.folder import CacheFolder, opened, sealed
from pipec.cache.keys import plan_key
from pipec.cache.plans import Plans, open_cache
from pipec.cache.records import classes, read_plan, write_plan
from pipec.planning import plan_file
from pipec.sides.planner import Planner
from pipec.sides.tree import Entry
from tests.pipec.command_line import ROOT, run
from tests.pipec.diff.repositories import pipeline

PIPELINES = sorted(
    path for pattern in ("examples/**/*.yaml", "golden/**/*.yaml") for path in ROOT.glob(pattern) if path.is_file()
)


def entries(folder):
    """Return the files of a cache, without its tag."""
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "CACHEDIR.TAG")


@pytest.fixture
def compiled(monkeypatch):
    """Which pipelines are compiled."""
    from pipec.sides import planner

    seen = []

    def counting(path, given, **options):
        seen.append(Path(path).name)
        return plan_file(path, given, **options)

    monkeypatch.setattr(planner, "plan_file", counting)
    return seen


def test_a_plan_comes_back_with_its_places():
    plans = [plan for path in PIPELINES[:: max(1, len(PIPELINES) // 150)] if (plan := plan_file(str(path), {}).plan)]
    assert len(plans) > 50
    for plan in plans:
        assert read_plan(write_plan(plan)) == plan


def test_types_come_back_as_they_were():
    plan = plan_file(str(ROOT / "examples" / "compose-app" / "pipeline.yaml"), {}).plan
    assert plan is not None

    def same(one, other):
        assert type(one) is type(other)
        if isinstance(one, tuple):
            assert len(one) == len(other)
            for left, right in zip(one, other, strict=True):
                same(left, right)
        else:
            assert one == other

    same(read_plan(write_plan(plan)), plan)


def test_what_is_no_plan_is_none():
    plan = plan_file(str(ROOT / "examples" / "compose-app" / "pipeline.yaml"), {}).plan
    data = json.loads(write_plan(plan))
    assert read_plan(b"") is None
    assert read_plan(b"[" * 100_000) is None
    assert read_plan(json.dumps([data[0], data[1], 5]).encode()) is None
    assert read_plan(json.dumps([data[0], [], data[2]]).encode()) is None
    assert read_plan(json.dumps([data[0][1:], data[1], data[2]]).encode()) is None
    assert read_plan(json.dumps([data[0], data[1], [len(classes()), 1]]).encode()) is None
    assert read_plan(json.dumps([data[0], data[1], []]).encode()) is None


def test_an_unchanged_file_is_not_compiled(shop, compiled):
    shop.commit({f"{name}.pipeline.yaml": pipeline(name) for name in "abc"})
    shop.write({"a.pipeline.yaml": pipeline("a", script="x")})
    assert run("diff", "--no-cache").code == 2
    assert compiled == ["a.pipeline.yaml", "a.pipeline.yaml"]


def test_what_was_compiled_is_not_compiled_again(shop, compiled, tmp_path):
    shop.write({"pipeline.yaml": pipeline(script="x")})
    first = run("diff")
    assert len(compiled) == 2
    assert run("diff") == first
    assert len(compiled) == 2
    shop.write({"pipeline.yaml": pipeline(script="y")})
    assert run("diff").code == 2
    assert len(compiled) == 3
    assert run("diff", "--no-cache").code == 2
    assert len(compiled) == 5
    assert {path.stat().st_mode & 0o777 for path in entries(tmp_path / "cache")} == {0o600}


def test_a_plan_with_errors_is_not_kept(shop, compiled, tmp_path):
    shop.write({"pipeline.yaml": pipeline().replace("steps", "stops")})
    assert run("diff").code == 1
    assert len(entries(tmp_path / "cache")) == 1
    first = run("diff")
    assert first.code == 1
    assert "PC" in first.err
    assert compiled.count("pipeline.yaml") == 3


def test_with_artifacts_everything_is_compiled(shop, compiled):
    shop.write({"pipeline.yaml": pipeline(script="x")})
    for _ in range(2):
        assert run("diff", "--artifacts", "--target", "compose").code == 2
    assert len(compiled) == 4


SNAPSHOT = {
    "pipeline.yaml": Entry("file", b"a"),
    "env.yaml": Entry("link", b"real.yaml"),
    "real.yaml": Entry("file", b"b"),
    "pipec.lock": Entry("file", b"c"),
    ".pipec.toml": Entry("file", b"d"),
}
OTHERS = {
    "source": SNAPSHOT | {"pipeline.yaml": Entry("file", b"A")},
    "include": SNAPSHOT | {"real.yaml": Entry("file", b"B")},
    "link": SNAPSHOT | {"env.yaml": Entry("link", b"./real.yaml")},
    "link for a file": SNAPSHOT | {"env.yaml": Entry("file", b"real.yaml")},
    "lock": SNAPSHOT | {"pipec.lock": Entry("file", b"C")},
    "configuration": SNAPSHOT | {".pipec.toml": Entry("file", b"D")},
    "missing": {name: entry for name, entry in SNAPSHOT.items() if name != "real.yaml"},
    "elsewhere": {name.replace("real", "sub/real"): entry for name, entry in SNAPSHOT.items()},
    "swapped": SNAPSHOT | {"real.yaml": Entry("file", b"c"), "pipec.lock": Entry("file", b"b")},
}


def test_every_part_of_the_key_counts(monkeypatch):
    keys = {"all": plan_key("pipeline.yaml", {}, SNAPSHOT)}
    assert keys["all"] == plan_key("pipeline.yaml", {}, dict(reversed(SNAPSHOT.items())))
    for name, snapshot in OTHERS.items():
        keys[name] = plan_key("pipeline.yaml", {}, snapshot)
    keys["path"] = plan_key("sub/pipeline.yaml", {}, SNAPSHOT)
    keys["given"] = plan_key("pipeline.yaml", {"a": Given("1")}, SNAPSHOT)
    for name, value in (("version", "0.0.0"), ("python", "3.99")):
        known = program.program() + value
        monkeypatch.setattr("pipec.cache.keys.program", lambda known=known: known)
        keys[name] = plan_key("pipeline.yaml", {}, SNAPSHOT)
        monkeypatch.undo()
    assert len(set(keys.values())) == len(keys)
    monkeypatch.setattr("pipec.cache.keys.program", lambda: "")
    assert plan_key("pipeline.yaml", {}, SNAPSHOT) == ""


def test_the_program_is_known_by_its_files(tmp_path, monkeypatch):
    monkeypatch.setattr(program, "__file__", str(tmp_path / "pipec" / "cache" / "program.py"))
    for name in ("compiler", "pipec", "schemas"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.py").write_text("x = 1\n")
    look = program.program.__wrapped__
    first = look()
    assert look() == first
    path = tmp_path / "compiler" / "a.py"
    about = path.stat()
    path.write_text("x = 2\n")
    os.utime(path, ns=(about.st_atime_ns, about.st_mtime_ns))
    assert look() != first
    second = look()
    (tmp_path / "schemas" / "b.json").write_text("{}")
    assert look() != second
    third = look()
    monkeypatch.setattr(program, "__version__", "9")
    assert look() != third
    (tmp_path / "schemas").rename(tmp_path / "gone")
    assert look() == ""


def test_values_are_told_apart_by_type():
    def key(value):
        return plan_key("p", {"a": Given(value)}, SNAPSHOT)

    assert len({key("1"), key(1), key(1.0), key(True), key(("1",)), key("True")}) == 6


def test_damage_anywhere_is_no_entry():
    data = b'["some", "entry"]' * 20
    whole = sealed("ab" * 32, data)
    assert opened("ab" * 32, whole) == data
    assert opened("ac" * 32, whole) is None
    for at in range(len(whole)):
        assert opened("ab" * 32, whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]) is None
        assert opened("ab" * 32, whole[:at]) is None
        assert opened("ab" * 32, whole[:at] + whole[at + 1 :]) is None
    assert opened("ab" * 32, whole + b"\n") is None


@pytest.mark.parametrize("damage", ["empty", "cut", "flipped", "other", "folder", "link", "pipe"])
def test_damaged_entries_are_made_anew(shop, compiled, tmp_path, damage):
    shop.write({"pipeline.yaml": pipeline(script="x")})
    first = run("diff")
    found = entries(tmp_path / "cache")
    assert len(found) == 2
    contents = [path.read_bytes() for path in found]
    for path, data, other in zip(found, contents, reversed(contents), strict=True):
        path.unlink()
        if damage == "folder":
            path.mkdir()
        elif damage == "link":
            (tmp_path / path.name).write_bytes(data)
            path.symlink_to(tmp_path / path.name)
        elif damage == "pipe":
            os.mkfifo(path)
        else:
            path.write_bytes(
                {"empty": b"", "cut": data[:-5], "flipped": data[:200] + b"!" + data[201:], "other": other}[damage]
            )
    assert run("diff") == first
    assert len(compiled) == 4


def test_a_cache_of_others_is_not_used(shop, compiled, tmp_path):
    folder = tmp_path / "cache" / "plans"
    folder.mkdir(parents=True)
    folder.chmod(0o777)
    shop.write({"pipeline.yaml": pipeline(script="x")})
    for _ in range(2):
        assert run("diff").code == 2
    assert entries(tmp_path / "cache") == []
    assert len(compiled) == 4


@pytest.mark.parametrize("kind", ["file", "read-only", "nowhere"])
def test_a_cache_that_cannot_be_written(shop, tmp_path, monkeypatch, kind):
    shop.write({"pipeline.yaml": pipeline(script="x")})
    if kind == "file":
        (tmp_path / "cache").write_text("")
    elif kind == "read-only":
        monkeypatch.setenv("PIPEC_CACHE_DIR", "/proc/self/nothing")
    else:
        monkeypatch.setenv("PIPEC_CACHE_DIR", "/dev/null/x")
    ran = run("diff")
    assert (ran.code, ran.err) == (2, "")


def test_a_full_disk_leaves_nothing(tmp_path, monkeypatch):
    folder = CacheFolder(str(tmp_path / "cache"))
    folder.write("ab" * 32, b"kept")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    folder.write("cd" * 32, b"lost")
    monkeypatch.undo()
    assert folder.read("ab" * 32) == b"kept"
    assert folder.read("cd" * 32) is None
    assert len(entries(tmp_path / "cache")) == 1


def test_room_is_made_for_what_is_new(tmp_path):
    folder = CacheFolder(str(tmp_path / "cache"), most_bytes=200_000)
    keys = [f"{number:064x}" for number in range(100, 140)]
    for number, key in enumerate(keys):
        folder.write(key, os.urandom(8_000))
        path = tmp_path / "cache" / key[:2] / key[2:]
        if path.exists():
            os.utime(path, ns=(number * 10**9, number * 10**9))
    folder.evict()
    left = [key for key in keys if folder.read(key) is not None]
    assert 5 < len(left) < 25
    assert keys[-1] in left
    assert sum(path.stat().st_blocks * 512 for path in entries(tmp_path / "cache")) <= 200_000


def test_what_killed_writers_left_goes(tmp_path):
    folder = CacheFolder(str(tmp_path / "cache"))
    folder.write("ab" * 32, b"kept")
    left = tmp_path / "cache" / "ab" / "x.1.2.new"
    left.write_bytes(b"half")
    folder.evict()
    assert left.exists(), "its writer may be at work"
    os.utime(left, (1, 1))
    folder.evict()
    assert not left.exists()
    assert folder.read("ab" * 32) == b"kept"


def test_what_is_too_large_is_not_kept(tmp_path):
    folder = CacheFolder(str(tmp_path / "cache"))
    folder.write("ab" * 32, b"x" * (9 * 1024 * 1024))
    assert folder.read("ab" * 32) is None


def test_writers_race(tmp_path):
    key, wrong = "ab" * 32, []
    values = [bytes([letter]) * 50_000 for letter in b"abcd"]
    stop = threading.Event()

    def write(value):
        folder = CacheFolder(str(tmp_path / "cache"))
        for _ in range(60):
            folder.write(key, value)

    def read():
        folder = CacheFolder(str(tmp_path / "cache"))
        while not stop.is_set():
            data = folder.read(key)
            if data is not None and data not in values:
                wrong.append(data[:10])

    writers = [threading.Thread(target=write, args=(value,)) for value in values]
    readers = [threading.Thread(target=read) for _ in range(2)]
    for thread in (*readers, *writers):
        thread.start()
    for thread in writers:
        thread.join()
    stop.set()
    for thread in readers:
        thread.join()
    assert wrong == []
    assert CacheFolder(str(tmp_path / "cache")).read(key) in values


def test_it_can_be_removed_at_any_time(shop, tmp_path):
    import shutil

    shop.write({"pipeline.yaml": pipeline(script="x")})
    first = run("diff")
    shutil.rmtree(tmp_path / "cache")
    assert run("diff") == first


def test_where_it_is(monkeypatch, tmp_path):
    monkeypatch.delenv("PIPEC_CACHE_DIR")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    cache = open_cache()
    assert isinstance(cache, Plans)
    assert cache._folder.path == str(tmp_path / "xdg" / "pipec" / "plans")
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")  # the specification has it ignored
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert open_cache()._folder.path == str(tmp_path / "home" / ".cache" / "pipec" / "plans")


def test_a_file_that_changes_while_it_is_planned_is_planned_as_it_was_read(shop, monkeypatch):
    """What is kept under a digest was made of the bytes that have it."""
    shop.write({"pipeline.yaml": pipeline(script="x")})
    real = Planner._compile

    def meanwhile(self, path, made_of):
        shop.write({"pipeline.yaml": pipeline(script="later")})
        return real(self, path, made_of)

    with monkeypatch.context() as patched:
        patched.setattr(Planner, "_compile", meanwhile)
        assert "later" not in run("diff", "--format", "json").out
    assert "later" in run("diff", "--format", "json").out


def test_secrets_are_not_in_it(shop, tmp_path, monkeypatch):
    monkeypatch.setenv("TOKEN", "value-of-the-token")
    text = pipeline().replace("    steps:", "    secrets: [TOKEN]\n    steps:")
    shop.write({"pipeline.yaml": text})
    assert run("diff").code == 2
    assert all(b"value-of-the-token" not in path.read_bytes() for path in entries(tmp_path / "cache"))


def _history(seed):
    """Yield states of a repository: files that include each other, a lock, a configuration, links."""
    chance = random.Random(seed)
    files = {"pipeline.yaml": "a", "sub/b.pipeline.yaml": "b", ".pipec/c.yaml": "c"}
    state: dict[str, str] = {}
    for _ in range(14):
        for _ in range(chance.randint(1, 3)):
            kind = chance.choice(["script", "include", "fragment", "lock", "settings", "remove", "nested"])
            path = chance.choice(list(files))
            up = "../" * path.count("/")
            value = chance.choice("xyz")
            if kind == "remove" and len(state) > 4:
                state.pop(chance.choice(sorted(state)))
            elif kind == "include":
                state[path] = pipeline(files[path], more=f"include: ['{up}one.fragment.yaml']\n", script=value)
            elif kind == "fragment":
                state["one.fragment.yaml"] = f"global_env: {{ONE: {value}}}\n"
            elif kind == "nested":
                state["one.fragment.yaml"] = "include: [deep/two.fragment.yaml]\n"
                state["deep/two.fragment.yaml"] = f"global_env: {{TWO: {value}}}\n"
            elif kind == "lock":
                digest = chance.choice("123") * 64
                images = {"registry.example/make:1": {"digest": f"sha256:{digest}"}}
                state["pipec.lock"] = json.dumps({"version": 1, "images": images})
            elif kind == "settings":
                state[".pipec.toml"] = f"# {value}\n"
            else:
                pinned = chance.random() < 0.5
                text = pipeline(files[path], script=value)
                state[path] = text if pinned else text.replace("@sha256:" + "0" * 64, "")
        yield dict(state)


@pytest.mark.parametrize("seed", range(4))
def test_over_a_random_history_it_changes_nothing(repository, seed):
    ended = []
    for state in _history(seed):
        for path in sorted(repository.folder.rglob("*")):
            if path.is_file() and ".git" not in path.parts:
                path.unlink()
        repository.write(state)
        words = ("--format", "json")
        cached, plain = run("diff", *words), run("diff", "--no-cache", *words)
        assert cached == plain
        assert run("diff", *words) == plain
        ended.append(plain.code)
        if len(state) % 2:
            repository.commit()
    assert {0, 2} <= set(ended) or ended.count(2) > 3


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_an_entry_of_another_user_is_not_read(tmp_path):
    folder = CacheFolder(str(tmp_path / "cache"))
    folder.write("ab" * 32, b"ours")
    os.chown(tmp_path / "cache" / "ab" / ("ab" * 31), 1234, 1234)
    assert folder.read("ab" * 32) is None
    folder.write("ab" * 32, b"ours again")
    assert folder.read("ab" * 32) == b"ours again"


def test_a_read_only_home_is_no_error(shop, tmp_path, monkeypatch):
    home = tmp_path / "home"
    home.mkdir(mode=0o500)
    monkeypatch.delenv("PIPEC_CACHE_DIR")
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("HOME", str(home))
    shop.write({"pipeline.yaml": pipeline(script="x")})
    ran = run("diff")
    assert (ran.code, ran.err) == (2, "")
