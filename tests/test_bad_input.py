"""Whatever stands in the files: a clear, located error, exit 1 or 2, soon; never a traceback or a partial bundle."""

import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.pipec.command_line import SMALL, environment, process, run, tree, write

pytestmark = pytest.mark.timeout(10)

MIB = 1024 * 1024
HEAD = "version: 1\nname: shop\n"
BOMB = "".join(f"x-{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10) if n else 'lol'}]\n" for n in range(10))


def nested(depth, opening, closing=""):
    return HEAD + "x-deep: " + opening * depth + closing * depth + "\n"


FILES = {
    "not UTF-8": b"version: 1\nname: sh\xf6p\n",
    "UTF-16": (HEAD + "jobs: {}\n").encode("utf-16"),
    "half a character": SMALL.encode() + b"# \xe2\x82",
    "NUL": SMALL.replace("shop", "sh\0op").encode(),
    "only NULs": b"\0" * 4096,
    "tabs": SMALL.replace("  test:", "\ttest:").encode(),
    "a control character": SMALL.replace("shop", "sh\x07op").encode(),
    "random bytes": bytes(range(256)) * 64,
    "50 MB of comment": b"# " + b"x" * (50 * MIB),
    "50 MB of jobs": SMALL.encode() + b"".join(b"  j%d: {steps: [{script: x}]}\n" % n for n in range(1_500_000)),
    "10,000 lists": nested(10_000, "[", "]").encode(),
    "10,000 maps": nested(10_000, "{a: ", "}").encode(),
    "10,000 open lists": nested(10_000, "[").encode(),
    "10,000 indentations": (HEAD + "".join(f"{' ' * n}a:\n" for n in range(10_000))).encode(),
    "10,000 dashes": (HEAD + "x-deep:\n" + "- " * 10_000 + "a\n").encode(),
    "an alias bomb": (HEAD + BOMB).encode(),
    "an alias bomb of jobs": (HEAD + BOMB + "jobs: {a: {steps: *a9}}\n").encode(),
    "an alias of itself": (HEAD + "jobs: &a {b: *a}\n").encode(),
    "a merge of itself": (HEAD + "jobs: &a {<<: *a}\n").encode(),
    "nothing": b"",
    "spaces": b" \n\n",
    "a comment": b"# nothing\n",
    "a scalar": b"pipeline\n",
    "two documents": (SMALL + "---\n" + SMALL).encode(),
    "a directive": b"%YAML 9.9\n---\n" + SMALL.encode(),
    "a tag": b"!!python/object/apply:os.system ['true']\n",
    "an open quote": (HEAD + 'description: "never closed\n').encode(),
    "a million braces": b"{" * MIB,
    "an expression without end": SMALL.replace("make test", "${{ " + "(" * 20_000).encode(),
    "a long expression": (
        HEAD + f"jobs: {{a: {{conditional: '{'1 + ' * 20_000}1 == 2', steps: [{{script: x}}]}}}}\n"
    ).encode(),
    "a huge number": (HEAD + f"timeout: {'9' * 10_000}\njobs: {{a: {{steps: [{{script: x}}]}}}}\n").encode(),
}


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def is_clear(ran, name, where=""):
    """Assert what every refusal owes: an exit code of its own, a place, and no trace of our insides."""
    assert ran.code in {1, 2}, ran.err[-2000:]
    said = ran.out + ran.err
    assert name in said
    assert re.search(r"(error|warning)\[PC\d+]|Error: |error: ", said)
    assert "Traceback" not in said
    assert "internal error" not in said
    assert len(said) < 100_000
    assert where in said


@pytest.mark.parametrize("command", ["lint", "compile"])
@pytest.mark.parametrize("what", FILES)
def test_files(tmp_path, what, command):
    write(tmp_path, {"good.pipeline.yaml": SMALL.replace("shop", "good")})
    (tmp_path / "bad.pipeline.yaml").write_bytes(FILES[what])
    options = ("-t", "compose") if command == "compile" else ()
    ran = run(command, *options, "bad.pipeline.yaml", "good.pipeline.yaml")
    is_clear(ran, "bad.pipeline.yaml", "--> bad.pipeline.yaml")
    if command == "compile":
        assert [path.name for path in (tmp_path / "pipec-out").iterdir()] == ["good"]


@pytest.mark.parametrize("what", ["not UTF-8", "NUL", "50 MB of comment", "10,000 lists", "an alias bomb", "nothing"])
def test_standard_input(tmp_path, what):
    is_clear(run("lint", "-", input=FILES[what]), "<stdin>", "--> <stdin>")


def test_an_endless_standard_input(tmp_path):
    done = subprocess.run(
        ["bash", "-c", f"yes '# on and on' | {sys.executable} -m pipec lint -"],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        timeout=10,
        check=False,
    )
    assert done.returncode == 1
    assert b"is larger than 16 MiB" in done.stdout


def directory(path):
    path.mkdir()


