"""Broken texts made readable without moving anything: lines that YAML stumbles over are taken out one by one."""

import re

from compiler.diagnostics import Diagnostic
from compiler.frontend.tree import Broken, Node
from compiler.frontend.yaml import load_tree
from compiler.source import Source

MOST = 12
"""So many lines are taken out at most: each costs a reading of the whole text."""

_CHARACTER = re.compile(r"[^\r\n]")


def repair(source: Source) -> tuple[Source, Node]:
    """Return a source of the same length that is YAML, and its tree: `Broken` when no few lines are to blame.

    A line that is blamed becomes spaces, so that everything else keeps its place.
    """
    tree, problems = load_tree(source)
    for _ in range(MOST):
        line = _blamed(source, tree, problems)
        if line is None:
            break
        source = blank(source, line)
        tree, problems = load_tree(source)
    return source, tree


def blank(source: Source, line: int) -> Source:
    """Return a source with line `line`, from 1, of spaces."""
    start = source.line_starts[line - 1]
    shown = source.line(line)
    text = source.text[:start] + _CHARACTER.sub(" ", shown) + source.text[start + len(shown) :]
    return Source(source.path, text)


def _blamed(source: Source, tree: Node, problems: tuple[Diagnostic, ...]) -> int | None:
    """Return the line to take out: that of the problem, else the nearest one above that says something."""
    if not isinstance(tree, Broken) or not problems or not source.text.strip():
        return None
    line = source.position(problems[-1].span.start).line
    while line > 0 and not source.line(line).strip():
        line -= 1
    return line or None
