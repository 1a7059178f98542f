"""Definitions and references: every kind of name, across includes and pipelines."""

import pytest

from pipec.lsp.navigation import definitions_at, references_at

TEXT = """\
version: 1
name: shop
params:
  region: {default: eu}
global_env:
  LEVEL: info
x-base: &base {timeout: 5m}
jobs:
  build:
    <<: *base
    name: build
    outputs: [image]
    artifacts:
      dist: {paths: [dist]}
    environment:
      LEVEL: ${LEVEL}-build
      WHERE: "😀 ${params.region} ${LEVEL:-${WHERE2:-x}}"
    steps:
      - name: one
        script: |
          echo é "$LEVEL" ${WHERE}
          make ${{ params.region }}
      - script: make
        conditional: steps.one.status == 'success'
        environment: {LEVEL: step, TOKEN: '${secrets.token}'}
    secrets: [token]
  test:
    depends_on: [build]
    inputs: [build.dist, {artifact: 'build.dist', path: other}]
    matrix: {py: [a, b], include: [{py: c}]}
    conditional: >-
      job.build.status == 'success' &&
      job['build'].outputs.image != ''
    steps:
      - script: make ${{ matrix.py }} ${job.build.outputs.image}
artifacts:
  retention:
    - pattern: build.dist
    - pattern: "*.dist"
components:
  web:
    image: {from: build.image}
    environment: {LEVEL: '${MORE}', MORE: a}
    secrets: {token: {env: TOKEN}}
  api:
    artifact: build.dist
    depends_on: [web]
environments:
  live:
    runner: compose
    variables: {LEVEL: debug}
    overrides: {web: {replicas: 2}}
    secrets: {token: {env: T}}
  later: {runner: compose, after: live}
"""


def shown(editor, locations):
    """Return `FILE:LINE:COLUMN`, all from 1."""
    found = []
    for location in locations:
        text = editor.opened[location.path].text
        line = text.count("\n", 0, location.start) + 1
        column = location.start - (text.rfind("\n", 0, location.start) + 1) + 1
        found.append(f"{location.path.removeprefix(str(editor.folder) + '/')}:{line}:{column}")
    return found


def spots(text, word):
    """Return where a word stands: line and column from 1, its offset."""
    at = -1
    while (at := text.find(word, at + 1)) >= 0:
        yield at


def references(editor, text, offset, **options):
    place = editor.open(text, cursor=False)
    return references_at(editor.workspace, place.path, offset, editor.opened, **options)


def test_every_mention_of_a_job(editor):
    found = references(editor, TEXT, TEXT.index("build:"))
    assert {TEXT[each.start : each.end] for each in found} == {"build"}
    assert len(found) == 11
    assert all(references(editor, TEXT, each.start) == found for each in found)


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("dist:", 5),
        ("image]", 4),
        ("region:", 3),
        ("py:", 3),
        ("one\n", 2),
        ("web:", 3),
        ("live:", 2),
        ("token]", 4),
        ("base {", 2),
        ("MORE: a", 2),
    ],
)
def test_mentions_are_found_from_each_of_them(editor, word, count):
    name = word.rstrip(":]\n {").partition(":")[0]
    found = references(editor, TEXT, TEXT.index(word))
    assert [TEXT[each.start : each.end] for each in found] == [name] * count
    for each in found:
        assert references(editor, TEXT, each.start) == found
        assert references(editor, TEXT, each.end) == found


def test_variables_are_those_of_the_nearest_level(editor):
    place = editor.open(TEXT, cursor=False)

    def defined(word, nth=0, inside=0):
        offset = list(spots(TEXT, word))[nth] + inside
        return shown(editor, definitions_at(editor.workspace, place.path, offset, editor.opened))

    assert defined("${LEVEL}-build", inside=2) == ["pipeline.yaml:6:3"]  # its own name means the outer one
    assert defined("${LEVEL:-", inside=2) == ["pipeline.yaml:16:7"]
    assert defined("$LEVEL", inside=1) == ["pipeline.yaml:16:7"]
    assert defined("${WHERE}", inside=2) == ["pipeline.yaml:17:7"]
    assert defined("${WHERE2", inside=2) == []
    assert defined("${MORE}", inside=2) == ["pipeline.yaml:43:37"]


def test_the_declaration_can_be_left_out(editor):
    offset = TEXT.index("region:")
    assert len(references(editor, TEXT, offset, declaration=False)) == 2


@pytest.mark.parametrize("word", ["version", "compose", "make", "5m", "# "])
def test_other_words_lead_nowhere(editor, word):
    text = f"{TEXT}# end\n"
    place = editor.open(text, cursor=False)
    assert definitions_at(editor.workspace, place.path, text.index(word), editor.opened) == []
    assert references(editor, text, text.index(word)) == []


PIPELINE = "version: 1\nname: {name}\ninclude: [shared.fragment.yaml]\njobs:\n  {name}:\n    depends_on: [build]\n"
FRAGMENT = "jobs:\n  build:\n    steps: [{script: make}]\n"


def test_across_includes_and_pipelines(editor):
    editor.open(PIPELINE.format(name="one"), "one.pipeline.yaml", cursor=False)
    editor.open(PIPELINE.format(name="two"), "sub/two.pipeline.yaml", cursor=False)
    editor.open(PIPELINE.format(name="two").replace("[shared", "[../shared"), "sub/two.pipeline.yaml", cursor=False)
    editor.open("version: 1\nname: far\njobs: {build: {steps: [{script: a}]}}\n", "far.pipeline.yaml", cursor=False)
    fragment = editor.open(FRAGMENT, "shared.fragment.yaml", cursor=False)
    expected = ["one.pipeline.yaml:6:18", "shared.fragment.yaml:2:3", "sub/two.pipeline.yaml:6:18"]
    found = references_at(editor.workspace, fragment.path, FRAGMENT.index("build"), editor.opened)
    assert sorted(shown(editor, found)) == expected
    one = editor.path("one.pipeline.yaml")
    offset = editor.opened[one].text.index("build")
    assert shown(editor, definitions_at(editor.workspace, one, offset, editor.opened)) == expected[1:2]
    assert sorted(shown(editor, references_at(editor.workspace, one, offset, editor.opened))) == expected


def test_the_path_of_an_include_leads_to_the_file(editor):
    editor.write({"shared.fragment.yaml": FRAGMENT})
    text = PIPELINE.format(name="one")
    place = editor.open(text, cursor=False)
    found = definitions_at(editor.workspace, place.path, text.index("shared"), editor.opened)
    assert [tuple(each) for each in found] == [(editor.path("shared.fragment.yaml"), 0, 0)]


def test_a_broken_line_hides_nothing_else(editor):
    broken = TEXT.replace("    inputs: [build.dist, {", "    inputs: [build.dist, {{")
    found = references(editor, broken, broken.index("build:"))
    assert len(found) == 9


def test_an_alias_means_the_anchor_before_it(editor):
    text = "x-a: &same {a: 1}\nx-b: *same\nx-c: &same {b: 1}\nx-d: *same\nname: shop\n"
    first = references(editor, text, text.index("same"))
    assert [each.start for each in first] == list(spots(text, "same"))[:2]
    last = references(editor, text, text.rindex("same"))
    assert [each.start for each in last] == list(spots(text, "same"))[2:]


@pytest.mark.parametrize("change", [lambda text: text.replace("\n", "\r\n"), lambda text: f"# é😀漢\n{text}"])
def test_line_ends_and_characters_move_nothing(editor, change):
    text = change(TEXT)
    found = references(editor, text, text.index("build:"))
    assert [text[each.start : each.end] for each in found] == ["build"] * 11
