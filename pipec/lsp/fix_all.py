"""All safe repairs of one file at once, in rounds, as `pipec lint --fix` makes them."""

from itertools import count

from compiler.diagnostics import Diagnostic
from compiler.driver import Request

from ..repairs.rounds import View, repair, with_texts
from .actions import Action
from .files import Buffer, Open, text_of, texts_of
from .findings import Findings, all_findings, find_problems
from .line_edits import line_edits
from .workspace import Workspace


def fix_all(workspace: Workspace, path: str, opened: Open) -> Action | None:
    """Return all safe fixes of a file in one; None when there are none. None of them reaches into another file."""
    text = text_of(path, opened)
    if text is None or not _has_safe(workspace, path, opened):
        return None
    texts: dict[str, str] = {}
    for subject in workspace.subjects_of(path, opened):
        request = workspace.request(subject, opened)
        if request is not None:
            texts.update(repair(with_texts(request, texts), _Look(path, opened)).texts)
    edits = tuple(line_edits(path, text, texts.get(path, text)))
    return Action("Fix all that is safe", edits, safe=True) if edits else None


def _has_safe(workspace: Workspace, path: str, opened: Open) -> bool:
    return any(
        _is_own(item, found, path) and item.fix is not None and item.fix.safe
        for found in all_findings(workspace, path, opened)
        for item in found.by_file().get(path, ())
    )


def _is_own(item: Diagnostic, found: Findings, path: str) -> bool:
    return item.fix is not None and all(found.absolute(edit.span.path) == path for edit in item.fix.edits)


class _Look:
    """Lints the texts that repairs have come to; a fix that reaches out of the one file counts as none."""

    def __init__(self, path: str, opened: Open) -> None:
        self._path = path
        self._opened = opened
        self._workspace = Workspace()
        self._edits = count(1 + max((buffer.edit for buffer in opened.values()), default=0))

    def __call__(self, request: Request) -> View:
        texts = {**texts_of(self._opened), **request.unsaved, request.path: request.source.text}
        opened = {path: Buffer("", text, 0, next(self._edits)) for path, text in texts.items()}
        found = find_problems(self._workspace, request.path, opened)
        if found is None:
            return View((), {})
        kept = [item if _is_own(item, found, self._path) else item._replace(fix=None) for item in found.diagnostics]
        return View(kept, found.sources)
