"""`pipec lock --write`: digests go behind the names, wherever those stand, and nothing else changes."""

import json

import pytest

from tests.pipec.command_line import run, write

A, B, C = (f"sha256:{digit * 64}" for digit in "abc")
LOCK = json.dumps(
    {
        "images": {
            "docker.io/library/python:3.12": {"digest": A},
            "docker.io/library/python:3.13": {"digest": B},
            "registry.example/db:1": {"digest": C},
        }
    }
)
PIPELINE = """\
# a comment at the top
version: 1
name: shop
include: [part.yaml]
defaults: {image: python:3.12}   # of all steps
jobs:
  test:
    services:
      db:   {image: 'registry.example/db:1'}
    steps:
    - script: make test
    -   image: "docker.io/python:3.13"  # quoted
        script: make test
"""
PART = """\
jobs:
  other: {steps: [{image: python:3.13, script: make}]}
"""


def head(text):
    return f"version: 1\nname: shop\n{text}"


def shop(here, text=PIPELINE):
    write(here, {"pipeline.yaml": text, "pipec.lock": LOCK})


def test_digests_go_behind_the_names_and_fragments_are_files_too(here):
    write(here, {"part.yaml": PART})
    shop(here)
    before = run("compile", "-q", "--locked", "-t", "compose", "--out", "before")
    ran = run("lock", "--write")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines()[-1] == "pipec.lock: 3 written into the pipeline"
    text = (here / "pipeline.yaml").read_text()
    assert text == (
        PIPELINE.replace("{image: python:3.12}", f"{{image: python:3.12@{A}}}")
        .replace("db:1'", f"db:1@{C}'")
        .replace('3.13"', f'3.13@{B}"')
    )
    assert (here / "part.yaml").read_text() == PART.replace("3.13", f"3.13@{B}")
    assert json.loads((here / "pipec.lock").read_text()) == {"version": 1, "images": {}}
    after = run("compile", "-q", "--locked", "-t", "compose", "--out", "after")
    assert (before.code, after.code) == (0, 0)
    emitted = [path.relative_to(here / "before") for path in (here / "before").rglob("compose/**/*") if path.is_file()]
    assert emitted
    for path in emitted:
        assert (here / "before" / path).read_bytes() == (here / "after" / path).read_bytes()
    assert run("lock", "--write").out == "pipec.lock: no image needs it\n"


def test_diff_shows_all_files_and_writes_none(here):
    write(here, {"part.yaml": PART})
    shop(here)
    ran = run("lock", "--write", "--diff")
    assert (ran.code, ran.out.count("+++ ")) == (1, 3)
    assert (here / "pipeline.yaml").read_text() == PIPELINE


def test_a_name_made_of_variables_is_told_and_stays_in_the_lock(here):
    text = head(
        "jobs:\n  a:\n    matrix: {v: [3.12, 3.13]}\n    steps: [{image: 'python:${matrix.v}', script: make}]\n"
    )
    shop(here, text)
    ran = run("lock", "--write")
    assert (ran.code, ran.err.count("warning[PC515]")) == (0, 1)
    assert " --> pipeline.yaml:6:21" in ran.err
    assert "the digests of 2 images cannot be written here: the name is made of variables" in ran.err
    assert (here / "pipeline.yaml").read_text() == text
    assert list(json.loads((here / "pipec.lock").read_text())["images"]) == [
        "docker.io/library/python:3.12", "docker.io/library/python:3.13",
    ]  # fmt: skip


def test_an_anchor_is_written_where_it_is_defined(here):
    text = head(
        "jobs:\n  a: {steps: [{image: &one python:3.12, script: make}]}\n  b: {steps: [{image: *one, script: x}]}\n"
    )
    shop(here, text)
    assert run("lock", "--write").code == 0
    assert (here / "pipeline.yaml").read_text() == text.replace("python:3.12", f"python:3.12@{A}")


def test_a_text_that_means_something_else_as_well_is_left(here):
    text = (
        head("jobs:\n  a:\n    environment: {IMAGE: *one}\n    steps: [{image: python:3.13, script: make}]\n")
        .replace("jobs:", "x-image: &one python:3.12\njobs:")
        .replace("steps: [", "steps: [{image: *one, script: make}, ")
    )
    shop(here, text)
    ran = run("lock", "--write")
    assert (ran.code, ran.err.count("warning[PC515]")) == (0, 1)
    assert "used for something else as well" in ran.err
    assert (here / "pipeline.yaml").read_text() == text.replace("python:3.13", f"python:3.13@{B}")
    assert list(json.loads((here / "pipec.lock").read_text())["images"]) == ["docker.io/library/python:3.12"]


@pytest.mark.parametrize(
    ("scalar", "written"),
    [
        ('"python:3\\x2e12"', False),
        ("'python:3.12'", True),
        (">-\n          python:3.12", False),
        ("!!str python:3.12", True),
    ],
)
def test_how_a_name_may_be_written(here, scalar, written):
    text = head(f"jobs:\n  a:\n    steps:\n      - image: {scalar}\n        script: make\n")
    shop(here, text)
    ran = run("lock", "--write")
    assert (ran.code, "PC515" in ran.err) == (0, not written)
    assert (A in (here / "pipeline.yaml").read_text()) == written
    assert run("compile", "-q", "--locked", "-t", "compose").code == 0


def test_a_byte_order_mark_and_line_ends_stay(here):
    text = head("jobs:\n  a: {steps: [{image: python:3.12, script: make}]}\n").replace("\n", "\r\n")
    shop(here)
    (here / "pipeline.yaml").write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert run("lock", "--write").code == 0
    data = (here / "pipeline.yaml").read_bytes()
    assert data == b"\xef\xbb\xbf" + text.replace("python:3.12", f"python:3.12@{A}").encode()


def test_what_another_pipeline_needs_stays_in_the_lock(here):
    text = head("jobs:\n  a: {steps: [{image: python:3.12, script: make}]}\n")
    shop(here, text)
    write(here, {"b.pipeline.yaml": text.replace("shop", "other")})
    assert run("lock", "--write", "pipeline.yaml").code == 0
    assert list(json.loads((here / "pipec.lock").read_text())["images"]) == ["docker.io/library/python:3.12"]


@pytest.mark.engine
def test_a_digest_in_the_pipeline_is_renewed(here, served):
    served.image("pinned", "1", salt="a")
    new = served.image("pinned", "1", salt="b")
    text = head(f"jobs:\n  a: {{steps: [{{image: '{served.host}/pinned:1@{A}', script: make}}]}}\n")
    write(here, {"pipeline.yaml": text})
    assert run("lock").out == "pipec.lock: no image needs it\n"
    ran = run("lock", "--update", "pinned")
    assert (ran.code, "its digest stands in the pipeline" in ran.err) == (2, True)
    ran = run("lock", "--write", "--update", "pinned")
    assert (ran.code, ran.err) == (0, "")
    assert (here / "pipeline.yaml").read_text() == text.replace(A, new)
    assert not (here / "pipec.lock").exists()
    assert run("lock", "--write", "--update-all").code == 0