def listening_socket(path):
    with socket.socket(socket.AF_UNIX) as server:
        before = Path.cwd()
        os.chdir(path.parent)  # the address may have 107 bytes at most
        server.bind(path.name)
        os.chdir(before)


def dangling(path):
    path.symlink_to("nowhere")


def circle(path):
    path.symlink_to(path.name)


def device(path):
    path.symlink_to("/dev/zero")


KINDS = {
    "a directory": (directory, "is a directory"),
    "a socket": (listening_socket, "is a socket"),
    "a named pipe": (os.mkfifo, "is a named pipe"),
    "a dangling link": (dangling, "is a link to `nowhere`, which does not exist"),
    "a link to itself": (circle, "is a link that leads to itself"),
    "a device": (device, "is a device"),
    "absent": (lambda _: None, "does not exist"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_no_file(tmp_path, kind):
    make, said = KINDS[kind]
    write(tmp_path, {"good.pipeline.yaml": SMALL})
    make(tmp_path / "bad.yaml")
    for command in (("lint",), ("compile", "-t", "compose")):
        ran = run(*command, "bad.yaml", "good.pipeline.yaml")
        is_clear(ran, "bad.yaml", "PC001")
        assert said in ran.out + ran.err or (
            kind == "a directory" and "is a folder without a pipeline" in ran.out + ran.err
        )
    assert (tmp_path / "pipec-out/shop/SHA256SUMS").exists()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("role", ["include", "pipec.lock", ".pipec.toml", "--var-file", "--durations"])
def test_what_is_no_file_beside_the_pipeline(tmp_path, kind, role):
    make, said = KINDS[kind]
    text = SMALL + ("include: [bad.yaml]\n" if role == "include" else "")
    write(tmp_path, {"pipeline.yaml": text})
    name = role if role.endswith((".lock", ".toml")) else "bad.yaml"
    make(tmp_path / name)
    options = [role, name] if role.startswith("--") else []
    command = ["graph"] if role == "--durations" else ["compile", "-t", "compose"]
    ran = run(*command, *options)
    if kind == "absent" and name != "bad.yaml":
        assert ran.code == 0
        return
    if (kind, name) == ("a dangling link", ".pipec.toml"):
        pytest.skip("a profile that leads nowhere counts as absent")
    is_clear(ran, name)
    assert (said in ran.err) or (kind, role) == ("a device", "include")  # which leads out of the repository
    assert not (tmp_path / "pipec-out").exists()


@pytest.mark.parametrize("what", FILES)
@pytest.mark.parametrize("role", ["include", "pipec.lock", ".pipec.toml", "--var-file", "--durations"])
def test_files_beside_the_pipeline(tmp_path, what, role):
    if role == "include" and what in {"nothing", "spaces", "a comment"}:
        pytest.skip("an empty fragment adds nothing")
    if role == ".pipec.toml" and what in {"nothing", "spaces", "a comment"}:
        pytest.skip("an empty profile is one")
    write(tmp_path, {"pipeline.yaml": SMALL + ("include: [bad.yaml]\n" if role == "include" else "")})
    name = role if role.endswith((".lock", ".toml")) else "bad.yaml"
    (tmp_path / name).write_bytes(FILES[what])
    options = [role, name] if role.startswith("--") else []
    command = ["graph"] if role == "--durations" else ["compile", "-t", "compose"]
    is_clear(run(*command, *options), name)
    assert not (tmp_path / "pipec-out").exists()


def test_a_huge_matrix(tmp_path):
    """8^12 combinations, about a trillion: counted, not made. In a process that cannot take all memory."""
    axes = ", ".join(f"a{n}: [1, 2, 3, 4, 5, 6, 7, 8]" for n in range(12))
    write(tmp_path, {"pipeline.yaml": HEAD + f"jobs: {{a: {{matrix: {{{axes}}}, steps: [{{script: x}}]}}}}\n"})
    for command in ("lint", "plan"):
        ran = process(command, cwd=tmp_path, prefix=("prlimit", f"--as={2**30}"), timeout=5)
        is_clear(ran, "pipeline.yaml", "--> pipeline.yaml:3:")


NESTED_JSON = {
    "lists": "[" * 100_000,
    "maps": '{"a":' * 100_000,
    "images": '{"images": ' + "[" * 50_000 + "]" * 50_000 + "}",
    "a huge number": '{"images": ' + "9" * 100_000 + "}",
    "a lone surrogate": '{"images": {"\\ud800": {"digest": "sha256:' + "0" * 64 + '"}}, "x": "\\udfff"}',
    "no map": '{"images": []}',
    "no digest": '{"images": {"registry.example/make:1": {"digest": "latest"}}}',
    "duplicate": '{"images": {}, "images": 1}',
}


@pytest.mark.parametrize("what", NESTED_JSON)
def test_locks(tmp_path, what):
    write(tmp_path, {"pipeline.yaml": SMALL, "pipec.lock": NESTED_JSON[what]})
    ran = run("compile", "-t", "compose")
    if what == "a lone surrogate" and ran.code == 0:
        return  # an entry that nothing uses
    is_clear(ran, "pipec.lock", "--> pipec.lock")


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "[" * 100_000,
        "a = " + "{b = " * 50_000,
        "[targets." + "a." * 5_000 + "b]",
        "targets = 1",
        "[[targets]]",
        "[targets.nomad]\nversion = 9",
        "a = 9" + "9" * 100_000,
    ],
    ids=["lists", "tables", "dots", "no table", "list", "version", "number"],
)
def test_profiles(tmp_path, text):
    write(tmp_path, {"pipeline.yaml": SMALL, ".pipec.toml": text})
    is_clear(run("compile", "-t", "compose"), ".pipec.toml", "--> .pipec.toml")


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("../outside.yaml", "leads out of the repository"),
        ("a/../../outside.yaml", "leads out of the repository"),
        ("/etc/passwd", "is an absolute path"),
        ("link.yaml", "is a link that leads out of the repository"),
        ("folder/outside.yaml", "is a link that leads out of the repository"),
        ("'a\\0b'", "does not exist"),
        ('"a\\0b"', ""),
        ("pipe", "is a named pipe"),
        (".", ""),
        ('""', "names no file"),
        ("~/x", "does not exist"),
    ],
)
def test_includes_that_escape(tmp_path, monkeypatch, path, said):
    folder = write(tmp_path / "repository", {"pipeline.yaml": f"include: [{path}]\n" + SMALL})
    (tmp_path / "outside.yaml").write_text("global_env: {SECRET: stolen}\n")
    (folder / "link.yaml").symlink_to("../outside.yaml")
    (folder / "folder").symlink_to("..")
    os.mkfifo(folder / "pipe")
    monkeypatch.chdir(folder)
    for command in (("lint",), ("compile", "-t", "compose")):
        ran = run(*command)
        is_clear(ran, "pipeline.yaml:1:")
        assert said in ran.out + ran.err
        assert "stolen" not in ran.out + ran.err
    assert not (folder / "pipec-out").exists()


