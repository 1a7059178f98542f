"""The outline."""

import pytest

from compiler.source import Source
from pipec.lsp.symbols import outline

TEXT = """\
version: 1
name: shop
params: {region: {type: number}}
jobs:
  build:
    artifacts: {dist: {paths: [dist]}}
    services: {db: {image: a}}
    steps:
      - name: one
        script: |
          make

      - script: make
  test: &test
    steps: [{script: a}]
  again: *test
components: {web: {image: a/b:1}}
environments: {live: {runner: compose}}
"""


def tree(symbols):
    return [(item.name, item.kind, item.detail, tree(item.children)) for item in symbols]


def test_what_a_file_declares():
    assert tree(outline(Source("p", TEXT))) == [
        ("name", "name", "shop", []),
        ("params", "section", "", [("region", "param", "number", [])]),
        (
            "jobs",
            "section",
            "",
            [
                (
                    "build",
                    "job",
                    "",
                    [
                        ("dist", "artifact", "", []),
                        ("db", "service", "", []),
                        ("one", "step", "", []),
                        ("step 2", "step", "", []),
                    ],
                ),
                ("test", "job", "", [("step 1", "step", "", [])]),
                ("again", "job", "", []),
            ],
        ),
        ("components", "section", "", [("web", "component", "a/b:1", [])]),
        ("environments", "section", "", [("live", "environment", "compose", [])]),
    ]


@pytest.mark.parametrize("text", [TEXT, TEXT.replace("\n", "\r\n"), TEXT.replace("shop", "😀")])
def test_ranges_hold_their_names_and_what_is_inside(text):
    def check(symbols, start, end):
        for item in symbols:
            assert start <= item.span.start <= item.name_span.start <= item.name_span.end <= item.span.end <= end
            if not item.name.startswith("step "):
                assert text[item.name_span.start : item.name_span.end] == item.name
            check(item.children, item.span.start, item.span.end)

    check(outline(Source("p", text)), 0, len(text))


@pytest.mark.parametrize("broken", ["    }", "  te st", "    steps: [", "\t x: y", "   a"])
def test_broken_lines_are_passed_over(broken):
    text = TEXT.replace("components:", f"{broken}\ncomponents:")
    names = {item.name for item in outline(Source("p", text))}
    assert {"jobs", "environments"} <= names


@pytest.mark.parametrize("text", ["", "a", "[]", "jobs:", "jobs: []", "jobs: {a: }", "\ud800", "{{{"])
def test_any_text_has_an_outline(text):
    outline(Source("p", text))
