"""One problem, told so that its reader can repair it."""

from typing import Literal, NamedTuple

from .span import Span

Severity = Literal["error", "warning", "hint"]


class Label(NamedTuple):
    """A secondary span (a definition, an anchor, an include) and what it has to do with the problem."""

    span: Span
    text: str


class Edit(NamedTuple):
    """A replacement of one span's text; an empty span inserts, an empty replacement deletes."""

    span: Span
    replacement: str


class Fix(NamedTuple):
    """A repair that a machine can apply. It is safe when the pipeline's meaning is surely kept or restored."""

    title: str
    safe: bool
    edits: tuple[Edit, ...]


class Change(NamedTuple):
    """A repair as a stage names it that knows places and not the text around them; edits are made of it later.

    The mapping at `at`, or the one that the key there has for its value, gets `key` with `value`. What stands there
    already is replaced; with `item`, `value` is added to the list that stands there. Without a value the key goes.
    """

    at: Span
    key: str
    value: str = ""
    item: bool = False
    safe: bool = False


class Diagnostic(NamedTuple):
    """A located problem.

    `message` is one sentence without a full stop, in the user's words, names in back-quotes. `label` stands
    under the primary span's carets. `help` says what to do. A stage that cannot make a `fix` may say a `change`.
    """

    code: str
    severity: Severity
    span: Span
    message: str
    label: str = ""
    related: tuple[Label, ...] = ()
    help: str = ""
    fix: Fix | None = None
    change: Change | None = None


def sort_key(diagnostic: Diagnostic) -> tuple[str, int, int, str, str]:
    """Order of reports: by file, then place, then code; independent of the order of discovery."""
    span = diagnostic.span
    return (span.path, span.start, span.end, diagnostic.code, diagnostic.message)
