"""Files of every kind: read, found, included, or refused without harm."""

import os
import socket
import time

import pytest

from compiler.diagnostics import Diagnostic, Span
from compiler.frontend.files import (
    MAX_BYTES,
    decode_source,
    find_pipelines,
    find_root,
    include_target,
    is_pipeline,
    read_source,
)
from compiler.frontend.tree import Scalar
from compiler.source import Source


def refused(path, asked=None) -> Diagnostic:
    started = time.perf_counter()
    result = read_source(str(path), "shown.yaml", asked)
    assert time.perf_counter() - started < 1
    assert isinstance(result, Diagnostic)
    return result


def path_of(text: str) -> Scalar:
    return Scalar(text, "plain", Span("pipeline.yaml", 11, 11 + len(text)))


def test_a_file_is_read(tmp_path):
    (tmp_path / "a").write_bytes("\ufeffé: 1\r\n".encode())
    source = read_source(str(tmp_path / "a"), "a.yaml")
    assert isinstance(source, Source)
    assert (source.path, source.text) == ("a.yaml", "é: 1\r\n")


def test_what_is_no_file(tmp_path, monkeypatch):
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as server:
        monkeypatch.chdir(tmp_path)  # a socket's path is short
        server.bind("socket")
    (tmp_path / "dangling").symlink_to("nowhere")
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "plain").write_text("")
    cases = {
        tmp_path: "is a directory",
        tmp_path / "pipe": "is a named pipe",
        tmp_path / "socket": "is a socket",
        "/dev/zero": "is a device",
        tmp_path / "dangling": "is a link to `nowhere`, which does not exist",
        tmp_path / "loop": "is a link that leads to itself",
        tmp_path / "absent": "does not exist",
        tmp_path / "plain" / "x": "no directory",
        tmp_path / ("x" * 5000): "too long",
        "a\0b": "NUL byte in its name",
    }
    for path, words in cases.items():
        found = refused(path)
        assert (found.code, found.span) == ("PC001", Span("shown.yaml", 0, 0))
        assert words in found.message
        assert found.help


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_no_permission(tmp_path):
    (tmp_path / "a").write_text("a: b")
    (tmp_path / "a").chmod(0)
    assert "permission denied" in refused(tmp_path / "a").message


def test_the_place_that_asked_is_blamed(tmp_path):
    asked = Span("pipeline.yaml", 9, 20)
    assert refused(tmp_path / "absent", asked).span == asked


def test_size_is_bounded(tmp_path):
    (tmp_path / "fits").write_bytes(b"#" * MAX_BYTES)
    assert isinstance(read_source(str(tmp_path / "fits"), "fits"), Source)
    with (tmp_path / "large").open("wb") as file:
        file.truncate(50 * 1024 * 1024)
    assert "larger than 16 MiB" in refused(tmp_path / "large").message


@pytest.mark.parametrize(
    ("data", "start", "words"),
    [
        (b"a: b\nc: \xe9\n", 8, "line 2, column 4 (byte 8) has the byte 0xE9"),
        ("\ufeffé: ".encode() + b"\xff", 3, "line 1, column 4 (byte 7)"),
        ("a: b\n".encode("utf-16"), 0, "the file is UTF-16"),
        (b"\xfe\xff\0a", 0, "the file is UTF-16"),
        (b"a\xed\xa0\x80", 1, "byte 1"),
    ],
)
def test_other_encodings(data, start, words):
    found = decode_source("p", data)
    assert isinstance(found, Diagnostic)
    assert (found.code, found.span.start) == ("PC002", start)
    assert words in found.message


def test_the_root_is_the_nearest_git(tmp_path):
    (tmp_path / ".git").mkdir()
    (tmp_path / "sub" / "deep").mkdir(parents=True)
    file = tmp_path / "sub" / "deep" / "pipeline.yaml"
    assert find_root(str(file)) == str(tmp_path)
    (tmp_path / "sub" / ".git").write_text("gitdir: elsewhere")
    assert find_root(str(file)) == str(tmp_path / "sub")
    assert find_root(str(tmp_path)) == str(tmp_path)


def test_without_git_the_root_is_the_folder(tmp_path):
    if any((parent / ".git").exists() for parent in [tmp_path, *tmp_path.parents]):
        pytest.skip("the temporary folder is inside a repository")
    assert find_root(str(tmp_path / "x" / "pipeline.yaml")) == str(tmp_path / "x")


def test_pipelines_are_found_in_order(tmp_path):
    names = [
        "pipeline.yaml",
        "b.pipeline.yaml",
        "sub/pipeline.yaml",
        "sub/.pipec/x.yaml",
        ".pipec/release.yaml",
        ".pipec/deep/er.yaml",
    ]
    others = [
        "other.yaml",
        "pipeline.yml",
        "mypipeline.yaml",
        ".pipec/common.fragment.yaml",
        ".pipec/notes.txt",
        ".hidden/pipeline.yaml",
        ".git/pipeline.yaml",
        "node_modules/x/pipeline.yaml",
        "env/pipeline.yaml",
        "env/pyvenv.cfg",
        "module/pipeline.yaml",
        "module/.git",
    ]
    for name in names + others:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    (tmp_path / "again").symlink_to(tmp_path)
    (tmp_path / "gone.pipeline.yaml").symlink_to("nowhere")
    assert find_pipelines(str(tmp_path)) == sorted([*names, "gone.pipeline.yaml"])
    assert find_pipelines(str(tmp_path / "absent")) == []


def test_names_of_pipelines():
    assert is_pipeline("a/pipeline.yaml")
    assert is_pipeline(".pipec/pipeline.yaml")
    assert not is_pipeline(".pipec/a.fragment.yaml")
    assert not is_pipeline("pipec/a.yaml")


def test_includes_stay_inside(tmp_path):
    root = tmp_path / "root"
    (root / "ci").mkdir(parents=True)
    (root / "ci" / "common.yaml").write_text("")
    (tmp_path / "secret.yaml").write_text("")
    (tmp_path / "root-2").mkdir()
    (root / "link.yaml").symlink_to(tmp_path / "secret.yaml")
    (root / "out").symlink_to(tmp_path)
    (root / "in.yaml").symlink_to("ci/common.yaml")
    including = str(root / "ci" / "pipeline.yaml")
    for text, name in {"common.yaml": "ci/common.yaml", "../ci/./x.yaml": "ci/x.yaml", "../in.yaml": "in.yaml"}.items():
        assert include_target(str(root), including, path_of(text)) == str(root / name)
    for text, words in {
        "/etc/passwd": "is an absolute path",
        "../../secret.yaml": "leads out of the repository",
        "../../root-2/x.yaml": "leads out of the repository",
        "../link.yaml": "is a link that leads out",
        "../out/secret.yaml": "is a link that leads out",
        "..": "leads out",
        "": "names no file",
        "a\0b": "names no file",
    }.items():
        found = include_target(str(root), including, path_of(text))
        assert isinstance(found, Diagnostic), text
        assert (found.code, found.span) == ("PC040", path_of(text).span)
        assert words in found.message


def test_a_root_that_is_a_link_is_itself(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a.yaml").write_text("")
    (tmp_path / "root").symlink_to("real")
    target = include_target(str(tmp_path / "root"), str(tmp_path / "root" / "pipeline.yaml"), path_of("a.yaml"))
    assert target == str(tmp_path / "root" / "a.yaml")
