"""Mistakes made at random in the text of a pipeline: one place is broken, and it is known which.

A mutation cuts the text itself, so that comments, flow and block style stay as people wrote them. `places` are the
ranges of the new text that were touched; `names` what no longer stands where it stood: whoever refers to one of them
is where the mistake may be told just as well, for the name is missing there.
"""

import re
from collections.abc import Callable, Mapping
from random import Random
from typing import NamedTuple

from .layout import Node, Site, read_layout, sites

Files = Mapping[str, str]


class Place(NamedTuple):
    """A range of a mutated file."""

    file: str
    start: int
    end: int


class Mutant(NamedTuple):
    """A pipeline with a mistake."""

    kind: str
    what: str
    files: dict[str, str]
    places: tuple[Place, ...]
    names: frozenset[str] = frozenset()
    many: bool = False
    """Whether several definitions are gone at once: each that is referred to is one mistake."""


class Cut(NamedTuple):
    """A range of a file and what takes its place."""

    file: str
    start: int
    end: int
    text: str


def mutate(rng: Random, files: Files) -> Mutant:
    """Return one mutant; the same seed gives the same."""
    rows = [site for file, text in sorted(files.items()) for site in sites(file, read_layout(text))]
    while True:
        kind = rng.choice(list(MUTATIONS))
        mutant = MUTATIONS[kind](rng, files, rows)
        if mutant is not None and mutant.files != dict(files):
            return _with_fragments(mutant._replace(kind=kind), files)


def _with_fragments(mutant: Mutant, files: Files) -> Mutant:
    """Add the names that a fragment defines where it is no longer included."""
    names = set(mutant.names)
    for file in names & files.keys():
        names |= _names_in(read_layout(files[file]))
    return mutant._replace(names=frozenset(names))


def _apply(
    files: Files, what: str, *cuts: Cut, names: frozenset[str] = frozenset(), around: tuple[Cut, ...] = ()
) -> Mutant:
    """Make the cuts, of which none lies in another; `around` are ranges of the old text that count as touched too."""
    changed = dict(files)
    for cut in sorted(cuts, key=lambda each: -each.start):
        changed[cut.file] = changed[cut.file][: cut.start] + cut.text + changed[cut.file][cut.end :]
    moved = tuple(
        Place(each.file, _moved(each.file, each.start, cuts, end=False), _moved(each.file, each.end, cuts, end=True))
        for each in (*cuts, *around)
    )
    return Mutant("", what, changed, moved, names | _named(what))


def _named(what: str) -> frozenset[str]:
    """Return the last names on the path to what was changed: who reads `params.count` may be told of its `type`."""
    found = re.search(r"`([^`]*)`", what)
    return frozenset([part for part in found[1].split(".") if not part.isdigit()][-2:]) if found else frozenset()


def _moved(file: str, at: int, cuts: tuple[Cut, ...], *, end: bool) -> int:
    """Return where an offset of the old text stands in the new."""
    shift = 0
    for cut in cuts:
        if cut.file == file and (cut.end < at or (cut.end == at and (end or cut.start < at))):
            shift += len(cut.text) - (cut.end - cut.start)
    return at + shift


def _line(text: str, at: int) -> str:
    return f"line {text.count(chr(10), 0, at) + 1}"


# What is cut where something is deleted: up to the next one, or from the end of the one before.


def _deletion(site: Site) -> Cut:
    row = [entry.key for entry in site.owner.entries] if site.entry is not None else site.owner.items
    ends = [entry.value.end for entry in site.owner.entries] if site.entry is not None else [item.end for item in row]
    index = row.index(site.entry.key if site.entry is not None else site.node)
    if len(row) == 1:
        return Cut(site.file, site.owner.start, site.owner.end, "{}" if site.entry is not None else "[]")
    if index + 1 < len(row):
        return Cut(site.file, row[index].start, row[index + 1].start, "")
    return Cut(site.file, ends[index - 1], ends[index], "")


