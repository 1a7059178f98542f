"""What is told of a place."""

import json

import pytest

from pipec.lsp.hover import hover_at

from .test_navigation import TEXT

CLEAN = """\
version: 1
name: shop
params:
  region: {description: Where it runs, default: eu, enum: [eu, us]}
  must: {type: number, required: true}
global_env: {WHERE: "${params.region}-1"}
jobs:
  build:
    timeout: 10m
    steps: [{script: make}]
  lint:
    timeout: 1m
    steps: [{script: make lint}]
  test:
    depends_on: [build, lint]
    matrix: {py: [a, b]}
    environment: {PY: "${matrix.py}", SHA: "${CI_COMMIT_SHA}"}
    conditional: env.WHERE == 'eu-1'
    steps:
      - image: registry.example/python:3
        script: echo "$PY" "$WHERE" "$SHA" ${{ params.region }} ${params.must}
        environment: {UP: "${{ upper(env.WHERE) }}", SHORT: "${CI_COMMIT_SHA:-none}"}
"""


def told(editor, text, word, inside=0):
    place = editor.open(text, cursor=False)
    found = hover_at(editor.workspace, place.path, text.index(word) + inside, editor.opened)
    return "" if found is None else found.text


@pytest.mark.parametrize(
    ("word", "inside", "wanted"),
    [
        ("version", 0, "Version of the pipeline language"),
        ("timeout", 0, "How long the job may take.  \nType: duration.  \nDefault: `1h`."),
        ("matrix", 0, "**matrix**: Axes of values"),
        ("enum", 0, "The values that are allowed"),
        ("$WHERE", 1, "**WHERE** = `eu-1` (string, known when the pipeline is compiled)"),
        ("$WHERE", 1, "from `global_env`"),
        ("$PY", 1, "**PY** = `a` or `b` (string"),
        ("$SHA", 1, "**SHA**: a string that is known when the pipeline runs"),
        ("CI_COMMIT_SHA", 2, "the commit's hash"),
        ("${params.region}", 4, "`params.region` = `eu`"),
        ("${params.region}", 10, "**params.region**: Where it runs"),
        ("${params.region}", 10, "Default: `eu`"),
        ("${params.must}", 3, "a number that the caller gives when the pipeline is compiled"),
        ("${params.must}", 11, "Required."),
        ("upper(", 0, "`upper(env.WHERE)` = `EU-1`"),
        ("${CI_COMMIT_SHA:-none}", 16, "a string that is known when the pipeline runs"),
        ("'eu-1'", 2, "= `true` (boolean, known when the pipeline is compiled)"),
        ("${matrix.py}", 10, "an axis of job `test`, one of `a`, `b`"),
        ("registry.example/python", 3, "Not in `pipec.lock`"),
    ],
)
def test_texts(editor, word, inside, wanted):
    assert wanted in told(editor, CLEAN, word, inside)


def test_a_job(editor):
    text = CLEAN.replace("  must: {type: number, required: true}\n", "").replace(" ${params.must}", "")
    text = told(editor, text, "test:")
    assert "Waits for `build` and `lint`." in text
    assert "Runs if `env.WHERE == 'eu-1'`." in text
    assert "On the critical path: `build` → `test-a`, at most 40m by timeouts." in text


def test_a_job_beside_the_critical_path(editor):
    text = CLEAN.replace("  must: {type: number, required: true}\n", "").replace(" ${params.must}", "")
    text = told(editor, text, "lint:")
    assert "Waits for no other job." in text
    assert "`test` waits for it." in text
    assert "Not on the critical path" in text


def test_a_job_of_a_pipeline_with_errors_has_no_critical_path(editor):
    text = told(editor, CLEAN.replace("[build, lint]", "[build, missing]"), "test:")
    assert "Waits for `build`." in text
    assert "critical" not in text


def test_the_lock_tells_a_digest(editor):
    digest = "sha256:" + "1" * 64
    editor.write({"pipec.lock": json.dumps({"images": {"registry.example/python:3": {"digest": digest}}})})
    assert f"Locked: `{digest}`" in told(editor, CLEAN, "registry.example/python", 3)


def test_kinds_are_told_apart_by_their_key(editor):
    text = "version: 1\nname: a\njobs: {d: {deploy: {environment: x, strategy: {type: canary}}}}\n"
    assert "- `rolling`: A batch at a time." in told(editor, text, "type:")
    assert told(editor, text, "canary") == "**canary**: A rising share of the traffic."


def test_names(editor):
    assert "artifact of job `build`: `dist`" in told(editor, TEXT, "build.dist", 7)
    assert "an output of job `build`" in told(editor, TEXT, "build.image", 7)
    assert told(editor, TEXT, "${secrets.token}", 12) == "**token**: a secret; the runner gives its value."
    assert told(editor, TEXT, "web:") == "**component web**: image built by `build.image`"
    assert told(editor, TEXT, "after: live", 8) == "**environment live**: runner `compose`"


@pytest.mark.parametrize("word", ["make", "one\n", "# nothing", ": "])
def test_nothing_is_told_of_other_words(editor, word):
    assert told(editor, f"{TEXT}# nothing\n", word, 1) == ""


def test_the_range_is_what_is_told_about(editor):
    place = editor.open(CLEAN, cursor=False)
    for offset in range(len(CLEAN)):
        found = hover_at(editor.workspace, place.path, offset, editor.opened)
        assert found is None or found.start <= offset <= found.end


def test_broken_texts_can_be_asked(editor):
    for end in range(0, len(CLEAN), 11):
        place = editor.open(CLEAN[:end], cursor=False)
        hover_at(editor.workspace, place.path, max(0, end - 3), editor.opened)
