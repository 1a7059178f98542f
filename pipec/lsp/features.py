"""What the server can do, each method of the protocol with what answers it."""

from collections.abc import Sequence
from typing import Protocol

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from compiler.source import Source

from . import actions, completion, hover, layout, navigation, symbols
from .convert import Converter
from .files import path_of, text_of
from .fix_all import fix_all
from .line_edits import Replacement
from .positions import Change, Place, Range
from .rename import Refusal, renamable_at, rename
from .rounds import PAUSE
from .server import Server

FIX_ALL = "source.fixAll.pipec"
_REQUEST_FAILED = -32803
_TRIGGERS = [".", "$", "{", "[", " ", ",", "*", "/"]


class AtPlace(Protocol):
    """A request about a place of a text."""

    text_document: types.TextDocumentIdentifier
    position: types.Position


def register(server: Server) -> None:
    """Give the server all of its features."""
    _lifetime(server)
    _texts(server)
    _reading(server)
    _names(server)
    _renaming(server)
    _changing(server)


def _lifetime(server: Server) -> None:
    @server.feature(types.INITIALIZE)
    def initialize(params: types.InitializeParams) -> None:
        del params
        server.agree()

    @server.feature(types.INITIALIZED)
    def initialized(params: types.InitializedParams) -> None:
        del params
        server.watch()

    @server.feature(types.SHUTDOWN)
    def shutdown(params: None) -> None:
        del params
        server.stopping = True
        server.rounds.stop()


def _texts(server: Server) -> None:
    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def opened(params: types.DidOpenTextDocumentParams) -> None:
        document = params.text_document
        path = server.buffers.open(document.uri, document.text, document.version)
        _changed(server, path, 0)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def changed(params: types.DidChangeTextDocumentParams) -> None:
        document = params.text_document
        path = server.buffers.change(document.uri, map(_change, params.content_changes), document.version)
        _changed(server, path)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: types.DidCloseTextDocumentParams) -> None:
        _changed(server, server.buffers.close(params.text_document.uri), 0)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def saved(params: types.DidSaveTextDocumentParams) -> None:
        server.pipelines.forget()
        _changed(server, path_of(params.text_document.uri))

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def watched(params: types.DidChangeWatchedFilesParams) -> None:
        del params
        server.pipelines.forget()
        server.rounds.change(server.buffers.opened, server.buffers.opened)


def _changed(server: Server, path: str | None, pause: float = PAUSE) -> None:
    if path is not None:
        server.rounds.change([path], server.buffers.opened, pause)


def _change(change: types.TextDocumentContentChangeEvent) -> Change:
    range_ = getattr(change, "range", None)
    return Change(None if range_ is None else Range(_place(range_.start), _place(range_.end)), change.text)


def _place(position: types.Position) -> Place:
    return Place(position.line, position.character)


def _at(converter: Converter, params: AtPlace) -> tuple[str, int] | None:
    """Return the path and the offset that a request is about, None for a text that is not open."""
    path = path_of(params.text_document.uri)
    if path is None or path not in converter.opened:
        return None
    return path, converter.lines(path).offset(_place(params.position))


def _reading(server: Server) -> None:
    pipelines = server.pipelines

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    async def hovering(params: types.HoverParams) -> types.Hover | None:
        def ask(to: Converter) -> types.Hover | None:
            at = _at(to, params)
            found = hover.hover_at(pipelines, *at, to.opened) if at else None
            if at is None or found is None:
                return None
            content = types.MarkupContent(types.MarkupKind.Markdown, found.text)
            return types.Hover(content, to.range(at[0], found.start, found.end))

        return await server.answer(None, ask)

    @server.feature(types.TEXT_DOCUMENT_COMPLETION, types.CompletionOptions(trigger_characters=_TRIGGERS))
    async def completing(params: types.CompletionParams) -> types.CompletionList | None:
        def ask(to: Converter) -> types.CompletionList | None:
            at = _at(to, params)
            return to.completions(*at, completion.complete(pipelines, *at, to.opened)) if at else None

        return await server.answer(None, ask)

    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    async def outlining(params: types.DocumentSymbolParams) -> list[types.DocumentSymbol]:
        def ask(to: Converter) -> list[types.DocumentSymbol]:
            path = path_of(params.text_document.uri)
            text = text_of(path, to.opened) if path is not None else None
            if path is None or text is None or not pipelines.subjects_of(path, to.opened):
                return []
            return [to.symbol(path, symbol) for symbol in symbols.outline(Source(path, text))]

        return await server.answer([], ask)


