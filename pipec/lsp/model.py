"""One pipeline as an editor sees it: read as far as it can be, with every name and scope."""

from collections.abc import Mapping
from typing import NamedTuple

from compiler.diagnostics import Diagnostic, Span
from compiler.driver import Request, included_reader
from compiler.frontend.context import Context, Options
from compiler.frontend.document import Document, read_document
from compiler.frontend.includes import Loaded, load_pipeline
from compiler.frontend.parameters import bind_parameters
from compiler.frontend.scalars import locate
from compiler.frontend.schema import Schema, load_schema
from compiler.frontend.settings import FIRST_FREE
from compiler.frontend.shape import check_shape
from compiler.frontend.tree import Mapping as MappingNode
from compiler.frontend.tree import Node, Scalar
from compiler.source import Source

from .anchors import anchors_of
from .index import Index
from .occurrences import occurrences_of
from .repair import repair
from .words import words_of

_schemas: list[Schema] = []


class Model(NamedTuple):
    """A pipeline that was read for its names.

    `tree` is the whole with its includes, `sources` are its files by displayed path, broken lines taken out,
    `files` their absolute paths, the pipeline first. `whole` says that no line had to be taken out.
    """

    request: Request
    tree: Node
    sources: Mapping[str, Source]
    files: tuple[str, ...]
    document: Document
    context: Context
    names: Index
    whole: bool

    def path_of(self, display: str) -> str:
        """Return the absolute path of a file that spans name."""
        import os

        return os.path.normpath(os.path.join(self.request.root, display))  # noqa: PTH118 - texts, as everywhere

    def display_of(self, path: str) -> str:
        """Return how spans name the file at an absolute path."""
        import os

        return self.request.source.path if path == self.request.path else os.path.relpath(path, self.request.root)


def schema() -> Schema:
    """Return the schema of pipelines, read once."""
    if not _schemas:
        _schemas.append(load_schema("pipeline"))
    return _schemas[0]


def read_model(request: Request) -> Model:
    """Read a pipeline and what it includes, whatever is wrong with them."""
    read = included_reader(request)
    loaded = load_pipeline(request.path, request.source, request.root, read)
    if not any(item.code < FIRST_FREE for item in loaded.diagnostics):
        return _model(request, loaded, whole=True)

    def read_mended(path: str, name: Scalar) -> Source | Diagnostic:
        source = read(path, name)
        return repair(source)[0] if isinstance(source, Source) else source

    mended = repair(request.source)[0]
    return _model(request, load_pipeline(request.path, mended, request.root, read_mended), whole=False)


def _model(request: Request, loaded: Loaded, *, whole: bool) -> Model:
    tree: Node = loaded.tree if isinstance(loaded.tree, MappingNode) else MappingNode((), Span("", 0, 0))
    shaped, _ = check_shape(tree, schema())
    document = read_document(shaped if isinstance(shaped, MappingNode) else MappingNode((), Span("", 0, 0)))
    params, _ = bind_parameters(document, {}, complete=False)
    context = Context(document, loaded.sources, params, Options(), schema())
    return Model(
        request, tree, loaded.sources, loaded.files, document, context, _index(tree, loaded.sources), whole=whole
    )


def _index(tree: Node, sources: Mapping[str, Source]) -> Index:
    def place(scalar: Scalar, start: int, end: int) -> Span:
        source = sources.get(scalar.span.path)
        return scalar.span if source is None else locate(source, scalar, start, end)

    words = list(words_of(tree))
    found = list(occurrences_of(words, place))
    for source in sources.values():
        found.extend(anchors_of(source))
    return Index(words, found)
