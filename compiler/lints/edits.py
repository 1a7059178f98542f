"""Repairs of a script: edits of the words that stand in the file as they stand in the text."""

from typing import TYPE_CHECKING

from ..diagnostics import Edit, Fix
from .subjects import ScriptSubject

if TYPE_CHECKING:
    from .commands import Command, Word


def rewrite(script: ScriptSubject, start: int, end: int, replacement: str) -> Edit | None:
    """Return the edit that writes something else in a range; None where the file has it in another form."""
    if not script.exact(start, end) or not _fits(script, start, replacement):
        return None
    return Edit(script.span(start, end), replacement)


def insert_behind(script: ScriptSubject, word: "Word", text: str) -> Edit | None:
    """Return the edit that writes `text` behind a word; None where it cannot be made."""
    return rewrite(script, word.start, word.end, script.text[word.start : word.end] + text)


def remove_words(script: ScriptSubject, command: "Command", first: "Word", last: "Word | None" = None) -> Edit | None:
    """Return the edit that takes words out of a command, with the blanks before them; None where it cannot be made."""
    before = [word.end for word in command.words if word.end <= first.start]
    return rewrite(script, before[-1], (last or first).end, "") if before else None


def unsafe(title: str, *edits: Edit | None) -> Fix | None:
    """Return the fix of these edits; None where one of them cannot be made."""
    made = tuple(edit for edit in edits if edit is not None)
    return Fix(title, safe=False, edits=made) if len(made) == len(edits) else None


def _fits(script: ScriptSubject, at: int, text: str) -> bool:
    """Tell whether the scalar's style can take a text: quotes end those of their kind."""
    begin = 0
    for line in script.lines:
        if at <= begin + len(line.text):
            break
        begin += len(line.text) + 1
    else:
        return False
    if line.style in {"literal", "folded"}:
        return True
    if line.style == "plain":
        return not set(text) & set("{}[],") or not _in_braces(script, line.span.start)
    return ("'" if line.style == "single" else '"') not in text and "\\" not in text


def _in_braces(script: ScriptSubject, at: int) -> bool:
    span = script.span(0, 0)
    source = script.step.job.pipeline.context.sources.get(span.path)
    if source is None:
        return True
    steps = script.step.body.span, script.step.job.body.span
    line = source.text[source.text.rfind("\n", 0, at) + 1 : at]
    return any(source.text.startswith("{", each.start) for each in steps) or bool({"{", "["} & set(line))
