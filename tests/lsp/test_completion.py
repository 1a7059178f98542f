"""What is proposed, and what it replaces."""

import pytest

from pipec.lsp.completion import complete

BASE = """\
version: 1
name: shop
params:
  region: {description: Where it runs., default: eu}
  count: {type: number, default: 1}
global_env: {LANG: C}
jobs:
  build:
    outputs: [image]
    artifacts: {dist: {paths: [dist]}}
    steps:
      - name: one
        script: make
  test:
    depends_on: [build]
    secrets: [token]
    matrix: {py: [a, b]}
    environment: {REGION: eu}
    steps:
      - name: first
        script: make
"""
RELEASE = """\
components:
  web:
    image: {from: build.image}
    ports: [{name: http, container: 80}]
  api:
    image: registry.example/api:1
environments:
  staging: {runner: compose, secrets: {pass: {env: PASS}}}
  live: {runner: compose}
"""


def labels(editor, text, name="pipeline.yaml"):
    place = editor.open(text, name)
    found = complete(editor.workspace, place.path, place.offset, editor.opened)
    return [item.label for item in found.proposals]


def applied(editor, text, label, name="pipeline.yaml"):
    """Return the line that comes of taking a proposal, the cursor at its end."""
    place = editor.open(text, name)
    found = complete(editor.workspace, place.path, place.offset, editor.opened)
    item = next(item for item in found.proposals if item.label == label)
    result = place.text[: found.start] + item.text + "|" + place.text[place.offset :]
    return next(line for line in result.splitlines() if "|" in line)


@pytest.mark.parametrize(
    ("tail", "wanted", "unwanted"),
    [
        ("|", {"timeout", "components", "environments"}, {"jobs", "name", "params"}),
        ("    |", {"timeout", "retry_count", "inputs"}, {"steps", "matrix", "secrets"}),
        ("  x:\n    |", {"steps", "deploy", "matrix"}, {"components"}),
        ("  x:\n    depends_on: [|", {"build", "test"}, {"x"}),
        ("  x:\n    depends_on: [build, te|", {"test"}, {"build", "x"}),
        ("  x:\n    depends_on: |", {"[build]", "[test]"}, {"build"}),
        ("  x:\n    runs_on: |", {"[success]", "[failure]"}, set()),
        ("  x:\n    inputs:\n    - |", {"build.dist", "artifact", "optional"}, set()),
        ("  x:\n    inputs: [{artifact: b|", {"build.dist"}, set()),
        ("  x:\n    network: |", {"default", "none", "host"}, set()),
        ("  x:\n    checkout: |", {"true", "false"}, set()),
        ("  x:\n    timeout: |", {"1h"}, set()),
        ("  x:\n    secrets: [|", {"token"}, set()),
        ("        env|", {"environment", "image"}, {"name", "script"}),
        ("      - script: echo $RE|", {"REGION", "LANG", "CI_COMMIT_SHA"}, {"region", "params"}),
        ("      - script: echo ${|", {"REGION", "params", "matrix"}, {"secrets"}),
        ("      - script: echo ${{ matrix.|", {"py"}, {"params"}),
        ("      - script: a\n        conditional: |", {"params", "steps", "success", "true"}, {"release", "orElse"}),
        ("    conditional: |", {"params", "contains"}, {"success", "steps"}),
        ("    conditional: env.CI_COMMIT_TAG != '|", set(), {"params", "contains"}),
        ("      - script: a\n        conditional: steps.|", {"first"}, set()),
        ("      - script: a\n        conditional: steps.first.|", {"status", "outputs"}, set()),
        ("      - script: a\n        conditional: job.|", {"build"}, {"test"}),
        ("      - script: a\n        conditional: job.build.outputs.|", {"image"}, set()),
        ("      - script: a\n        environment: {A: '${params.|", {"region", "count"}, {"first"}),
        ("      - script: a\n        environment: {A: '${secrets.|", {"token"}, set()),
        ("      - script: a\n        environment: {A: '${{ env.REGION.|", {"split", "upper"}, {"join"}),
        ("      - script: a\n        environment: {A: '${{ trigger.|", {"branch", "event"}, set()),
        ("      - action: http_request\n        with:\n          |", {"url", "method"}, {"message"}),
        ("      - action: http_request\n        with: {method: |", {"GET", "POST"}, set()),
        ("  d:\n    deploy:\n      strategy: {type: |", {"canary", "rolling"}, set()),
        ("  d:\n    deploy:\n      strategy:\n        type: canary\n        |", {"stages"}, {"batch_size", "type"}),
        ("  m:\n    matrix:\n      os: [a]\n      include:\n        - |", {"os"}, set()),
    ],
)
def test_proposals(editor, tail, wanted, unwanted):
    found = set(labels(editor, BASE + tail))
    assert wanted <= found
    assert not unwanted & found