def _names_in(node: Node) -> frozenset[str]:
    """Return every name that a removed node may have defined: keys, and scalars that look like names."""
    found: set[str] = set()
    pending = [node]
    while pending:
        one = pending.pop()
        for entry in one.entries:
            found.add(entry.key.text)
            pending.append(entry.value)
        pending.extend(one.items)
        if one.kind == "scalar":
            found.add(one.text)
        if one.anchor:
            found.add(one.anchor)
    return frozenset(found)


DEFINITIONS = {"jobs", "components", "environments", "params", "global_env", "environment", "variables", "artifacts",
               "outputs", "overrides", "secrets", "matrix", "services", "ports", "include"}  # fmt: skip


def _whole(site: Site, rows: list[Site]) -> Cut:
    """Return the range of the mapping or list that holds a value, with its key."""
    key = next((each.entry.key for each in rows if each.node is site.owner and each.entry is not None), None)
    return Cut(site.file, key.start if key is not None else site.owner.start, site.owner.end, "")


def _delete(files: Files, site: Site, rows: list[Site]) -> Mutant:
    names = _names_in(site.node) | ({site.entry.key.text} if site.entry is not None else set())
    cut = _deletion(site)
    what = f"delete `{'.'.join(site.path)}` at {_line(files[site.file], site.node.start)}"
    around = [_whole(site, rows)]
    if {"depends_on", "inputs"} & set(site.path):  # an edge is gone: whatever the job reads may be out of its reach
        around += [_key_and_value(each) for each in rows if each.path == site.path[:2] and each.file == site.file]
    mutant = _apply(files, what, cut, names=frozenset(names), around=tuple(around))
    return mutant._replace(many=site.path[0] == "include" or site.path[-1] in DEFINITIONS)


def _key_and_value(site: Site) -> Cut:
    assert site.entry is not None
    return Cut(site.file, site.entry.key.start, site.node.end, "")


def _delete_key(rng: Random, files: Files, rows: list[Site]) -> Mutant | None:
    return _delete(files, rng.choice([site for site in rows if site.entry is not None]), rows)


def _delete_item(rng: Random, files: Files, rows: list[Site]) -> Mutant | None:
    items = [site for site in rows if site.entry is None]
    return _delete(files, rng.choice(items), rows) if items else None


def _remove_definition(rng: Random, files: Files, rows: list[Site]) -> Mutant | None:
    found = [site for site in rows if len(site.path) > 1 and site.path[-2] in DEFINITIONS]
    return _delete(files, rng.choice(found), rows) if found else None


def _misspelt(rng: Random, text: str) -> str:
    at = rng.randrange(len(text))
    kind = rng.randrange(4)
    letter = rng.choice("abcdefghijklmnopqrstuvwxyz")
    if kind == 0 and len(text) > 1:
        return text[:at] + text[at + 1 :]
    if kind == 1 and at + 1 < len(text):
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text[:at] + letter + text[at + (kind == 2) :]


def _rename_key(rng: Random, files: Files, rows: list[Site]) -> Mutant | None:
    site = rng.choice([site for site in rows if site.entry is not None and site.entry.key.text != "<<"])
    key = site.entry.key  # type: ignore[union-attr]
    new = _misspelt(rng, key.text)
    if not new or not re.fullmatch(r"[\w.-]+", new):
        return None
    what = f"rename the key `{'.'.join(site.path)}` to `{new}`"
    around = () if site.path[-2:-1] and site.path[-2] in DEFINITIONS - {"matrix"} else (_key_and_value(site),)
    return _apply(files, what, Cut(site.file, key.start, key.end, new), names=frozenset({key.text}), around=around)


def _misspell_value(rng: Random, files: Files, rows: list[Site]) -> Mutant | None:
    site = rng.choice(
        [site for site in rows if site.node.kind == "scalar" and site.node.text and site.node.style != "|"]
    )
    node = site.node
    raw = files[site.file][node.start : node.end]
    inner = (1, len(raw) - 1) if node.style in {"'", '"'} else (0, len(raw))
    if inner[0] >= inner[1] or "\n" in raw or node.anchor:
        return None
    new = raw[: inner[0]] + _misspelt(rng, raw[inner[0] : inner[1]]) + raw[inner[1] :]
    what = f"misspell `{'.'.join(site.path)}`: {raw} becomes {new}"
    return _apply(files, what, Cut(site.file, node.start, node.end, new), names=frozenset({node.text}))


