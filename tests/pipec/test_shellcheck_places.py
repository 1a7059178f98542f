"""What shellcheck says stands exactly where the script says it, and its repairs change exactly that."""

import re

import pytest

from compiler.diagnostics.apply import apply_edits
from compiler.driver import Request, analyse
from compiler.source import Source
from pipec.shellcheck.check import ask_about, find_in
from pipec.shellcheck.masks import show_scripts
from pipec.shellcheck.places import Places, literal_lines
from pipec.shellcheck.program import find_program

HEAD = "version: 1\nname: shop\njobs:\n  test:\n    steps:\n"
WRITTEN = {
    "literal": "      - script: |\n          true\n\n          echo «$HOME» x\n",
    "literal, with an indentation indicator":
        "      - script: |2\n            if true; then\n          echo «$HOME»; fi\n",
    "literal, tabs":
        "      - script: |\n          if true; then\n          \techo\t«$HOME»\n          fi\n",
    "literal, the first line is empty": "      - script: |\n\n\n          echo «$HOME»\n",
    "literal, lines that are shorter than the indentation":
        "      - script: |+\n          true\n   \n          echo «$HOME»\n\n",
    "literal, at the end of the file": "      - script: |-\n          echo «$HOME»",
    "literal, multi-byte": "      - script: |\n          echo ü 😀 é e\u0301 «$HOME» ü\n",
    "folded": "      - script: >\n          true &&\n          echo é «$HOME»\n          x\n",
    "folded, more indented lines": "      - script: >\n          true\n\n            echo «$HOME»\n          echo x\n",
    "double-quoted": '      - script: "echo \\"ü \\t\\" «$HOME» x"\n',
    "double-quoted, escaped characters": '      - script: "echo \\u00fc \\U0001F600\\x41 «$HOME»"\n',
    "double-quoted, continued": '      - script: "true;\n          echo \\\n          ü «$HOME» x"\n',
    "double-quoted, an escaped break": '      - script: "true\\n echo «$HOME» x"\n',
    "single-quoted": "      - script: 'echo ''x'' «$HOME» ''y'''\n",
    "single-quoted, two lines": "      - script: 'echo ''x''\n\n          echo «$HOME»'\n",
    "plain": "      - script: echo «$HOME»\n",
    "plain, several lines": "      - script: true;\n          echo   \n          é «$HOME»\n",
    "a list": "      - script:\n        - true\n        - 'echo ''é'' «$HOME»'\n        - true\n",
    "a list with a block":
        '      - script:\n        - "true"\n        - |\n          true\n          echo «$HOME»\n        - true\n',
    "a list in one line": "      - script: [true, echo «$HOME»]\n",
    "behind other characters": '      - name: 😀 é\n        script: "echo «$HOME»"\n',
}  # fmt: skip


def pipeline(written, ending="\n"):
    """Return the text, and the range that the marks enclose."""
    text = (HEAD + written).replace("\n", ending)
    start = text.index("«")
    return text.replace("«", "").replace("»", ""), (start, text.index("»") - 1)


def check(text, **sources):
    """Return what shellcheck says of the scripts of a pipeline."""
    analysis = analyse(Request("/nowhere/pipeline.yaml", Source("pipeline.yaml", text), "/nowhere"))
    assert [item.message for item in analysis.diagnostics if item.severity == "error"] == []
    shown = show_scripts(analysis.document)
    asked = ask_about(find_program(), shown)
    assert asked.problems == ()
    found = find_in(shown, {**analysis.sources, **sources}, asked)
    assert found.whole
    return found.diagnostics, shown


