"""What a person reads."""

import re
import unicodedata
from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compiler.diagnostics import NOWHERE, Diagnostic, Edit, Fix, Label, Span
from compiler.diagnostics.render_text import render, summarize
from compiler.source import Source

FIX = Fix("write `build`", safe=True, edits=(Edit(Span("p", 0, 0), ""),))


def span(text: str, part: str, path: str = "p") -> Span:
    return Span(path, text.index(part), text.index(part) + len(part))


def show(text: str, part: str, *, label: str = "here", **more) -> str:
    found = Diagnostic("PC101", "error", span(text, part), "wrong", label, **more)
    return render([found], {"p": Source("p", text)}, color=False)


def excerpt(text: str, part: str, **more) -> list[str]:
    """The rows between the place and the notes, without the gutter's empty ones."""
    lines = show(text, part, **more).splitlines()
    return [line for line in lines[2:-1] if not re.fullmatch(r" +\|", line)]


def test_the_picture():
    pipeline = "version: 1\n" + "\n" * 11 + "  test:\n    depends_on: [biuld]\n"
    common = "jobs:\n\n  build:\n"
    found = Diagnostic(
        "PC302",
        "error",
        span(pipeline, "biuld", "pipeline.yaml"),
        "job `test` depends on `biuld`, which does not exist",
        "no such job",
        (Label(span(common, "build", "ci/common.yaml"), "a job with a similar name is defined here"),),
        "did you mean `build`?",
        FIX,
    )
    sources = {
        "pipeline.yaml": Source("pipeline.yaml", pipeline),
        "ci/common.yaml": Source("ci/common.yaml", common),
    }
    assert render([found], sources, color=False) == dedent("""\
        error[PC302]: job `test` depends on `biuld`, which does not exist
          --> pipeline.yaml:14:18
           |
        14 |     depends_on: [biuld]
           |                  ^^^^^ no such job
           |
          ::: ci/common.yaml:3:3
           |
         3 |   build:
           |   ----- a job with a similar name is defined here
           |
           = help: did you mean `build`?  (fixable with --fix)
           = docs: pipec explain PC302
        """)


def test_diagnostics_are_separated_by_a_blank_line():
    found = Diagnostic("PC101", "error", NOWHERE, "wrong")
    text = render([found, found], {}, color=False)
    one = "error[PC101]: wrong\n  = docs: pipec explain PC101\n"
    assert text == f"{one}\n{one}"
    assert render([], {}, color=False) == ""


def test_without_the_source_the_file_is_named():
    found = Diagnostic("PC001", "error", Span("a.yaml", 0, 0), "`a.yaml` does not exist", help="check the path")
    assert render([found], {}, color=False).splitlines()[1:] == [
        " --> a.yaml",
        "  = help: check the path",
        "  = docs: pipec explain PC001",
    ]


def test_without_help_the_fix_says_what_to_do():
    assert "= help: write `build`  (fixable with --fix)\n" in show("a: b\n", "b", fix=FIX)
    assert "= help: other  (fixable with --fix)\n" in show("a: b\n", "b", fix=FIX, help="other")
    assert "= help" not in show("a: b\n", "b")


def test_secondary_spans_share_the_excerpt():
    text = "one: 1\ntwo: 2\nthree: 3\nfour: 4\nfive: 5\nsix: 6\n"
    related = (Label(span(text, "one"), "first"), Label(span(text, "six"), "last"), Label(span(text, "3"), "same line"))
    assert excerpt(text, "three", related=related) == [
        "1 | one: 1",
        "  | --- first",
        "2 | two: 2",
        "3 | three: 3",
        "  | ^^^^^ here",
        "  |        - same line",
        "...",
        "6 | six: 6",
        "  | --- last",
    ]


def test_spans_of_several_lines():
    text = "a: |\n    one\n\n    two\nb: |\n  1\n  2\n  3\nc: d\n"
    assert excerpt(text, "|\n    one") == ["1 | a: |", "  |    ^", "2 |     one", "  |     ^^^ here"]
    assert excerpt(text, "|\n  1\n  2\n  3") == ["5 | b: |", "  |    ^", "...", "8 |   3", "  |   ^ here"]
    assert excerpt(text, "one\n\n    two") == ["2 |     one", "  |     ^^^", "3 |", "4 |     two", "  |     ^^^ here"]


@pytest.mark.parametrize(
    ("line", "part", "row"),
    [
        ("a:\tb c", "b", "  |       ^ here"),
        ("日本: x", "x", "  |       ^ here"),
        ("日本: x", "本", "  |   ^^ here"),
        ("e\u0301: x", "x", "  |    ^ here"),
        ("🎉: x", "x", "  |     ^ here"),
        ("é: x", "x", "  |    ^ here"),
        ("\x1b[31m: x", "x", "  |        ^ here"),
        ("a: \u202ex", "x", "  |            ^ here"),
    ],
)
def test_carets_stand_under_their_text(line, part, row):
    assert excerpt(line, part)[1] == row


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_line_ends_do_not_show(newline):
    text = f"a: 1{newline}b: 2{newline}"
    assert excerpt(text, f"2{newline}") == ["2 | b: 2", "  |    ^ here"]


