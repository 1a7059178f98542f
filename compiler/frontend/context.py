"""What every part of the check stage shares: the document, the options, the sources, the report."""

from collections.abc import Mapping as AbstractMapping
from typing import NamedTuple

from ..diagnostics import Diagnostic, Label, Span
from ..ir.expression import Problem
from ..source import Source
from .ancestry import job_ancestry
from .document import Document
from .folding import DECLARED, Cause
from .parameters import BoundParameter
from .resolved import Resolved
from .schema import Schema
from .template import TemplatePart, parse_template
from .tree import Node, Scalar


class Options(NamedTuple):
    """How to check. `complete` demands a value for every required parameter, as compiling does; lint does not."""

    complete: bool = False


class Condition(NamedTuple):
    """What a condition comes to wherever the variables that it reads are the system's."""

    names: tuple[str, ...]
    resolved: Resolved


class Context:
    """The state of one run of the check stage over one document: it grows by diagnostics and caches only."""

    def __init__(
        self,
        document: Document,
        sources: AbstractMapping[str, Source],
        params: AbstractMapping[str, BoundParameter],
        options: Options,
        schema: Schema,
    ) -> None:
        self.document = document
        self.sources = sources
        self.params = params
        self.options = options
        self.schema = schema
        self.ancestry = job_ancestry(document)
        self.diagnostics: list[Diagnostic] = []
        self.conditions: dict[tuple[str, bool], Condition] = {}
        """By text, and whether functions of a status may stand there: most conditions of a file are alike."""
        self.causes: list[tuple[int, Cause]] = []
        self.unknown = False
        """Whether some value could not be computed because a parameter has none yet."""
        self._nearest: dict[tuple[str, int], str | None] = {}
        self._visited: set[tuple[str, int]] = set()
        self._seen: set[tuple[str, Span, str]] = set()
        self._templates: dict[tuple[str, bool], tuple[TemplatePart, ...]] = {}

    def report(self, diagnostic: Diagnostic, about: str = "", cause: Cause = ()) -> None:
        """Keep a diagnostic, once for each code and place: every matrix instance meets the same mistake.

        `about` tells mistakes at one place apart, such as a secret that two environments lack. Those of one `cause`
        are told as one (see `folding`).
        """
        if cause and self.document.partial and cause[0] in DECLARED:
            return
        key = (diagnostic.code, diagnostic.span, about)
        if key not in self._seen:
            self._seen.add(key)
            if cause:
                self.causes.append((len(self.diagnostics), cause))
            self.diagnostics.append(diagnostic)

    def nearest(self, name: str, known: AbstractMapping[str, object]) -> str | None:
        """Return the name of the document closest to a missing one; asked once however often that is named."""
        key = (name, id(known))
        if key not in self._nearest:
            from ..diagnostics.nearest import nearest

            self._nearest[key] = nearest(name, known)
        return self._nearest[key]

    def is_first(self, owner: str, node: Node) -> bool:
        """Tell whether this is asked for the first time: what no instance of a matrix changes is done once a job."""
        key = (owner, id(node))
        known = key in self._visited
        self._visited.add(key)
        return not known

    def report_problem(
        self, problem: Problem, scalar: Scalar, related: tuple[Label, ...] = (), cause: Cause = ()
    ) -> None:
        """Keep what is wrong with an expression or template in the text of `scalar`."""
        from .expression_diagnostics import diagnose
        from .expression_report import escape_for

        found = diagnose(problem, lambda start, end: self.locate(scalar, start, end), escape_for(scalar.style))
        self.report(found._replace(related=(*found.related, *related)), cause=cause)

    def locate(self, scalar: Scalar, start: int, end: int) -> Span:
        """Return where a range of a scalar's decoded text stands in its file."""
        from .scalars import locate

        source = self.sources.get(scalar.span.path)
        return scalar.span if source is None else locate(source, scalar, start, end)

    def inside(self, scalar: Scalar) -> Span:
        """Return where a scalar's text stands, without its quotes."""
        return self.locate(scalar, 0, len(scalar.text))

    def source_of(self, node: Node) -> Source | None:
        """Return the file in which a node is written; None in tests that have none."""
        return self.sources.get(node.span.path)

    def template(self, scalar: Scalar, *, script: bool = False) -> tuple[TemplatePart, ...]:
        """Return the parts of a scalar's text, its lexical problems reported."""
        key = (scalar.text, script)
        parts = self._templates.get(key)
        if parts is None:
            parts, problems = parse_template(scalar.text, script=script)
            for problem in problems:
                self.report_problem(problem, scalar)
            if not problems:
                self._templates[key] = parts
        return parts