@pytest.mark.parametrize("ending", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize("name", WRITTEN)
def test_the_place_and_the_repair_are_exact(name, ending):
    text, expected = pipeline(WRITTEN[name], ending)
    (found,), (before,) = check(text)
    assert found.message.startswith("shellcheck SC2086: ")
    assert (found.span.start, found.span.end) == expected
    assert found.span.path == "pipeline.yaml"
    assert found.fix is not None
    assert not found.fix.safe
    repaired = apply_edits(text, found.fix.edits)
    none, (after,) = check(repaired)
    assert none == ()
    assert after.script.text == before.script.text.replace("$HOME", '"$HOME"')


@pytest.mark.parametrize(
    "written",
    [
        "      - script: $HOME/run\n",  # it would begin with a quote, which is YAML's
        "      - script: [echo a, 'true; '' '' ; echo $HOME/x', $HOME/run]\n",
    ],
)
def test_no_repair_that_yaml_would_read_otherwise(written):
    found, _ = check(HEAD + written)
    assert any(item.fix is None for item in found)
    for item in found:
        if item.fix is not None:
            check(apply_edits(HEAD + written, item.fix.edits))


@pytest.mark.parametrize("style", ["|\n          {}\n", '"{}"\n', "'{}'\n", "{}\n"])
@pytest.mark.parametrize("script", ["echo `date`; true", "echo $HOME | cat", "read x; echo a$x"])
def test_repairs_leave_a_pipeline(style, script):
    text = HEAD + "      - script: " + style.format(script)
    found, _ = check(text)
    assert found
    for item in found:
        if item.fix is not None:
            again, _ = check(apply_edits(text, item.fix.edits))
            assert item.message not in [other.message for other in again]


def test_a_repair_in_double_quotes_is_escaped():
    text, _ = pipeline(WRITTEN["double-quoted"])
    (found,), _ = check(text)
    assert apply_edits(text, found.fix.edits) == text.replace("$HOME", '\\"$HOME\\"')


def test_two_scalars_of_one_finding():
    text = HEAD + "      - script:\n        - echo `date\n        - true` x\n"
    found, _ = check(text)
    assert {text[item.span.start : item.span.end] for item in found} == {"`date"}
    for item in found:
        if item.fix is not None:
            assert "$(date\n        - true) x" in apply_edits(text, item.fix.edits)


def test_an_aliased_script_is_told_of_once_where_it_is_written():
    text, expected = pipeline(
        "      - name: a\n        script: &make |\n          echo «$HOME»\n      - name: b\n        script: *make\n"
        "  other:\n    steps:\n      - script: *make\n"
    )
    (found,), shown = check(text)
    assert (found.span.start, found.span.end) == expected
    assert len(shown) == 1


def test_a_matrix_has_one_script():
    text, _ = pipeline("      - script: echo «$HOME» ${{ matrix.a }}\n    matrix: {a: [b, c, d]}\n")
    found, shown = check(text)
    assert (len(found), len(shown)) == (1, 1)


@pytest.mark.parametrize("script", ["if true", "'\"", "echo $(", "x() {", "case a in", "fi", "a && && b", "<<<", "[ a"])
def test_a_script_that_cannot_be_read_is_one_problem(script):
    found, _ = check(HEAD + f"      - script: |\n          true\n          {script}\n")
    assert len([item for item in found if re.search(r"SC1\d{3}:", item.message)]) == 1
    assert {item.severity for item in found} <= {"warning", "hint"}
    assert not any(item.message.endswith((".", "again")) for item in found)


def places_of(text):
    """Return the places of the only script of a pipeline."""
    sources = {"p.yaml": Source("p.yaml", text)}
    (shown,) = show_scripts(analyse(Request("/p.yaml", sources["p.yaml"], "/")).document)
    return Places(shown.script.lines, shown.masked.texts[0], sources)


@pytest.mark.parametrize("ending", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize("name", [name for name in WRITTEN if "literal" in name or "block" in name])
def test_a_literal_block_needs_no_tracing_and_gives_the_same_places(name, ending):
    text, _ = pipeline(WRITTEN[name], ending)
    quick, slow = places_of(text), places_of(text)
    for number, line in enumerate(slow.lines):
        if line.style != "literal":
            continue
        slow._literal[number] = None
        begin = slow.begins[number]
        assert literal_lines(line, slow.sources["p.yaml"]) is not None
        for start in range(begin, begin + len(line.text)):
            if line.text[start - begin] == "\n":
                continue  # of a line break either side is its place
            for end in range(start + 1, begin + len(line.text) + 1):
                if line.text[end - begin - 1] != "\n":
                    assert quick.span(start, end) == slow.span(start, end), (start, end)


@pytest.mark.parametrize("place", [(0, 0), (-5, 3), (1, 10**9), (10**9, 1), (10**9, 10**9), (2, -1)])
@pytest.mark.parametrize("name", WRITTEN)
def test_a_place_outside_of_the_script_is_its_nearest(name, place):
    text, _ = pipeline(WRITTEN[name])
    places = places_of(text)
    offset = places.offset(*place)
    assert 0 <= offset <= len(places.shown)
    span = places.span(offset, offset)
    assert 0 <= span.start <= span.end <= len(text)


def test_literal_lines_are_those_of_the_file():
    text = HEAD + "      - script: |\n          a\n\n            b\n"
    analysis = analyse(Request("/p.yaml", Source("p.yaml", text), "/"))
    (shown,) = show_scripts(analysis.document)
    lines = literal_lines(shown.script.lines[0], Source("p.yaml", text))
    assert [text[at] for at in lines] == ["a", "\n", " "]
