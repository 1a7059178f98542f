"""The canonical layout of a pipeline file: one order of keys, one indentation, one way to quote.

What a file means stays, and so does every comment; the result is proved to before it is returned.
"""

import re
from typing import Final, NamedTuple

from ..diagnostics import Diagnostic
from ..frontend.schema import Shape, load_schema
from ..frontend.shape import check_shape
from ..frontend.tree import Mapping, Node
from ..frontend.yaml import load_tree
from ..source import Source
from .order import arrange
from .proof import MeaningChangedError, prove
from .reading import read_document
from .writing import write_document

__all__ = ["MeaningChangedError", "Unformatted", "format_source"]

_BREAK: Final = re.compile(r"\r\n|\r|\n")
_shapes: dict[str, Shape] = {}


class Unformatted(NamedTuple):
    """Why a file has no layout: the errors for which it does not load."""

    diagnostics: tuple[Diagnostic, ...]


def format_source(source: Source) -> str | Unformatted:
    r"""Return the text of a pipeline or a fragment in its canonical layout, or why there is none.

    Lines end as the first one of `source` does, in `\r\n` or `\n`. Formatting the result again gives the same. Raises
    `MeaningChangedError`, a bug, rather than return a text that says something else.
    """
    tree, diagnostics = load_tree(source)
    errors = tuple(item for item in diagnostics if item.severity == "error")
    shape = _shape()
    if not errors and not isinstance(tree, Mapping):
        errors = check_shape(tree, shape)[1]
    if errors:
        return Unformatted(errors)
    return _formatted(source.text, tree, shape)


def _formatted(source: str, tree: Node, shape: Shape) -> str:
    first = _BREAK.search(source)
    plain = source if "\r" not in source else _BREAK.sub("\n", source)
    document = read_document(plain)
    arrange(document.root, shape)
    text = write_document(document)
    if text != plain:
        prove(tree, document, text, shape)
    return text.replace("\n", "\r\n") if first is not None and first[0] == "\r\n" else text


def _shape() -> Shape:
    if "fragment" not in _shapes:
        _shapes["fragment"] = load_schema("pipeline").definition("fragment")
    return _shapes["fragment"]
