"""Reports to render: ordinary ones, and ones that hold whatever a file may hold."""

from compiler.diagnostics import NOWHERE, Diagnostic, Edit, Fix, Label, Rule, Span
from compiler.diagnostics.report import Linted, Report, RuleText
from compiler.source import Source

TEXT = "version: 1\nname: é🎉 shop\njobs:\n  build:\n    timout: 5m\n  test:\n    timout: 5m\n"
SOURCES = {"ci/a.yaml": Source("ci/a.yaml", TEXT)}

HOSTILE = "a%b\r\nc, d: e ]]> \"f\" 'g' <h> & \x1b[2J\x00\x0b\u2028\u202e\ufffe\uffff ::error::x [y](1) é🎉"
"""What a message may hold, since it quotes what files hold."""
ODD = "a b,c:d%é]]>&\"<'.yaml"
"""What a path may hold."""

PAGE = "A step has known keys.\n\nA misspelt one\nis lost.\n\n## Bad\n\n```yaml\nx: 1\n```\n"


def rule(code):
    return RuleText(Rule(code, "unknown-key", "error"), PAGE, ("pipeline", "language"))


def span(part, path="ci/a.yaml", nth=0, text=TEXT):
    at = -1
    for _ in range(nth + 1):
        at = text.index(part, at + 1)
    return Span(path, at, at + len(part))


def found(severity="error", at=None, message="a job has no key `timout`", **more):
    return Diagnostic("PC101", severity, span("timout") if at is None else at, message, **more)


def report(*diagnostics, path="ci/a.yaml", sources=SOURCES, files=(), **more):
    linted = Linted(path, diagnostics, clean=not diagnostics)
    return Report((linted, *files), sources, rule, "1.2.3", **more)


FIX = Fix("rename it", safe=True, edits=(Edit(span("timout"), "timeout"), Edit(Span("ci/a.yaml", 0, 0), "# x\n")))
FAILED = Linted("ci/b.yaml", clean=False, bug="pipec 1.2.3: internal error: KeyError: 'x'\nThis is a bug.")

EVERYTHING = report(
    found(help="did you mean `timeout`?\nvalid keys: `timeout`", fix=FIX, label="unknown key"),
    found("warning", span("timout: 5m\n  test:\n    timout"), "several lines", related=(Label(span("name"), "here"),)),
    found("hint", span("🎉"), HOSTILE, help=HOSTILE, label=HOSTILE),
    found(at=NOWHERE, message="no file wrote it", related=(Label(NOWHERE, "nor it"),)),
    found(at=Span("absent.yaml", 0, 0), message="`absent.yaml` does not exist"),
    found(at=Span(ODD, 0, 1), message="odd"),
    files=(Linted("clean.yaml"), FAILED),
    exit_code=3,
)
EMPTY = report()
"""One file, nothing found."""
NOTHING = EMPTY._replace(files=())