def test_an_empty_span_is_one_caret():
    for text, offset, expected in [("", 0, ["1 |", "  | ^ x"]), ("ab", 2, ["1 | ab", "  |   ^ x"])]:
        found = Diagnostic("PC101", "hint", Span("p", offset, offset), "wrong", "x")
        lines = render([found], {"p": Source("p", text)}, color=False).splitlines()
        assert lines[3:5] == expected


def test_long_lines_are_cut_around_the_span():
    text = f"{'x' * 3000} TARGET {'y' * 3000}"
    source, marks = excerpt(text, "TARGET")
    assert len(source) < 160
    assert source.index("TARGET") == marks.index("^^^^^^")
    assert source.startswith("1 | …x")
    assert source.endswith("y…")
    far = (Label(Span("p", len(text) - 1, len(text)), "far"), Label(Span("p", 0, 1), "near"))
    assert max(map(len, excerpt(text, "TARGET", related=far))) < 160
    assert excerpt(f"TARGET {'y' * 3000}", "TARGET")[0].startswith("1 | TARGET")
    assert excerpt(f"{'x' * 3000} TARGET", "TARGET")[0].endswith("TARGET")
    assert len(excerpt("z" * 5000, "z" * 5000)[1]) < 160


@pytest.mark.parametrize("columns", [40, 60, 80, 200])
@pytest.mark.parametrize(
    "line", [f"{'x' * 300} TARGET {'y' * 300}", f"{'日' * 300} TARGET {'本' * 300}", "TARGET" + "é" * 300]
)
def test_excerpts_fit_into_the_terminal(columns, line):
    found = Diagnostic("PC101", "error", span(f"a\n{line}\n", "TARGET"), "wrong", "here")
    text = render([found], {"p": Source("p", f"a\n{line}\n")}, color=False, columns=columns)
    source, marks = text.splitlines()[3:5]
    assert columns - 3 <= width(source) <= columns
    before, _, _ = source.partition("TARGET")
    assert marks.index("^^^^^^") == width(before)
    assert marks.endswith("^^^^^^ here")
    assert source.endswith("…")


def test_a_terminal_of_no_width_still_shows_something():
    found = Diagnostic("PC101", "error", Span("p", 500, 501), "wrong", "here")
    text = render([found], {"p": Source("p", "x" * 500 + "T" + "x" * 500)}, color=False, columns=1)
    assert "T" in text.splitlines()[3]


def test_what_takes_no_column_does_not_fill_the_screen():
    text = "a" + "\u0301" * 100_000
    assert (
        len(render([Diagnostic("PC101", "error", Span("p", 0, 1), "w")], {"p": Source("p", text)}, color=False)) < 999
    )


def width(text):
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def test_color():
    text = "a: b\x1b[2J\n"
    found = Diagnostic("PC101", "warning", span(text, "b"), "wr\x1b[2Jong", "l\x1b", (), "h\x1b")
    colored = render([found], {"p": Source("p", text)}, color=True)
    assert "\x1b[1;33mwarning[PC101]\x1b[0m" in colored
    assert "\x1b[2J" not in colored
    bare = re.sub(r"\x1b\[[0-9;]*m", "", colored)
    assert bare == render([found], {"p": Source("p", text)}, color=False)
    assert "\x1b" not in bare


@settings(deadline=None, max_examples=200)
@given(
    text=st.text(alphabet="ab \t\n\r\x1b\u202e日e\u0301\x9b\ud800", max_size=30),
    start=st.integers(0, 30),
    length=st.integers(0, 30),
    words=st.text(max_size=10),
)
def test_nothing_reaches_the_terminal(text, start, length, words):
    start = min(start, len(text))
    place = Span("p" + words, start, min(start + length, len(text)))
    found = Diagnostic("PC101", "error", place, words, words, (Label(place, words),), words)
    shown = render([found], {place.path: Source(place.path, text)}, color=False)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", shown)
    assert shown.count("^") >= 1


def test_the_summary_counts():
    def of(severity):
        return Diagnostic("PC101", severity, NOWHERE, "wrong")

    assert summarize([of("error"), of("hint"), of("error")]) == "2 errors, 1 hint"
    assert summarize([]) == ""


def test_a_fix_that_is_not_safe_says_so():
    fix = Fix("write `build`", safe=False, edits=(Edit(Span("p", 0, 0), ""),))
    assert "= help: write `build`  (fixable with --fix=unsafe)\n" in show("a: b\n", "b", fix=fix)