def _names(server: Server) -> None:
    pipelines = server.pipelines

    @server.feature(types.TEXT_DOCUMENT_DEFINITION)
    async def defining(params: types.DefinitionParams) -> list[types.Location]:
        def ask(to: Converter) -> list[types.Location]:
            at = _at(to, params)
            found = navigation.definitions_at(pipelines, *at, to.opened) if at else []
            return [to.location(location) for location in found]

        return await server.answer([], ask)

    @server.feature(types.TEXT_DOCUMENT_REFERENCES)
    async def referring(params: types.ReferenceParams) -> list[types.Location]:
        def ask(to: Converter) -> list[types.Location]:
            at = _at(to, params)
            declaration = params.context.include_declaration
            found = navigation.references_at(pipelines, *at, to.opened, declaration=declaration) if at else []
            return [to.location(location) for location in found]

        return await server.answer([], ask)


def _renaming(server: Server) -> None:
    pipelines = server.pipelines

    @server.feature(types.TEXT_DOCUMENT_PREPARE_RENAME)
    async def preparing(params: types.PrepareRenameParams) -> types.PrepareRenamePlaceholder | None:
        def ask(to: Converter) -> types.PrepareRenamePlaceholder | None:
            at = _at(to, params)
            found = renamable_at(pipelines, *at, to.opened) if at else None
            return types.PrepareRenamePlaceholder(to.range(*found[0]), found[1]) if found else None

        return await server.answer(None, ask)

    @server.feature(types.TEXT_DOCUMENT_RENAME, types.RenameOptions(prepare_provider=True))
    async def renaming(params: types.RenameParams) -> types.WorkspaceEdit | None:
        def ask(to: Converter) -> types.WorkspaceEdit | Refusal | None:
            at = _at(to, params)
            found = rename(pipelines, *at, params.new_name, to.opened) if at else None
            if found is None or isinstance(found, Refusal):
                return found
            return to.edits(Replacement(location, params.new_name) for location in found)

        answer = await server.answer(None, ask)
        if isinstance(answer, Refusal):
            raise JsonRpcException(answer.reason, _REQUEST_FAILED)
        return answer


def _changing(server: Server) -> None:
    pipelines = server.pipelines
    kinds = [types.CodeActionKind.QuickFix, FIX_ALL]

    @server.feature(types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(code_action_kinds=kinds))
    async def repairing(params: types.CodeActionParams) -> list[types.CodeAction]:
        def ask(to: Converter) -> list[types.CodeAction]:
            path = path_of(params.text_document.uri)
            if path is None or path not in to.opened:
                return []
            found: list[types.CodeAction] = []
            if _wanted(params.context.only, types.CodeActionKind.QuickFix.value):
                start, end = (to.lines(path).offset(_place(each)) for each in (params.range.start, params.range.end))
                fixes = actions.quick_fixes(pipelines, path, start, end, to.opened)
                found += (to.action(each, params.context.diagnostics, types.CodeActionKind.QuickFix) for each in fixes)
            everything = fix_all(pipelines, path, to.opened) if _wanted(params.context.only, FIX_ALL) else None
            return [*found, *([to.action(everything, (), FIX_ALL)] if everything is not None else [])]

        return await server.answer([], ask)

    @server.feature(types.TEXT_DOCUMENT_FORMATTING)
    async def formatting(params: types.DocumentFormattingParams) -> list[types.TextEdit] | None:
        def ask(to: Converter) -> list[types.TextEdit] | None:
            path = path_of(params.text_document.uri)
            if path is None or path not in to.opened or not pipelines.subjects_of(path, to.opened):
                return None
            found = layout.format_file(path, to.opened)
            return None if found is None else [to.edit(item) for item in found]

        return await server.answer(None, ask)


def _wanted(only: Sequence[types.CodeActionKind | str] | None, kind: str) -> bool:
    """Tell whether a kind of action is asked for: by its name, by a beginning of it, or with all others."""
    names = [each.value if isinstance(each, types.CodeActionKind) else each for each in only or ()]
    return only is None or any(kind == name or kind.startswith(f"{name}.") or not name for name in names)