@pytest.mark.parametrize(
    ("tail", "wanted", "unwanted"),
    [
        ("  d:\n    deploy:\n      environment: |", {"staging", "live"}, {"web"}),
        ("  d:\n    deploy:\n      components: [web, |", {"api"}, {"web"}),
        ("  d:\n    deploy:\n      components:\n        - web\n        - |", {"api"}, {"web"}),
        ("environments:\n  x:\n    after: |", {"staging", "live"}, {"x", "web"}),
        ("environments:\n  x:\n    overrides:\n      |", {"web", "api"}, {"staging"}),
        ("environments:\n  x:\n    secrets:\n      |", {"pass"}, set()),
        ("components:\n  x:\n    depends_on: [|", {"web", "api"}, {"x"}),
        ("components:\n  x:\n    image: {from: |", {"build.image"}, {"build"}),
        ("components:\n  x:\n    artifact: |", {"build.dist"}, {"build"}),
        ("components:\n  web:\n    ports: [{name: http, container: 80}]\n    routes: [{port: |", {"http"}, set()),
    ],
)
def test_proposals_for_releases(editor, tail, wanted, unwanted):
    """The rest of the release is in a fragment, so that the text can end with any of its sections."""
    editor.write({"release.fragment.yaml": RELEASE})
    head = BASE.replace("jobs:", "include: [release.fragment.yaml]\njobs:", 1)
    found = set(labels(editor, head + tail))
    assert wanted <= found
    assert not unwanted & found


@pytest.mark.parametrize(
    ("tail", "unwanted"),
    [
        ("      - {script: x, |", "script"),
        ("      - {script: x, na|", "script"),
        ("  x:\n    runs_on: [success]\n    inputs: [{artifact: a.b, |\n    timeout: 3m", "artifact"),
    ],
)
def test_what_stands_before_in_an_open_flow_is_not_proposed_again(editor, tail, unwanted):
    found = labels(editor, BASE + tail)
    assert found
    assert unwanted not in found


def test_a_job_that_waits_for_this_one_is_not_proposed(editor):
    text = BASE.replace("  build:\n", "  build:\n    depends_on: [|]\n")
    assert labels(editor, text) == []


@pytest.mark.parametrize(
    ("tail", "label", "line"),
    [
        ("    time|", "timeout", "    timeout: |"),
        ("    art|", "artifacts", "    artifacts:|"),
        ("    time|: 3m", "timeout", "    timeout|: 3m"),
        ("  x:\n    depends_on: [bu|]", "build", "    depends_on: [build|]"),
        ("  x:\n    depends_on: |", "[build]", "    depends_on: [build]|"),
        ("  x:\n    inputs: [build.d|]", "build.dist", "    inputs: [build.dist|]"),
        ("      - script: echo ${RE|}", "REGION", "      - script: echo ${REGION|}"),
        ("      - script: echo 😀 $RE|", "REGION", "      - script: echo 😀 $REGION|"),
        ("      - script: a\n        conditional: job.bu|", "build", "        conditional: job.build|"),
        ("      - script: a\n        conditional: cont|", "contains", "        conditional: contains(|"),
        ("      - script: a\n        environment: {A: '${par|'}", "params", "        environment: {A: '${params.|'}"),
        ("    timeout: 3|", "1h", "    timeout: 1h|"),
    ],
)
def test_what_is_typed_is_replaced(editor, tail, label, line):
    assert applied(editor, BASE + tail, label) == line


