"""The scalars of a tree with their paths, and the names in them."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from compiler.diagnostics import Span
from compiler.frontend.template import ExpressionForm, SecretForm, TemplatePart, VariableForm, parse_template
from compiler.frontend.tree import Mapping as MappingNode
from compiler.frontend.tree import Node, Scalar, Sequence
from compiler.ir.expression import Expression, Index, Literal, Member, Problem, parse, path_of
from compiler.ir.expression.walk import walk

from .index import Word
from .roles import Path, value_role


class Name(NamedTuple):
    """A name in the text of a scalar: the path of the expression that ends in it, and where the name alone stands.

    A variable is `("env", NAME)`, a secret `("secrets", NAME)`. Offsets are of the scalar's decoded text.
    """

    parts: tuple[str, ...]
    start: int
    end: int


def words_of(tree: Node) -> Iterator[Word]:
    """Yield every key and scalar in the order of the tree; what an alias brings in once for each thing it is in."""
    seen: set[tuple[Span, Path]] = set()
    pending: list[tuple[Path, Node]] = [((), tree)]
    while pending:
        path, node = pending.pop()
        if node.used is not None:
            key = (node.span, path[:2])
            if key in seen:
                continue
            seen.add(key)
        if isinstance(node, Scalar):
            yield Word(path, node)
        elif isinstance(node, Sequence):
            pending.extend(((*path, number), item) for number, item in reversed(list(enumerate(node.items))))
        elif isinstance(node, MappingNode):
            for entry in node:
                yield Word((*path, entry.key.text), entry.key, is_key=True)
            pending.extend(((*path, entry.key.text), entry.value) for entry in reversed(node.entries))


def names_in(word: Word) -> Iterator[Name]:
    """Yield the names that forms, expressions and scripts in a scalar use; nothing where they cannot be read."""
    text, role = word.scalar.text, value_role(word.path)
    if role == "condition" and "${" not in text:
        expression = parse(text)
        if not isinstance(expression, Problem):
            yield from names_of(expression)
        return
    if "${" in text:
        for part in parse_template(text, script=role == "script")[0]:
            yield from _names_of_part(text, part)
    if role == "script" and "$" in text:
        yield from _names_of_script(text)


def _names_of_part(text: str, part: TemplatePart) -> Iterator[Name]:
    if isinstance(part, VariableForm):
        start = part.start + len("${")
        yield Name(("env", part.name), start, start + len(part.name))
        for inner in (*part.argument, *part.replacement):
            yield from _names_of_part(text, inner)
    elif isinstance(part, SecretForm):
        start = part.start + len("${secrets.")
        yield Name(("secrets", part.name), start, start + len(part.name))
    elif isinstance(part, ExpressionForm):
        yield from names_of(part.expression)


def names_of(expression: Expression) -> Iterator[Name]:
    """Yield the members that an expression names, each with all that stands before it."""
    for node in walk(expression):
        parts = path_of(node) if isinstance(node, Member | Index) else ()
        if parts and isinstance(node, Member):
            yield Name(parts, node.end - len(node.name), node.end)
        elif parts and isinstance(node, Index) and isinstance(node.key, Literal) and isinstance(node.key.value, str):
            yield Name(parts, node.key.start + 1, node.key.end - 1)


def _names_of_script(text: str) -> Iterator[Name]:
    from compiler.frontend.shell import read_script

    for reference in read_script(text).references:
        found = re.compile(re.escape(reference.name)).search(text, reference.start)
        if found is not None:
            yield Name(("env", reference.name), *found.span())
