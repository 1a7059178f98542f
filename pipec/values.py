"""Values of parameters from `--var` and `--var-file`."""

from collections.abc import Mapping as AbstractMapping
from collections.abc import Sequence as AbstractSequence
from typing import IO, NamedTuple

import click

from compiler.diagnostics import Diagnostic
from compiler.frontend.parameters import Given
from compiler.ir.expression import Value
from compiler.source import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from compiler.frontend.tree import Node


class Values(NamedTuple):
    """The values by name, and the files that they came from by path."""

    given: AbstractMapping[str, Given]
    sources: AbstractMapping[str, Source]


class BadValues(click.ClickException):
    """A variables file that cannot be used, shown at the lines that are wrong."""

    exit_code = 2

    def __init__(
        self, path: str, diagnostics: AbstractSequence[Diagnostic], sources: AbstractMapping[str, Source]
    ) -> None:
        super().__init__(f"The values of `{path}` cannot be used.")
        self._found = (diagnostics, sources)

    def show(self, file: IO[str] | None = None) -> None:
        """Print the diagnostics, then what that means."""
        import sys

        from .output import print_diagnostics
        from .streams import warn

        diagnostics, sources = self._found
        print_diagnostics(diagnostics, sources, color="auto", quiet=True, stream=file or sys.stderr)
        warn(f"Error: {self.format_message()}")


def read_values(variables: tuple[str, ...], var_files: tuple[str, ...]) -> Values:
    """Return the values by name, those of `--var` over those of files, later ones over earlier ones.

    Raises a usage error for what is not `NAME=VALUE`, and for a file that is no map of values.
    """
    given: dict[str, Given] = {}
    sources: dict[str, Source] = {}
    for path in var_files:
        from compiler.frontend.files import read_source

        source = read_source(path, path)
        if not isinstance(source, Source):
            raise BadValues(path, (source,), {})
        sources[path] = source
        given.update(_read_file(source))
    for text in variables:
        name, equals, value = text.partition("=")
        if not equals or not name:
            raise click.UsageError(f"`--var` wants NAME=VALUE, and `{text}` is not of that form.")
        if not _is_text(text):
            raise click.UsageError(f"The value that `--var` gives `{_printable(name)}` is not UTF-8.")
        given[name] = Given(value)
    return Values(given, sources)


def _is_text(text: str) -> bool:
    """Tell whether an argument was UTF-8: what was not has surrogates."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _printable(text: str) -> str:
    return text.encode(errors="backslashreplace").decode()


def _read_file(source: Source) -> dict[str, Given]:
    from compiler.frontend.tree import Mapping
    from compiler.frontend.yaml import load_tree

    tree, problems = load_tree(source)
    errors = tuple(item for item in problems if item.severity == "error")
    if errors:
        raise BadValues(source.path, errors, {source.path: source})
    if not isinstance(tree, Mapping):
        raise click.UsageError(f"`--var-file {source.path}` is no map of names to values.")
    return {entry.key.text: Given(_value(source, entry.key.text, entry.value), entry.value.span) for entry in tree}


def _value(source: Source, name: str, node: "Node") -> Value:
    from compiler.frontend.resolution import resolve
    from compiler.frontend.tree import Scalar, Sequence

    if isinstance(node, Scalar):
        return resolve(node)
    if isinstance(node, Sequence):
        return [_value(source, name, item) for item in node]
    place = source.position(node.span.start)
    raise click.UsageError(
        f"{source.path}:{place.line}:{place.column}: `{name}` is a map; "
        "a parameter is a text, a number, a boolean or a list."
    )
