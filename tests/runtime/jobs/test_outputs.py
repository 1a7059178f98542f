"""The file of outputs: its syntax, and everything a step could put in its place."""

import os

import pytest

from runtime.jobs.outputs import MAX_BYTES, OutputFault, read_outputs


def read(tmp_path, text):
    path = tmp_path / "output"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_outputs(path)


@pytest.mark.parametrize(
    ("text", "outputs"),
    [
        ("", {}),
        ("a=1\n", {"a": "1"}),
        ("a=1", {"a": "1"}),
        ("a=1=2\n\nb=\n", {"a": "1=2", "b": ""}),
        ("a=1\na=2\n", {"a": "2"}),
        ("a<<END\nx\n\ny=1\nEND\nb=2\n", {"a": "x\n\ny=1", "b": "2"}),
        ("a<<END\nEND\n", {"a": ""}),
        ("a=x<<END\n", {"a": "x<<END"}),
        ("with-dash_1=ü\r\n", {"with-dash_1": "ü\r"}),
        ("a=$(id) `id` ${x}\n", {"a": "$(id) `id` ${x}"}),
    ],
)
def test_lines_and_blocks(tmp_path, text, outputs):
    assert read(tmp_path, text) == outputs


@pytest.mark.parametrize("text", ["hello\n", "1a=2\n", "=x\n", "a b=1\n", "a<<END\nx\n", b"a=\xff\n", b"a=\0\n"])
def test_what_is_neither_is_a_fault_of_configuration(tmp_path, text):
    with pytest.raises(OutputFault) as caught:
        read(tmp_path, text)
    assert caught.value.failure_class == "configuration"


def test_a_file_that_is_gone_has_no_outputs(tmp_path):
    assert read_outputs(tmp_path / "none") == {}


def test_a_link_is_not_followed(tmp_path):
    (tmp_path / "secret").write_text("a=1\n")
    (tmp_path / "output").symlink_to(tmp_path / "secret")
    with pytest.raises(OutputFault):
        read_outputs(tmp_path / "output")


def test_a_pipe_does_not_hang(tmp_path):
    os.mkfifo(tmp_path / "output")
    with pytest.raises(OutputFault, match="no file"):
        read_outputs(tmp_path / "output")


def test_gigabytes_are_refused(tmp_path):
    with (tmp_path / "output").open("wb") as file:
        file.truncate(10 * MAX_BYTES)
    with pytest.raises(OutputFault, match="more than 1 MiB"):
        read_outputs(tmp_path / "output")
