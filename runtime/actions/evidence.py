"""What a generator shows a language model: files of the workspace and texts, bounded and without secrets."""

import os
from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any, Final

from compiler.ir.globs import matcher

from . import arguments as read
from . import files
from .base import ActionContext, ActionFault

FILES: Final = 100
READ: Final = 1_048_576
"""How many bytes of a file are looked at, the last ones."""
EACH: Final = 65_536
"""How many characters of a file, or text, are shown, the last ones: that is where failures tell of themselves."""
ALL: Final = 524_288
"""How many characters are shown in all."""


def collect(evidence: Any, context: ActionContext) -> str:
    """Return the evidence as one text: each piece between marks, masked before it is cut."""
    given: Mapping[str, Any] = {"files": evidence} if isinstance(evidence, list | tuple | str) else evidence or {}
    pieces: list[str] = []
    room = ALL
    for name, text in chain(_texts(given), _files(given, context)):
        if not room:
            context.say(f"evidence {name} and all behind it is left out: there is no room for more", "warning")
            break
        masked = context.mask(text)
        kept = masked[-min(EACH, room) :]
        if len(kept) < len(masked):
            context.say(f"evidence {name}: the first {len(masked) - len(kept)} characters are left out", "info")
        room -= len(kept)
        pieces.append(f"----- BEGIN {context.mask(name)} -----\n{kept}\n----- END -----")
    return "\n".join(pieces)


def _texts(given: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for number, text in enumerate(read.texts(given, "texts"), 1):
        yield f"text {number}", text


def _files(given: Mapping[str, Any], context: ActionContext) -> Iterator[tuple[str, str]]:
    found = _matching(read.texts(given, "files"), context)
    for path in found[:FILES]:
        try:
            yield path, _read(path, context)
        except ActionFault as fault:
            context.say(f"evidence is left out: {fault}", "warning")
    if len(found) > FILES:
        context.say(f"evidence: {len(found) - FILES} of {len(found)} files are left out", "warning")


def _matching(patterns: tuple[str, ...], context: ActionContext) -> list[str]:
    """Return the files that the patterns name, as artifacts name theirs, in order."""
    for pattern in patterns:
        if pattern.startswith("/") or ".." in pattern.split("/"):
            raise ActionFault(f"`{pattern}` leaves the workspace", failure_class="configuration")
    if not patterns:
        return []
    selects = matcher(patterns)
    found = sorted(path for path in _paths(context.workspace) if selects(os.fsencode(path)))
    if not found:
        context.say(f"evidence: no file is named by {', '.join(f'`{pattern}`' for pattern in patterns)}", "warning")
    return found


def _paths(workspace: Path) -> Iterator[str]:
    """Yield the path of every file below the workspace; no folder is entered through a link."""
    for folder, _, names in os.walk(workspace, onerror=None, followlinks=False):
        below = os.path.relpath(folder, workspace)
        yield from names if below == "." else (f"{below}/{name}" for name in names)


def _read(path: str, context: ActionContext) -> str:
    content, size = files.read(context.workspace, path, READ, end=True)
    text = content.decode("utf-8", "replace")
    if size > len(content):  # the first line may be the rest of one, and so of a secret
        text = text.partition("\n")[2]
    return text
