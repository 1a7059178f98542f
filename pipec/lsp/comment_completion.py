"""Completion in `# pipec: ignore[…]`: the codes of what is found on that line first, then all."""

import re
from typing import Final

from compiler.source import Source

from .files import Open
from .findings import all_findings
from .proposal import Proposal
from .workspace import Workspace

_COMMENT: Final = re.compile(r"(?:^|[ \t])#[ \t]*pipec:[ \t]*ignore\[(?:[^\]]*[\s,])?(?P<code>\w*)\Z")


def complete_comment(
    workspace: Workspace, source: Source, path: str, offset: int, opened: Open
) -> tuple[int, tuple[Proposal, ...]] | None:
    """Return where the code begins and the codes that may stand there; None outside of such a comment."""
    line = source.position(offset).line
    before = source.text[source.line_starts[line - 1] : offset]
    found = _COMMENT.search(before)
    if found is None:
        return None
    lines = {line, line + 1} if before.lstrip().startswith("#") else {line}
    return offset - len(found["code"]), tuple(_codes(workspace, source, path, lines, opened))


def _codes(workspace: Workspace, source: Source, path: str, lines: set[int], opened: Open) -> "list[Proposal]":
    from compiler.catalogue import pages

    here = {
        item.code
        for found in all_findings(workspace, path, opened)
        for item in found.by_file().get(path, ())
        if source.position(item.span.start).line in lines
    }
    return [
        Proposal(
            page.rule.code,
            "code",
            page.rule.title,
            page.text.partition("\n")[0],
            order=f"{0 if page.rule.code in here else 1}{page.rule.code}",
        )
        for page in pages()
    ]
