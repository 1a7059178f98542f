"""The Markdown of the pages of rules as a terminal shows it: paragraphs, headings, lists, fenced code."""

import re
from collections.abc import Iterator
from textwrap import wrap

from compiler.diagnostics.terminal import paint, visible

_INDENT = "    "
_FENCE = re.compile(r"(`{3,})(\w*)")
_HEADING = re.compile(r"#+ (?P<title>.+)")
_ITEM = re.compile(r"(?P<mark>[-*] |\d+\. )")
_CODE = re.compile(r"`[^`]+`")
_COMMENT = re.compile(r"(?<!\S)#.*")
_KEY = re.compile(r"^(?P<before> *(?:- )*\{?)(?P<key>[\w.-]+)(?=:(?: |$)| = )|^\[[\w.]+\]$")
_NARROWEST = 20


def typeset(text: str, columns: int, *, color: bool) -> str:
    """Return a page set for a terminal; `columns` holds for everything but code."""
    width = max(columns, _NARROWEST)
    return "\n\n".join("\n".join(_block(lines, width, color=color)) for lines in _blocks(text)) + "\n"


def _blocks(text: str) -> Iterator[list[str]]:
    """Yield what empty lines separate; a fenced block is one, whatever is in it."""
    block: list[str] = []
    fence = ""
    for line in text.splitlines():
        opened = _FENCE.match(line)
        if fence or opened:
            if opened and not fence and block:
                yield block
                block = []
            block.append(line)
            if fence and line.strip() == fence:
                yield block
                block, fence = [], ""
            elif opened and not fence:
                fence = opened[1]
        elif line.strip():
            block.append(line)
        elif block:
            yield block
            block = []
    if block:
        yield block


def _block(lines: list[str], width: int, *, color: bool) -> Iterator[str]:
    fence = _FENCE.match(lines[0])
    heading = _HEADING.fullmatch(lines[0])
    if fence:
        inner = lines[1:-1] if lines[-1].strip() == fence[1] and len(lines) > 1 else lines[1:]
        yield from (f"{_INDENT}{_code(line, color=color)}".rstrip() for line in inner)
    elif heading:
        yield paint(visible(heading["title"]), "strong", color=color)
    else:
        for mark, text in _items(lines):
            yield from _paragraph(mark, text, width, color=color)


def _items(lines: list[str]) -> Iterator[tuple[str, str]]:
    """Yield the items of a list with their marks; a paragraph is one without."""
    mark, texts = "", list[str]()
    for line in lines:
        item = _ITEM.match(line)
        if item:
            if texts:
                yield mark, " ".join(texts)
            mark, texts = item["mark"], [line[item.end() :].strip()]
        else:
            texts.append(line.strip())
    yield mark, " ".join(texts)


def _paragraph(mark: str, text: str, width: int, *, color: bool) -> Iterator[str]:
    indent = " " * len(mark)
    lines = wrap(
        visible(text),
        width,
        initial_indent=mark,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
    text = "\n".join(lines)
    yield _CODE.sub(_strong, text) if color else text


def _strong(code: re.Match[str]) -> str:
    """Return code in a style that ends with each line: some pagers begin every line without one."""
    return "\n".join(paint(part, "strong", color=True) for part in code[0].split("\n"))


def _code(line: str, *, color: bool) -> str:
    shown = visible(line)
    if not color:
        return shown
    comment = _COMMENT.search(shown)
    before = shown[: comment.start()] if comment else shown
    key = _KEY.match(before)
    if key:
        start = len(key["before"] or "")
        before = before[:start] + paint(before[start : key.end()], "frame", color=True) + before[key.end() :]
    return before + (paint(comment[0], "hint", color=True) if comment else "")
