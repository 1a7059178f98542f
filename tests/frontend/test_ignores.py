"""Comments that silence, and what is said about those that do not."""

import pytest

from compiler.diagnostics import Diagnostic, Span
from compiler.diagnostics.apply import apply_edits
from compiler.frontend.ignores import apply_ignores
from compiler.source import Source

KNOWN = ("PC003", "PC031", "PC101", "PC102", "PC710", "PC901")


def run(text: str, *found: tuple[str, str]) -> list[Diagnostic]:
    """Apply the comments of `text` to diagnostics given as code and the text where each stands."""
    diagnostics = [
        Diagnostic(code, "error", Span("p", text.index(at), text.index(at) + len(at)), "wrong") for code, at in found
    ]
    return list(apply_ignores(Source("p", text), diagnostics, lambda: KNOWN))


def left(text: str, *found: tuple[str, str]) -> list[str]:
    return [diagnostic.code for diagnostic in run(text, *found)]


@pytest.mark.parametrize(
    "text",
    [
        "a: here # pipec: ignore[PC101]\n",
        "a: here #pipec:ignore[ PC101 ]\n",
        "# pipec: ignore[PC101]\na: here\n",
        "a:\n  # pipec: ignore[PC101] because of that\n  b: here\n",
        "# pipec: ignore[PC101]\n# another comment\na: here\n",
        "a: x\r\n# pipec: ignore[PC101]\r\na2: here\r\n",
        "a: x\r# pipec: ignore[PC101]\ra2: here\r",
        "a: 'x # y' # pipec: ignore[PC101]\nb: here\n".replace("\nb: here", " here"),
        "a: | # pipec: ignore[PC101]\n  one\n  here\n",
        "# pipec: ignore[PC101]\na: |\n  one\n  here\n",
        "a: |\n  # pipec: ignore[PC101]\n  here\n",
        "a: |\n  here  # pipec: ignore[PC101] because\n",
        "a: |\r\n  # pipec: ignore[PC101]\r\n  # why\r\n  here\r\n",
    ],
)
def test_silenced(text):
    assert left(text, ("PC101", "here")) == []


@pytest.mark.parametrize(
    "text",
    [
        "a: here\n# pipec: ignore[PC101]\n",
        "# pipec: ignore[PC101]\nb: 1\na: here\n",
        "b: 1 # pipec: ignore[PC101]\na: here\n",
    ],
)
def test_another_line_is_not_silenced(text):
    assert left(text, ("PC101", "here")) == ["PC101", "PC901"]


@pytest.mark.parametrize(
    "text",
    [
        "a: >\n  # pipec: ignore[PC101]\n  here\n",
        "a: |\n  # pipec: ignore[PC101]\n  b\n  here\n",
        "a: |\n  # pipec: ignore[PC101]\nb: here\n",
        "a: |\n  # pipec: ignore[PC10]\n  here\n",
        "a: here '# pipec: ignore[PC101]'\n",
        "a: '# pipec: ignore[PC101] here'\n",
        'a: "here\n  # pipec: ignore[PC101]\n  x"\n',
        "a: here# pipec: ignore[PC101]\n",
    ],
)
def test_no_comment_no_silence(text):
    if text.startswith("a: here '#"):
        text = "a: 'here # pipec: ignore[PC101]'\n"
    assert left(text, ("PC101", "here")) == ["PC101"]


def test_codes_are_told_apart():
    text = "a: here # pipec: ignore[PC101, PC031]\n"
    assert left(text, ("PC101", "here"), ("PC031", "a"), ("PC102", "here")) == ["PC102"]


def test_errors_of_yaml_cannot_be_silenced():
    assert left("a: here # pipec: ignore[PC003]\n", ("PC003", "here")) == ["PC003", "PC901"]
    broken = "a: [here # pipec: ignore[PC101]\n"
    assert left(broken, ("PC101", "here")) == ["PC101"]


def test_other_files_are_left_alone():
    other = Diagnostic("PC101", "error", Span("q", 0, 1), "wrong")
    text = "a: b # pipec: ignore[PC101]\n"
    found = apply_ignores(Source("p", text), [other], lambda: KNOWN)
    assert [(d.code, d.span.path) for d in found] == [("PC101", "q"), ("PC901", "p")]


def test_codes_of_targets_are_unused_only_when_compiling():
    text = "a: b # pipec: ignore[PC710]\n"
    assert left(text) == []
    found = apply_ignores(Source("p", text), [], lambda: KNOWN, lambda code: True)
    assert [d.code for d in found] == ["PC901"]


def test_known_codes_are_not_asked_without_a_comment():
    def never():
        raise AssertionError

    assert apply_ignores(Source("p", "a: b # pipec: x\n"), [], never) == ()


def test_unknown_and_missing_codes():
    text = "a: b # pipec: ignore[PC10]\nc: d # pipec: ignore\ne: f # pipec: ignore[]\n"
    found = run(text)
    assert [d.code for d in found] == ["PC902"] * 3
    assert text[found[0].span.start : found[0].span.end] == "PC10"
    assert "did you mean `PC101`?" in found[0].help


@pytest.mark.parametrize(
    ("text", "expected", "at"),
    [
        ("a: b # pipec: ignore[PC101]\nc: d\n", "a: b\nc: d\n", "PC101"),
        ("a: b\r\n  # pipec: ignore[PC101]\r\nc: d\r\n", "a: b\r\nc: d\r\n", "PC101"),
        ("a: here # pipec: ignore[PC102, PC031, PC101]\n", "a: here # pipec: ignore[PC031]\n", "PC102, PC031, PC101"),
        ("a: here # pipec: ignore[PC031 ,PC101]\n", "a: here # pipec: ignore[PC031]\n", "PC101"),
    ],
)
def test_the_fix_removes_what_is_unused(text, expected, at):
    used = [("PC031", "here")] if "here" in text else []
    (found,) = run(text, *used)
    assert text[found.span.start : found.span.end] == at
    assert found.fix is not None
    assert found.fix.safe
    assert apply_edits(text, found.fix.edits) == expected
