"""From the document to its canonical text: two spaces a level, two before a comment, one empty line at most."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from .block_text import STEP
from .quoting import leaf_text
from .written import Collection, Comment, Document, Entry, Leaf, Written

WIDTH: Final = 120
"""Columns that a collection in brackets may reach; comments beside it do not count."""

_MAX_KEY: Final = 1000
"""Longer keys need a `?`: YAML looks for the `:` of others in 1,024 characters."""


class _Lines(NamedTuple):
    """An entry as lines, the first without its indentation, with the comments above it."""

    above: list[Comment]
    blank: bool
    lines: list[str]


def write_document(document: Document) -> str:
    r"""Return the text of a document, with `\n` for each line break; it ends in one."""
    root = document.root
    lines = list(_single_spaced(document.before))
    if _is_block(root, 0, "", pointed=False):
        if root.props:
            lines.append(root.props)
        lines += _block_lines(root, 0)
    else:
        lines += [f"{comment.text}" for entry in root.entries for comment in entry.leading]
        lines.append(_joined(root.props, _flow_text(root)))
        lines += [comment.text for comment in root.tail]
    return "".join(f"{line}\n" for line in (*lines, *document.after))


def _single_spaced(lines: list[str]) -> Iterator[str]:
    """Yield lines without more than one empty line in a row, none at the start."""
    before = ""
    for line in lines:
        if line or before:
            yield line
        before = line


def _block_lines(node: Collection, indent: int) -> list[str]:
    """Return the lines of a collection in block style."""
    pad = " " * indent
    out: list[str] = []
    open_text = False
    for entry in node.entries:
        written = _entry(entry, indent)
        for comment in written.above:
            _space(out, wanted=comment.blank and not open_text)
            out.append(pad + comment.text)
            open_text = False
        _space(out, wanted=written.blank and not open_text)
        out.append(pad + written.lines[0])
        out.extend(written.lines[1:])
        open_text = _ends_open(entry.value)
    for comment in node.tail:
        _space(out, wanted=comment.blank and not open_text)
        out.append(pad + comment.text)
        open_text = False
    return out


def _space(out: list[str], *, wanted: bool) -> None:
    if wanted and out:
        out.append("")


def _ends_open(node: Written) -> bool:
    """Tell whether an empty line after a node would belong to the block scalar that it ends in."""
    while isinstance(node, Collection) and node.entries and not node.tail:
        node = node.entries[-1].value
    return isinstance(node, Leaf) and node.keeps_breaks


def _entry(entry: Entry, indent: int) -> _Lines:
    key = entry.key
    if key is None:
        return _item(entry, "-", indent)
    if not _is_simple(key):
        return _asked(entry, key, indent)
    head = _joined(key.props, leaf_text(key, flow=False))
    colon = " :" if key.style == "*" or not head or (key.props and not key.raw) else ":"
    return _Lines(entry.leading, entry.blank, _after(head + colon, entry, indent))


def _asked(entry: Entry, key: Leaf, indent: int) -> _Lines:
    """Return an entry whose key needs a `?`; without a value it has no place for a comment beside it."""
    node = entry.value
    beside = entry.beside
    above = [*entry.leading]
    if beside and isinstance(node, Leaf) and not (node.raw or node.props):
        above.append(Comment(beside, blank=False))
        beside = ""
    asked = _item(Entry(None, key, above, blank=entry.blank, beside=""), "?", indent)
    told = _item(Entry(None, node, [], blank=False, beside=beside), ":", indent)
    lines = [*asked.lines, " " * indent + told.lines[0], *told.lines[1:]]
    return _Lines([*asked.above, *told.above], asked.blank, lines)


def _is_simple(key: Leaf) -> bool:
    """Tell whether a key needs no `?`: one line, not too long, and nothing that begins or ends a document."""
    return not (key.is_block or "\n" in key.raw or len(key.raw) >= _MAX_KEY or key.raw.startswith(("---", "...")))


def _item(entry: Entry, head: str, indent: int) -> _Lines:
    """Return what begins with an indicator; a collection goes on beside it, the comments of its first entry above."""
    node = entry.value
    if isinstance(node, Leaf) or node.props or not _is_block(node, indent, head, pointed=entry.is_pointed_at):
        return _Lines(entry.leading, entry.blank, _after(head, entry, indent))
    first = _entry(node.entries[0], indent + STEP)
    rest = Collection(is_mapping=node.is_mapping, flow=False)
    rest.entries, rest.tail = node.entries[1:], node.tail
    above = [*entry.leading, *([Comment(entry.beside, blank=False)] if entry.beside else [])]
    blank = entry.blank
    if first.above:
        inner = [*first.above]
        inner[0] = inner[0]._replace(blank=inner[0].blank if above else blank)
        above, blank = above + inner, first.blank
    lines = [f"{head} {first.lines[0]}", *first.lines[1:]]
    return _Lines(above, blank, lines + _rest_lines(rest, node.entries[0], indent + STEP))


def _rest_lines(rest: Collection, first: Entry, indent: int) -> list[str]:
    """Return the lines of all entries but the first, set off from it as they were."""
    lines = _block_lines(rest, indent)
    leading = [*rest.entries[0].leading, *rest.tail] if rest.entries else rest.tail
    spaced = leading[0].blank if leading else bool(rest.entries) and rest.entries[0].blank
    return ["", *lines] if lines and spaced and not _ends_open(first.value) else lines


def _after(head: str, entry: Entry, indent: int) -> list[str]:
    """Return the lines of a value behind its key or its indicator."""
    node = entry.value
    beside = f"  {entry.beside}" if entry.beside else ""
    deeper = " " * (indent + STEP)
    if isinstance(node, Collection):
        if _is_block(node, indent, head, pointed=entry.is_pointed_at):
            return [_joined(head, node.props) + beside, *_block_lines(node, indent + STEP)]
        return [_joined(head, node.props, _flow_text(node)) + beside]
    if node.is_block:
        return [_joined(head, node.props, node.raw) + beside, *(deeper + line if line else "" for line in node.lines)]
    first, *others = leaf_text(node, flow=False).split("\n")
    lines = [_joined(head, node.props, _trimmed(first) if others else first)]
    lines += [deeper + line if line else "" for line in map(_trimmed, others)]
    lines[-1] += beside
    return lines


def _trimmed(line: str) -> str:
    r"""Return a line of a folded text without the white space around it, but an escaped space at its end (`\ `)."""
    bare = line.strip(" \t")
    slashes = len(bare) - len(bare.rstrip("\\"))
    cut = line.lstrip(" \t")[len(bare) :]
    return bare + cut[:1] if slashes % 2 else bare


def _is_block(node: Collection, indent: int, head: str, *, pointed: bool) -> bool:
    """Tell whether a collection is written in block style: as it was, or because it does not fit on a line.

    One whose line an ignore comment points at stays on that line.
    """
    if not node.entries:
        return False
    if not node.flow or not node.one_line:
        return True
    return not pointed and indent + len(_joined(head, node.props, _flow_text(node))) > WIDTH


def _flow_text(node: Written) -> str:
    """Return a node as it stands inside brackets."""
    if isinstance(node, Leaf):
        return _joined(node.props, leaf_text(node, flow=True))
    entries = ", ".join(map(_flow_entry, node.entries))
    return f"{{{entries}}}" if node.is_mapping else f"[{entries}]"


def _flow_entry(entry: Entry) -> str:
    value = entry.value
    text = _flow_text(value)
    if isinstance(value, Collection):
        text = _joined(value.props, text)
    if entry.key is None:
        return text
    key = _flow_text(entry.key)
    if not text:
        return key
    return f"{key}{' ' if entry.key.style == '*' or not entry.key.raw else ''}: {text}"


def _joined(*parts: str) -> str:
    return " ".join(filter(None, parts))