def test_required_keys_come_first(editor):
    place = editor.open(f"{BASE}  x:\n    inputs:\n      - |")
    found = complete(editor.workspace, place.path, place.offset, editor.opened).proposals
    keys = sorted((item.order, item.label) for item in found if item.kind == "key")
    assert [label for _, label in keys] == ["artifact", "path", "optional"]
    assert next(item for item in found if item.label == "artifact").documentation.startswith("The artifact")


def test_images_come_from_the_lock(editor):
    editor.write({"pipec.lock": '{"images": {"docker.io/library/python:3": {"digest": "sha256:%s"}}}' % ("0" * 64)})
    assert "docker.io/library/python:3" in labels(editor, f"{BASE}  x:\n    steps:\n      - image: |")


def test_includes_are_files(editor):
    editor.write({"ci/a.fragment.yaml": "jobs: {}\n", "b.yaml": "", "c.txt": ""})
    assert set(labels(editor, "name: shop\ninclude: [|")) == {"ci/", "b.yaml"}
    assert labels(editor, "name: shop\ninclude: [ci/|") == ["ci/a.fragment.yaml"]
    assert labels(editor, "name: shop\ninclude: [../|") == []
    assert labels(editor, "name: shop\ninclude: [/|") == []


def test_names_come_from_open_includes(editor):
    editor.write({"ci/a.fragment.yaml": "jobs: {disk: {steps: [{script: a}]}}\n"})
    editor.open("jobs: {unsaved: {steps: [{script: a}]}}\n", "ci/a.fragment.yaml", cursor=False)
    text = "version: 1\nname: shop\ninclude: [ci/a.fragment.yaml]\njobs:\n  x:\n    depends_on: [|"
    assert labels(editor, text) == ["unsaved"]


def test_a_fragment_sees_the_jobs_of_its_pipelines(editor):
    editor.write({"pipeline.yaml": f"include: [ci/a.fragment.yaml]\n{BASE}", "ci/a.fragment.yaml": "jobs: {}\n"})
    assert labels(editor, "jobs:\n  x:\n    depends_on: [|", "ci/a.fragment.yaml") == ["build", "test"]


def test_a_lonely_fragment_has_its_own(editor):
    text = "jobs:\n  a: {steps: [{script: a}]}\n  x:\n    depends_on: [|"
    assert labels(editor, text, "ci/a.fragment.yaml") == ["a"]


def test_the_last_good_names_serve_where_all_are_lost(editor):
    editor.open(BASE, cursor=False)
    complete(editor.workspace, editor.path("pipeline.yaml"), 0, editor.opened)
    broken = "{" * 101 + BASE[: BASE.index("jobs:")]
    assert labels(editor, f"{broken}jobs:\n  x:\n    depends_on: [|") in (["build", "test"], [])


def test_aliases(editor):
    assert labels(editor, "x-a: &one {a: b}\nx-b: &two [a]\njobs:\n  x: *|") == ["one", "two"]
    assert labels(editor, "x-a: &one {a: b}\njobs:\n  x:\n    <<: *o|") == ["one"]


def test_codes_in_comments_begin_with_those_of_the_line(editor):
    place = editor.open(BASE.replace("depends_on: [build]", "depends_on: [biuld] # pipec: ignore[|]"))
    found = complete(editor.workspace, place.path, place.offset, editor.opened).proposals
    assert min(found, key=lambda item: item.order).label == "PC302"


@pytest.mark.parametrize("name", ["docker-compose.yaml", "values.yaml"])
def test_other_yaml_files_are_left_alone(editor, name):
    assert labels(editor, "services:\n  |", name) == []


def test_every_place_of_every_prefix_can_be_asked(editor):
    """A file that is typed from its first letter to its last: nothing fails on the way."""
    text = BASE + RELEASE
    for end in range(0, len(text), 7):
        place = editor.open(f"{text[:end]}|")
        complete(editor.workspace, place.path, place.offset, editor.opened)
