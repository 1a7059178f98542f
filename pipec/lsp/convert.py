"""From the compiler's values to those of the protocol."""

from collections.abc import Iterable

from lsprotocol import types

from compiler.diagnostics import Diagnostic
from compiler.source import Source

from . import symbols
from .actions import Action
from .completion import Completions
from .files import Open, text_of, uri_of
from .findings import Findings
from .line_edits import Replacement
from .navigation import Location
from .positions import MARK, Encoding, Lines, Range
from .proposal import Proposal

SEVERITIES = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "hint": types.DiagnosticSeverity.Information,
}
_PROPOSALS = {
    "key": types.CompletionItemKind.Property,
    "value": types.CompletionItemKind.Value,
    "job": types.CompletionItemKind.Module,
    "name": types.CompletionItemKind.Reference,
    "variable": types.CompletionItemKind.Variable,
    "member": types.CompletionItemKind.Field,
    "function": types.CompletionItemKind.Function,
    "file": types.CompletionItemKind.File,
    "code": types.CompletionItemKind.Constant,
}
_SYMBOLS = {
    "section": types.SymbolKind.Namespace,
    "name": types.SymbolKind.String,
    "param": types.SymbolKind.Constant,
    "variable": types.SymbolKind.Variable,
    "job": types.SymbolKind.Module,
    "step": types.SymbolKind.Method,
    "artifact": types.SymbolKind.File,
    "service": types.SymbolKind.Interface,
    "component": types.SymbolKind.Class,
    "environment": types.SymbolKind.Object,
}


class Converter:
    """Makes places of offsets, for one snapshot of what is open; each text is looked at once.

    `versioned` says that the client takes edits of a text in a certain version.
    """

    def __init__(self, opened: Open, encoding: Encoding, *, versioned: bool = True) -> None:
        self.opened = opened
        self.encoding: Encoding = encoding
        self.versioned = versioned
        self._lines: dict[str, Lines] = {}

    def lines(self, path: str) -> Lines:
        """Return the lines of a file, of nothing where it cannot be read."""
        if path not in self._lines:
            mark = path in self.opened and self.opened[path].text.startswith(MARK)
            source = Source(path, text_of(path, self.opened) or "")
            self._lines[path] = Lines(source, self.encoding, mark=mark)
        return self._lines[path]

    def range(self, path: str, start: int, end: int) -> types.Range:
        """Return the range of two offsets of a file."""
        return protocol_range(self.lines(path).range(start, end))

    def location(self, location: Location) -> types.Location:
        """Return a place in a file."""
        return types.Location(uri_of(location.path, self.opened), self.range(*location))

    def edits(self, replacements: Iterable[Replacement]) -> types.WorkspaceEdit:
        """Return changes of files, in the versions that are open."""
        files: dict[str, list[types.TextEdit]] = {}
        for item in replacements:
            files.setdefault(item.location.path, []).append(self.edit(item))
        if not self.versioned:
            return types.WorkspaceEdit(changes={uri_of(path, self.opened): edits for path, edits in files.items()})
        return types.WorkspaceEdit(
            document_changes=[types.TextDocumentEdit(self._document(path), edits) for path, edits in files.items()]
        )

    def edit(self, replacement: Replacement) -> types.TextEdit:
        """Return one change of a file."""
        return types.TextEdit(self.range(*replacement.location), replacement.text)

    def _document(self, path: str) -> types.OptionalVersionedTextDocumentIdentifier:
        version = self.opened[path].version if path in self.opened else None
        return types.OptionalVersionedTextDocumentIdentifier(uri_of(path, self.opened), version)

    def diagnostic(self, item: Diagnostic, found: Findings) -> types.Diagnostic:
        """Return a diagnostic as an editor shows it: what is wrong, and what to do."""
        related = [
            types.DiagnosticRelatedInformation(
                self.location(Location(found.absolute(label.span.path), label.span.start, label.span.end)), label.text
            )
            for label in item.related
            if label.span.path
        ]
        return types.Diagnostic(
            range=self.range(found.absolute(item.span.path), item.span.start, item.span.end),
            message=f"{item.message}\n{item.help}" if item.help else item.message,
            severity=SEVERITIES[item.severity],
            code=item.code,
            source="pipec",
            related_information=related or None,
        )

    def action(self, action: Action, diagnostics: Iterable[types.Diagnostic], kind: str) -> types.CodeAction:
        """Return a change that is offered; `diagnostics` are those of the editor's request."""
        place = None if action.place is None else self.range(*action.place)
        code = None if action.diagnostic is None else action.diagnostic.code
        codes = [item for item in diagnostics if item.code == code and item.range == place]
        return types.CodeAction(
            title=action.title,
            kind=kind,
            diagnostics=codes or None,
            is_preferred=True if action.safe and action.diagnostic is not None else None,
            edit=self.edits(action.replacements),
        )

    def completions(self, path: str, offset: int, found: Completions) -> types.CompletionList:
        """Return what can stand at an offset."""
        range_ = self.range(path, found.start, offset)
        return types.CompletionList(
            is_incomplete=False, items=[completion_item(proposal, range_) for proposal in found.proposals]
        )

    def symbol(self, path: str, symbol: symbols.Symbol) -> types.DocumentSymbol:
        """Return an entry of the outline with those inside it."""
        return types.DocumentSymbol(
            name=symbol.name,
            kind=_SYMBOLS[symbol.kind],
            range=self.range(path, symbol.span.start, symbol.span.end),
            selection_range=self.range(path, symbol.name_span.start, symbol.name_span.end),
            detail=symbol.detail or None,
            children=[self.symbol(path, child) for child in symbol.children],
        )


def protocol_range(range_: Range) -> types.Range:
    """Return a range as the protocol has it."""
    return types.Range(types.Position(*range_.start), types.Position(*range_.end))


def completion_item(proposal: Proposal, range_: types.Range) -> types.CompletionItem:
    """Return a proposal that replaces a range."""
    documentation = types.MarkupContent(types.MarkupKind.Markdown, proposal.documentation)
    return types.CompletionItem(
        label=proposal.label,
        kind=_PROPOSALS[proposal.kind],
        detail=proposal.detail or None,
        documentation=documentation if proposal.documentation else None,
        sort_text=proposal.order or None,
        filter_text=proposal.label,
        text_edit=types.TextEdit(range_, proposal.text),
    )