TYPES = ("[]", "{}", "[one]", "{a: 1}", "7", "-1", "1.5", "true", "text", "null", '""', "[[]]", "[{a: b}]")


def _change_type(rng: Random, files: Files, rows: list[Site]) -> Mutant | None:
    site = rng.choice(rows)
    new = rng.choice(TYPES)
    if site.node.kind == "alias" or _has_anchor(site.node) or (site.path[-1] in DEFINITIONS and ":" in new):
        return None
    what = f"make `{'.'.join(site.path)}` {new}"
    mutant = _apply(files, what, _value_cut(files, site, new), names=_names_in(site.node), around=_key_of(site))
    return mutant._replace(many=site.path[-1] in DEFINITIONS)


def _has_anchor(node: Node) -> bool:
    """Tell whether a node has an anchor, or something in it: who takes it away breaks its aliases too."""
    below = [*node.items, *(entry.value for entry in node.entries)]
    return bool(node.anchor) or any(map(_has_anchor, below))


def _key_of(site: Site) -> tuple[Cut, ...]:
    """Return the place of the key that says what a value is."""
    return () if site.entry is None else (Cut(site.file, site.entry.key.start, site.entry.key.end, ""),)


def _value_cut(files: Files, site: Site, new: str) -> Cut:
    text = files[site.file]
    gap = " " if site.node.start and text[site.node.start - 1] not in " \n" else ""
    return Cut(site.file, site.node.start, site.node.end, gap + new)


def _empty(rng: Random, files: Files, rows: list[Site]) -> Mutant | None:
    site = rng.choice([site for site in rows if site.entry is not None])
    if site.node.kind == "alias" or site.node.start == site.node.end or _has_anchor(site.node):
        return None
    cut = Cut(site.file, site.entry.key.end, site.node.end, ": " if site.owner.flow else ":")  # type: ignore[union-attr]
    return _apply(files, f"empty `{'.'.join(site.path)}`", cut, names=_names_in(site.node), around=_key_of(site))


def _duplicate_key(rng: Random, files: Files, rows: list[Site]) -> Mutant | None:
    site = rng.choice([site for site in rows if site.entry is not None])
    text = files[site.file]
    start, end = site.entry.key.start, site.node.end  # type: ignore[union-attr]
    column = start - (text.rfind("\n", 0, start) + 1)
    copy = text[start:end]
    if not site.owner.flow and text[start - column : start].strip(" -"):
        return None
    new = f", {copy}" if site.owner.flow else f"\n{' ' * column}{copy}"
    what = f"write `{'.'.join(site.path)}` twice"
    return _apply(files, what, Cut(site.file, end, end, new), around=(Cut(site.file, start, end, ""),))


def _swap(rng: Random, files: Files, rows: list[Site]) -> Mutant | None:
    def plain(site: Site) -> bool:
        return site.node.kind == "scalar" and site.node.style in {"", "'", '"'} and not site.node.anchor

    one = rng.choice(rows)
    others = [site for site in rows if site.owner is one.owner and site.node is not one.node and plain(site)]
    if not plain(one) or not others:
        return None
    other = rng.choice(others)
    text = files[one.file]
    written = [text[site.node.start : site.node.end] for site in (one, other)]
    if "\n" in "".join(written) or not all(written):
        return None
    cuts = (_value_cut(files, one, written[1]), _value_cut(files, other, written[0]))
    return _apply(
        files,
        f"swap `{'.'.join(one.path)}` and `{other.path[-1]}`",
        *cuts,
        names=frozenset({one.node.text, other.node.text, other.path[-1]}),
    )


NUMBER = re.compile(r"-?(\d+)(\.\d+)?(s|m|h|d|%|B|MiB|GiB|MB|GB)?")


