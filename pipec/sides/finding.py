"""Where the files of one side say a field of its plan."""

import os

from compiler.diagnostics import Diagnostic, Span
from compiler.driver import Request
from compiler.frontend.field_places import FieldPlaces
from compiler.frontend.includes import load_pipeline
from compiler.frontend.tree import Mapping, Scalar
from compiler.review.changes import Path
from compiler.source import Source

from ..planning import Planned


class Finder:
    """Finds a field's span; the file is read for that when it is first asked for, where planning did not leave it."""

    def __init__(self, planned: Planned) -> None:
        self._planned = planned
        self._places: FieldPlaces | None = None
        self._looked = False

    def __call__(self, span: Span, path: Path) -> Span:
        """Return the span of the field at `path`, the given one where there is none nearer."""
        if not self._looked:
            self._looked = True
            body = self._body()
            self._places = None if body is None else FieldPlaces(body)
        return span if self._places is None else self._places(span, path)

    def _body(self) -> Mapping | None:
        planned = self._planned
        if planned.document is not None:
            return planned.document.body
        request = planned.read
        if not isinstance(request, Request) or not request.path:
            return None
        tree = load_pipeline(request.path, request.source, request.root, self._read).tree
        return tree if isinstance(tree, Mapping) else None

    def _read(self, path: str, name: Scalar) -> Source | Diagnostic:
        request = self._planned.read
        root = request.root if isinstance(request, Request) else os.sep
        shown = os.path.relpath(path, root)
        return self._planned.sources.get(shown) or Diagnostic("PC001", "error", name.span, f"`{shown}` is not at hand")
