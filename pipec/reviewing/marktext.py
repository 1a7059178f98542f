"""Markdown of text that anybody may have written: it stays text, calls nobody and leads nowhere.

What forges make of a comment beyond Markdown counts too: mentions, references to issues, commands at the start of a
line, addresses that become links.
"""

import re
from collections.abc import Iterable
from typing import Final

from compiler.diagnostics.terminal import visible

_MARKUP: Final = re.compile(r"[\\`*_{}\[\]()+.!|~=$^-]")
_CALLS: Final = re.compile(
    r"""(?=[\w"])(?<=[@#!$%~&^])|(?<=:)(?=//)|(?<=\bwww)(?=\.)|(?<=\bGH)(?=-\d)""", re.IGNORECASE
)
_BREAK: Final = "\u2060"
"""Nothing to see, and no letter: what stands before it and what stands behind are two words."""

_HTML: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def plain(text: str) -> str:
    """Return text as Markdown that shows it in one line."""
    parts = _CALLS.split(_one_line(text))
    return _BREAK.join(_escaped(part) for part in parts)


def _escaped(text: str) -> str:
    """Return text without markup; letters of HTML become references, what Markdown knows gets a backslash."""
    text = _MARKUP.sub(lambda found: f"\\{found[0]}", text)
    return re.sub("[&<>]", lambda found: _HTML[found[0]], text).replace("#", "\\#").replace("@", "&#64;")


def code(text: str) -> str:
    """Return text as a code span, in which forges look for nothing; blanks at its ends are kept."""
    text = _one_line(text)
    if not text.strip():
        return f"<code>{'&nbsp;' * max(len(text), 1)}</code>"
    fence = "`" * (_longest_run(text) + 1)
    pad = " " if text[0] in "` " or text[-1] in "` " else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def said(text: str, longest: int = 600) -> str:
    """Return a line of a review, in which names stand in backticks, as Markdown."""
    text = clipped(text, longest)
    parts = text.split("`")
    if len(parts) % 2 == 0:  # an opening one that nothing closes
        parts[-2:] = [f"{parts[-2]}`{parts[-1]}"]
    return "".join(code(part) if place % 2 else plain(part) for place, part in enumerate(parts))


def clipped(text: str, longest: int) -> str:
    """Return text, cut where it is longer."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def fenced(lines: Iterable[str], language: str = "") -> list[str]:
    """Return lines as a block of code that nothing in them ends."""
    shown = ["\t".join(map(visible, line.rstrip("\r\n").split("\t"))) for line in lines]
    fence = "`" * max(3, _longest_run("\n".join(shown)) + 1)
    return [f"{fence}{language}", *shown, fence]


def folded(title: str, lines: Iterable[str]) -> list[str]:
    """Return lines that are shown on demand; `title` is HTML without marks of Markdown."""
    return ["<details>", f"<summary>{title}</summary>", "", *lines, "", "</details>"]


def html(text: str) -> str:
    """Return text as it stands in a summary, which is HTML and no Markdown."""
    shown = re.sub("[&<>]", lambda found: _HTML[found[0]], _one_line(text))
    return re.sub(r"[\\`*_\[\]|~$]", lambda found: f"&#{ord(found[0])};", f"<code>{shown}</code>")


def _one_line(text: str) -> str:
    return visible(" ".join(re.split(r"[\r\n\t]+", text)))


def _longest_run(text: str) -> int:
    return max((len(run) for run in re.findall("`+", text)), default=0)