def _change_number(rng: Random, files: Files, rows: list[Site]) -> Mutant | None:
    found = [
        site for site in rows if site.node.kind == "scalar" and NUMBER.fullmatch(site.node.text) and not site.node.style
    ]
    if not found:
        return None
    site = rng.choice(found)
    match = NUMBER.fullmatch(site.node.text)
    assert match
    number, rest = match[1], (match[2] or "") + (match[3] or "")
    new = rng.choice(
        [
            f"-{number}{rest}",
            f"{number}000{rest}",
            f"0{rest}",
            f"{int(number) + 1}{rest}",
            f"{number[:-1]}{rest}",
            f"{number}.5{match[3] or ''}",
            f"{number} {rest}",
        ]
    ).strip()
    if not re.match(r"-?\d", new):
        return None
    what = f"make the number `{'.'.join(site.path)}`, {site.node.text}, {new}"
    return _apply(files, what, _value_cut(files, site, new), names=frozenset({site.node.text}), around=_key_of(site))


EXPRESSION = re.compile(r"\$\{|==|!=|&&|\|\||\.outputs\.|[<>]")


def _break_expression(rng: Random, files: Files, rows: list[Site]) -> Mutant | None:
    found = [
        site for site in rows
        if site.node.kind == "scalar" and site.path[-1] != "script" and EXPRESSION.search(site.node.text)
    ]  # fmt: skip
    if not found:
        return None
    site = rng.choice(found)
    raw = files[site.file][site.node.start : site.node.end]
    at = rng.choice([match.start() for match in re.finditer(r"[$(){}'=!&|.,<>/+*:-]|\w+", raw)])
    token = re.compile(r"\w+|.", re.DOTALL).match(raw, at)
    assert token
    new = rng.choice(
        [raw[:at] + raw[token.end() :], raw[: token.end()] + raw[at:], raw[:at] + rng.choice("(')=&|.x7 ") + raw[at:]]
    )
    what = f"break the expression `{'.'.join(site.path)}`: {raw} becomes {new}"
    return _apply(
        files, what, Cut(site.file, site.node.start, site.node.end, new), names=frozenset(re.findall(r"[\w-]+", raw))
    )


def _move(files: Files, site: Site, rows: list[Site], target: Node) -> Mutant | None:
    """Take an entry from its mapping and write it at the end of another."""
    text = files[site.file]
    start, end = site.entry.key.start, site.node.end  # type: ignore[union-attr]
    copy = text[start:end]
    if "\n" in copy or "#" in copy or not target.entries:
        return None
    last = target.entries[-1]
    column = last.key.start - (text.rfind("\n", 0, last.key.start) + 1)
    if not target.flow and text[last.key.start - column : last.key.start].strip(" -"):
        return None
    put = Cut(site.file, last.value.end, last.value.end, f", {copy}" if target.flow else f"\n{' ' * column}{copy}")
    cut = _deletion(site)
    if cut.start <= put.start <= cut.end:
        return None
    names = _names_in(site.node) | {site.entry.key.text}  # type: ignore[union-attr]
    mutant = _apply(
        files, f"move `{'.'.join(site.path)}`", cut, put, names=frozenset(names), around=(_whole(site, rows),)
    )
    return mutant._replace(many=site.path[0] == "include" or site.path[-1] in DEFINITIONS)


def _move_up(rng: Random, files: Files, rows: list[Site]) -> Mutant | None:
    site = rng.choice([site for site in rows if site.entry is not None])
    parent = next((each.owner for each in rows if each.node is site.owner), None)
    return None if parent is None or parent.kind != "map" else _move(files, site, rows, parent)


def _move_down(rng: Random, files: Files, rows: list[Site]) -> Mutant | None:
    site = rng.choice([site for site in rows if site.entry is not None])
    children = [entry.value for entry in site.owner.entries if entry.value.kind == "map" and entry is not site.entry]
    return _move(files, site, rows, rng.choice(children)) if children else None


Mutation = Callable[[Random, Files, list[Site]], Mutant | None]

MUTATIONS: dict[str, Mutation] = {
    "delete-key": _delete_key,
    "delete-item": _delete_item,
    "remove-definition": _remove_definition,
    "rename-key": _rename_key,
    "misspell-value": _misspell_value,
    "change-type": _change_type,
    "empty-value": _empty,
    "duplicate-key": _duplicate_key,
    "swap-values": _swap,
    "change-number": _change_number,
    "break-expression": _break_expression,
    "move-up": _move_up,
    "move-down": _move_down,
}
