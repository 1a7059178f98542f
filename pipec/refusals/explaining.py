"""`pipec explain --error`: what an engine said, shown at the lines of the pipeline."""

import sys
from collections.abc import Iterator, Mapping

import click

from compiler.backends import TARGETS
from compiler.diagnostics.terminal import visible

from ..output import print_json
from ..selection import STANDARD_INPUT
from ..streams import write
from ..tracing import excerpt_of
from . import compose, lines, nomad, woodpecker
from .finding import Bundle, Found, find, open_bundle
from .statements import Reader, Statement, plain

FORMAT_VERSION = 1

_READERS: Mapping[str, Reader] = {
    "nomad": nomad.read,
    "compose": compose.read,
    "woodpecker": woodpecker.read,
    "": lines.read,
}
"""By the folder of the bundle whose engine speaks so; the last is for all."""


def explain_error(error: str, subject: str, format_: str) -> None:
    """Show each thing that an engine said in the text `error`; a usage error where none of it can be found."""
    bundle = open_bundle(subject)
    found = refusals(read_text(error), bundle)
    if not any(each.place for each in found):
        raise click.UsageError("\n".join(_unfound(each) for each in found) or _nothing(error, subject))
    if format_ == "json":
        print_json({"version": FORMAT_VERSION, "refusals": [_facts(each) for each in found]})
    else:
        write("\n".join(_shown(each, bundle) for each in found))


def refusals(text: str, bundle: Bundle) -> list[Found]:
    """Return all that an engine said in a text, in its order, each once."""
    found = [find(statement, bundle) for statement in statements(text, bundle)]
    return list({(each.statement.message, each.file, each.pointer): each for each in found}.values())


def statements(text: str, bundle: Bundle) -> Iterator[Statement]:
    """Yield what the engines' readers make of a text; of a bundle's single file only its own engine's is asked."""
    engine = bundle.file.partition("/")[0]
    for name, reader in _READERS.items():
        if engine not in TARGETS or name in {engine, ""}:
            yield from reader(plain(text))


def read_text(path: str) -> str:
    """Return an engine's message: a file's text, or standard input's."""
    if path != STANDARD_INPUT:
        return _file(path)
    return "" if sys.stdin is None else sys.stdin.buffer.read().decode(errors="replace")


def _file(path: str) -> str:
    from pathlib import Path

    try:
        return Path(path).read_text(encoding="utf-8", errors="replace")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise click.UsageError(f"`--error {path}` cannot be read: {reason}.") from None


def _nothing(error: str, subject: str) -> str:
    said = "standard input" if error == STANDARD_INPUT else f"`{error}`"
    return f"The message in {said} names no node of `{subject}`. `pipec explain FILE#POINTER` takes one by hand."


def _unfound(found: Found) -> str:
    return f"{visible(found.statement.message)}: {visible(found.reason)}"


def _shown(found: Found, bundle: Bundle) -> str:
    place = found.place
    if place is None:
        return f"{_unfound(found)}\n"
    head = f"{visible(place.source)}:{place.line}:{place.column}: {visible(found.statement.message)}\n"
    return f"{head}said of {visible(found.file)}#{visible(found.pointer)}\n\n{excerpt_of(place, bundle.folder)}"


def _facts(found: Found) -> dict[str, object]:
    place = found.place
    where = place and {
        "path": place.source,
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
    }
    return {
        "message": found.statement.message,
        "file": found.file,
        "pointer": found.pointer,
        "place": where,
        "reason": found.reason,
    }