def test_a_chain_of_includes(tmp_path):
    files = {f"f{n}.yaml": f"include: [f{n + 1}.yaml]\n" for n in range(3000)}
    write(tmp_path, {"pipeline.yaml": "include: [f0.yaml]\n" + SMALL, **files, "f3000.yaml": "global_env: {A: b}\n"})
    ran = run("lint")
    assert ran.code in {0, 1}, ran.err
    assert "internal error" not in ran.err


def without_rights(*arguments, cwd):
    """Run `pipec` as a user whom permissions stop: root's right to pass over them is taken away."""
    prefix = ()
    if os.getuid() == 0:
        if not shutil.which("setpriv"):
            pytest.skip("root is stopped by no permission, and setpriv is absent")
        prefix = ("setpriv", "--bounding-set=-dac_override,-dac_read_search")
    return process(*arguments, cwd=cwd, prefix=prefix)


@pytest.fixture
def closing(tmp_path):
    """Close paths to everybody, and open them again for whoever cleans up."""
    closed = []

    def close(*paths, mode=0):
        for path in paths:
            closed.append(path)
            path.chmod(mode)

    yield close
    for path in closed:
        path.chmod(0o755)


@pytest.mark.parametrize("target", ["bad.yaml", "closed/pipeline.yaml", "closed"])
def test_no_permission(tmp_path, closing, target):
    write(tmp_path, {"bad.yaml": SMALL, "closed/pipeline.yaml": SMALL, "good.pipeline.yaml": SMALL})
    closing(tmp_path / "bad.yaml", tmp_path / "closed")
    ran = without_rights("lint", target, "good.pipeline.yaml", cwd=tmp_path)
    is_clear(ran, target, f"--> {target}")
    assert "permission denied" in ran.out
    assert "2 files checked: 1 error" in ran.out


@pytest.mark.parametrize("name", ["pipec.lock", ".pipec.toml", "part.yaml"])
def test_no_permission_beside_the_pipeline(tmp_path, closing, name):
    write(tmp_path, {"pipeline.yaml": SMALL + "include: [part.yaml]\n", "part.yaml": "global_env: {A: b}\n", name: ""})
    closing(tmp_path / name)
    ran = without_rights("compile", "-t", "compose", cwd=tmp_path)
    is_clear(ran, name)
    assert "permission denied" in ran.err
    assert not (tmp_path / "pipec-out").exists()


def test_no_permission_to_write(tmp_path, closing):
    write(tmp_path, {"pipeline.yaml": SMALL})
    closing(tmp_path, mode=0o555)
    ran = without_rights("compile", "-t", "compose", "--out", "other", cwd=tmp_path)
    is_clear(ran, "error: pipeline.yaml: cannot write the bundle `other/shop`: Permission denied")
    ran = without_rights("init", "x.yaml", cwd=tmp_path)
    is_clear(ran, "`x.yaml` cannot be written: Permission denied.")
    assert set(tree(tmp_path)) == {"pipeline.yaml"}
