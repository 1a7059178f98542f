"""Small pipelines for the tests of the check stage, and what is found in them."""

import textwrap
from collections.abc import Mapping

from compiler.diagnostics import Diagnostic
from compiler.driver import Analysis, Request, analyse, settle
from compiler.frontend.checked import CheckedDocument
from compiler.frontend.parameters import Given
from compiler.ir.build import build_plan
from compiler.ir.plan import Plan
from compiler.source import Source

HEAD = "version: 1\nname: shop\n"
NOWHERE = "/nowhere/pipeline.yaml"


class Found:
    """What was found in a pipeline's text; `codes` in the order of reports."""

    def __init__(self, analysis: Analysis, text: str) -> None:
        self.analysis = analysis
        self.text = text
        self.diagnostics = settle(analysis.diagnostics, analysis.sources)
        self.codes = [item.code for item in self.diagnostics]

    def at(self, diagnostic: Diagnostic) -> str:
        """Return the text that a diagnostic points at."""
        return self.text[diagnostic.span.start : diagnostic.span.end]

    @property
    def places(self) -> list[tuple[str, str]]:
        """Each code with the text that it points at."""
        return [(item.code, self.at(item)) for item in self.diagnostics]

    @property
    def document(self) -> CheckedDocument:
        """The checked document of a pipeline without mistakes."""
        assert self.analysis.checked.document is not None, [
            f"{item.code} {self.at(item)!r}: {item.message}" for item in self.diagnostics
        ]
        return self.analysis.checked.document

    @property
    def plan(self) -> Plan:
        """The plan as lowered, before any pass."""
        return build_plan(self.document)

    def only(self, code: str) -> Diagnostic:
        """Return the one diagnostic that was found, which has this code."""
        assert self.codes == [code], [f"{item.code} {self.at(item)!r}: {item.message}" for item in self.diagnostics]
        return self.diagnostics[0]


def check(text: str, given: Mapping[str, object] | None = None, *, complete: bool = False, head: str = HEAD) -> Found:
    """Check a pipeline whose first two lines are `head`; `given` are parameters as a variables file gives them."""
    whole = head + textwrap.dedent(text).lstrip("\n")
    values = {name: Given(value) for name, value in (given or {}).items()}  # type: ignore[arg-type]
    return Found(
        analyse(Request(NOWHERE, Source("pipeline.yaml", whole), "/nowhere", values), complete=complete), whole
    )


def script_codes(script: str, extra: str = "") -> list[str]:
    """Return what is found about a script; its step has a report's name, its job a service and a matrix."""
    body = textwrap.indent(script.strip("\n"), " " * 10)
    return check(
        f"""\
params: {{region: {{enum: [eu, us], default: eu}}}}
global_env: {{REPORT: report.xml}}
jobs:
  test:
    matrix: {{python: [3.11, 3.12]}}
    services: {{db: {{image: registry.example/postgres:16, ports: [5432]}}}}
    steps:
      - name: run
        shell: bash -e
{extra}        script: |
{body}
"""
    ).codes
