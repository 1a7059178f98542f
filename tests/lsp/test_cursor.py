"""Where the cursor stands, in texts that are being typed."""

import pytest

from compiler.source import Source
from pipec.lsp.cursor import find_cursor

BASE = """\
version: 1
name: shop
jobs:
  build:
    steps:
      - script: make
"""
JOB = ("jobs", "build")
STEP = ("jobs", "build", "steps", 1)


def cursor(tail, base=BASE):
    text = base + tail
    offset = text.rindex("|")
    return find_cursor(Source("p", text[:offset] + text[offset + 1 :]), offset)


@pytest.mark.parametrize(
    ("tail", "path", "part", "before"),
    [
        ("|", (), "key", ""),
        ("na|", (), "key", "na"),
        ("  |", ("jobs",), "key", ""),
        ("    |", JOB, "key", ""),
        ("    time|\n    image: x\n", JOB, "key", "time"),
        ("    time|: 3m\n", JOB, "key", "time"),
        ("    timeout: |", (*JOB, "timeout"), "value", ""),
        ("    timeout: 1|\n    image: x\n", (*JOB, "timeout"), "value", "1"),
        ("    depends_on: [|", (*JOB, "depends_on", 0), "value", ""),
        ("    depends_on: [bu|", (*JOB, "depends_on", 0), "value", "bu"),
        ("    depends_on: [a, bu|]\n", (*JOB, "depends_on", 1), "value", "bu"),
        ("    depends_on: [a, |\n    timeout: 3m\n", (*JOB, "depends_on", 1), "value", ""),
        ("    depends_on:\n      - |", (*JOB, "depends_on", 0), "value", ""),
        ("    depends_on:\n      - a\n      - b|\n", (*JOB, "depends_on", 1), "value", "b"),
        ("    depends_on:\n    - a\n    - b|", (*JOB, "depends_on", 1), "value", "b"),
        ("        env|", ("jobs", "build", "steps", 0), "key", "env"),
        ("        env|\n        timeout: 3m\n", ("jobs", "build", "steps", 0), "key", "env"),
        ("      - |", STEP, "value", ""),
        ("      - na|", STEP, "value", "na"),
        ("      - {script: x, |", STEP, "key", ""),
        ("      - {script: x, im|", STEP, "key", "im"),
        ("      - {script: x, image: |}", (*STEP, "image"), "value", ""),
        ("    inputs: [{artifact: |", (*JOB, "inputs", 0, "artifact"), "value", ""),
        ("    inputs: [{artifact: a.b}, {|", (*JOB, "inputs", 1), "key", ""),
        ("    environment:\n      |", (*JOB, "environment"), "value", ""),
        ("    environment:\n      A|\n      B: c\n", (*JOB, "environment"), "value", "A"),
        ("    environment:\n      A: ${|", (*JOB, "environment", "A"), "value", "${"),
        ("    environment: {A: '${FO|", (*JOB, "environment", "A"), "value", "${FO"),
        ('    environment: {A: "${FO|"}', (*JOB, "environment", "A"), "value", "${FO"),
        ("    conditional: ${{ job.|", (*JOB, "conditional"), "value", "${{ job."),
        ('    conditional: "${{ job.|', (*JOB, "conditional"), "value", "${{ job."),
        ("    conditional: >-\n      env.A &&\n      env.|", (*JOB, "conditional"), "value", "env.A && env."),
        ("      - script: |2\n          a\n          b $X|", (*STEP, "script"), "value", "a\nb $X"),
        ("      - script: >\n          a\n          b $X|", (*STEP, "script"), "value", "a b $X"),
        ("      - script:\n          - make\n          - echo $|", (*STEP, "script", 1), "value", "echo $"),
        ("    image: 'it''s |'", (*JOB, "image"), "value", "it's "),
        ('    image: "a\\tb|"', (*JOB, "image"), "value", "a\tb"),
        ("  test: &base\n    |", ("jobs", "test"), "value", ""),
        ("  test:\n    <<: *base\n    |", ("jobs", "test"), "key", ""),
    ],
)
def test_places(tail, path, part, before):
    found = cursor(tail)
    assert (found.path, found.part) == (path, part)
    assert found.before == before


@pytest.mark.parametrize(
    "broken",
    [
        "  te st\n",
        "\tx: y\n",
        "    steps: [\n",
        "  t: {steps: [{script: x}]\n",
        "    image: 'a\n",
        "    a: b: c\n",
        "   x\n",
        "    - a\n",
        "    foo: @x\n",
        "    foo: %x\n    bar: `\n",
        "  }\n",
        "    conditional: ${{ job.\n    x\n",
    ],
)
def test_broken_lines_above_do_not_matter(broken):
    found = cursor(f"{broken}  test:\n    dep|\n")
    assert found.path in {("jobs", "test"), ("jobs", "build", "image")}
    if "'" not in broken:  # what an open quote swallows is its text
        assert (found.path, found.before) == (("jobs", "test"), "dep")


@pytest.mark.parametrize("below", ["  }}}\n", "\tx\n", "  a b\n c\n", "name: 'x\n", "- a\n"])
def test_nothing_below_matters(below):
    assert cursor(f"    dep|\n{below}").path == JOB


@pytest.mark.parametrize("tail", ["  # comm|", "    timeout: 3m # a|", "    foo: *b|"])
def test_no_place(tail):
    assert cursor(tail) is None


def test_windows_line_ends():
    text = (BASE + "    depends_on: [bu|]\n").replace("\n", "\r\n")
    offset = text.rindex("|")
    assert find_cursor(Source("p", text.replace("|", "")), offset).path == (*JOB, "depends_on", 0)


@pytest.mark.parametrize(
    "text", ["", " ", "\n", "\t", "\ud800", "\x00", "- ", "[", "{", "'", "&", "*", "!", "%", "---\n"]
)
def test_any_text_can_be_asked(text):
    for offset in range(len(text) + 1):
        find_cursor(Source("p", text), offset)
