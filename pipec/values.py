"""Values of parameters from `--var` and `--var-file`."""

import click

from compiler.frontend.files import read_source
from compiler.frontend.parameters import Given
from compiler.frontend.resolution import resolve
from compiler.frontend.tree import Mapping, Node, Scalar, Sequence
from compiler.frontend.yaml import load_tree
from compiler.ir.expression import Value
from compiler.source import Source


def read_values(variables: tuple[str, ...], var_files: tuple[str, ...]) -> tuple[dict[str, Given], dict[str, Source]]:
    """Return the values by name, those of `--var` over those of files, later ones over earlier ones.

    Raises a usage error for what is not `NAME=VALUE`, and for a file that is no map of values.
    """
    given: dict[str, Given] = {}
    sources: dict[str, Source] = {}
    for path in var_files:
        source = read_source(path, path)
        if not isinstance(source, Source):
            raise click.UsageError(f"--var-file: {source.message}")
        sources[path] = source
        given.update(_read_file(source))
    for text in variables:
        name, equals, value = text.partition("=")
        if not equals or not name:
            raise click.UsageError(f"--var wants NAME=VALUE, and `{text}` is not of that form.")
        given[name] = Given(value)
    return given, sources


def _read_file(source: Source) -> dict[str, Given]:
    tree, problems = load_tree(source)
    if problems or not isinstance(tree, Mapping):
        first = problems[0].message if problems else "it is not a map of names to values"
        raise click.UsageError(f"--var-file {source.path}: {first}")
    return {entry.key.text: Given(_value(entry.value), entry.value.span) for entry in tree}


def _value(node: Node) -> Value:
    if isinstance(node, Scalar):
        return resolve(node)
    if isinstance(node, Sequence):
        return [_value(item) for item in node]
    return None
