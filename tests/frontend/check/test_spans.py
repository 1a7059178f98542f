"""Exact places: block scalars, several bytes to a letter, CRLF, aliases, one diagnostic for one root cause."""

import pytest

from compiler.driver import Request, analyse, settle
from compiler.source import Source
from tests.frontend.check.pipelines import check

BLOCK = """\
version: 1
name: shop
params: {t: {default: x}}
jobs:
  a:
    steps:
      - name: s
        environment:
          "Ä": x
          A: "é 🙂 ${NONE}"
          B: 'it''s ${NONE2}'
          C: "\\u00e9 ${NONE3}"
          D: >-
            folded 🙂
            text ${NONE4}
        script: |
          # é 🙂
          echo "🙂" ${params.t} "${{ params.u }}"
            indented ${{ 1 +
            params.v }}
"""


@pytest.mark.parametrize("line_break", ["\n", "\r\n"])
def test_places_are_exact_in_every_style(line_break):
    text = BLOCK.replace('          "Ä": x\n', "").replace("\n", line_break)
    analysis = analyse(Request("/nowhere/p.yaml", Source("p.yaml", text), "/nowhere"))
    found = [(item.code, text[item.span.start : item.span.end]) for item in settle(analysis.diagnostics, {})]
    assert found == [
        ("PC401", "${NONE}"),
        ("PC401", "${NONE2}"),
        ("PC401", "${NONE3}"),
        ("PC401", "${NONE4}"),
        ("PC410", "${params.t}"),
        ("PC454", "u"),
        ("PC454", "v"),
    ]


def test_lines_and_columns_count_letters():
    text = BLOCK.replace('          "Ä": x\n', "")
    source = Source("p.yaml", text)
    analysis = analyse(Request("/nowhere/p.yaml", source, "/nowhere"))
    taint = next(item for item in analysis.diagnostics if item.code == "PC410")
    line = text[: taint.span.start].count("\n") + 1
    assert source.position(taint.span.start) == (line, len('          echo "🙂" ') + 1)


def test_a_mistake_in_an_anchor_is_told_once_with_its_uses():
    found = check("""
        jobs:
          a: {environment: &env {V: "${NONE}"}, steps: [{script: x}]}
          b: {environment: *env, steps: [{script: x}]}
          c: {environment: {<<: *env, W: x}, steps: [{script: x}]}
        """)
    diagnostic = found.only("PC401")
    assert found.at(diagnostic) == "${NONE}"
    assert [found.text[label.span.start : label.span.end] for label in diagnostic.related] == ["*env", "*env"]


def test_what_was_reported_has_no_consequences():
    found = check("""
        global_env: {A: "${NONE}", B: "${A}", C: "${{ env.B + 'x' }}"}
        jobs:
          a: {environment: {D: "${C}"}, conditional: "env.D == 'x'", timeout: "${A}", steps: [{script: "x ${env.D}"}]}
          b: {depends_on: [c], inputs: [a.x], steps: [{script: x}]}
          d: {depends_on: [b], environment: {E: "${job.b.status}"}, steps: 5}
        """)
    assert found.places == [("PC401", "${NONE}"), ("PC302", "c"), ("PC307", "x"), ("PC102", "5")]


def test_all_mistakes_come_in_one_pass():
    found = check("""
        params: {p: {type: number, default: x}}
        triggers: [{event: cron, cron: {name: n1, schedule: bad}}]
        jobs:
          a: {depends_on: [q], timeout: 9h, steps: [{script: "echo ${trigger.branch}", image: nope}]}
          b: {matrix: {v: []}, conditional: "1 +", steps: [{script: x, environment: {V: "${NONE}"}}]}
        components: {web: {image: "registry.example/Web:1"}}
        environments: {e: {runner: compose, after: f}}
        """)
    assert sorted(found.codes) == sorted(
        ["PC407", "PC202", "PC302", "PC205", "PC410", "PC501", "PC320", "PC440", "PC401", "PC502", "PC602"]
    )


def test_an_ignore_comment_silences_one():
    found = check("""
        jobs:
          a:
            steps:
              - script: echo $NOWHERE  # pipec: ignore[PC411]
        """)
    assert found.codes == []
