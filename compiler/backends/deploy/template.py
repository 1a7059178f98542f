"""Rendering of the text formats, with the line of the pipeline that caused each emitted line.

Templates print escaped text, numbers, and plain names only: anything else that reaches an output is a ValueError, so
that a forgotten quotation is a crash in the tests and never a hole in a configuration.
"""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ...diagnostics import NOWHERE, Span
from ..base import Mapped, OutputFile
from .escape import Escaped, haproxy_word, nginx_word, plain, systemd_text, systemd_word

if TYPE_CHECKING:
    from jinja2 import Environment

_MARK: Final = re.compile("\x00([0-9]+)\x00")


class Marks:
    """Spans in the order in which a template mentioned them; called from a template at the end of a line."""

    def __init__(self) -> None:
        self.spans: list[Span] = []

    def __call__(self, span: Span) -> Escaped:
        """Remember the span; the mark that stands for it is removed after rendering."""
        self.spans.append(span)
        return Escaped(f"\x00{len(self.spans) - 1}\x00")


def render(template: str, path: str, **values: Any) -> tuple[OutputFile, list[Mapped]]:
    """Render a template to the file `path`, with the source map of its marked lines."""
    marks = Marks()
    text = _environment().get_template(template).render(mark=marks, **values)
    mapped = []
    for number, line in enumerate(text.split("\n"), 1):
        found = _MARK.search(line)
        if found and marks.spans[int(found[1])] is not NOWHERE:
            mapped.append(Mapped(path, f"/{number}", marks.spans[int(found[1])]))
    return OutputFile(path, _MARK.sub("", text).encode()), mapped


def _environment() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(  # noqa: S701 - HTML escaping is not these formats' escaping; `finalize` enforces theirs
        loader=FileSystemLoader(Path(__file__).with_name("templates")),
        undefined=StrictUndefined,
        finalize=_printed,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    words = (systemd_word, systemd_text, nginx_word, haproxy_word)
    environment.filters.update({word.__name__: word for word in words})
    return environment


def _printed(value: Any) -> Any:
    if isinstance(value, str) and not isinstance(value, Escaped):
        return plain(value)
    return value
