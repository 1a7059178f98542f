"""Mistakes made at random in the text of a pipeline: one place is broken, and it is known which.

A mutation cuts the text itself, so that comments, flow and block style stay as people wrote them. `places` are the
ranges of the new text that were touched; `names` what no longer stands where it stood: whoever refers to one of them
is where the mistake may be told just as well, for the name is missing there.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from random import Random

from .cutting import (
    DEFINITIONS,
    Cut,
    Files,
    Mutant,
    cut_out,
    deletion,
    has_anchor,
    key_and_value,
    key_of,
    line_of,
    names_in,
    value_cut,
    whole,
)
from .layout import Site, read_layout, sites
from .moves import move_down, move_up


def mutate(rng: Random, files: Files) -> Mutant:
    """Return one mutant; the same seed gives the same."""
    rows = _rows(tuple(sorted(files.items())))
    while True:
        kind = rng.choice(list(MUTATIONS))
        mutant = MUTATIONS[kind](rng, files, rows)
        if mutant is not None and mutant.files != dict(files):
            return _with_fragments(mutant._replace(kind=kind), files)


@lru_cache(maxsize=4)
def _rows(files: tuple[tuple[str, str], ...]) -> list[Site]:
    """Return every value of all files; read once for all mutants of a pipeline, which change the text alone."""
    return [site for file, text in files for site in sites(file, read_layout(text))]


def _with_fragments(mutant: Mutant, files: Files) -> Mutant:
    """Add the names that a fragment defines where it is no longer included."""
    names = set(mutant.names)
    for file in names & files.keys():
        names |= names_in(read_layout(files[file]))
    return mutant._replace(names=frozenset(names))


def _delete(files: Files, site: Site, rows: list[Site]) -> Mutant:
    names = names_in(site.node) | ({site.key.text} if site.entry is not None else set())
    cut = deletion(site)
    what = f"delete `{'.'.join(site.path)}` at {line_of(files[site.file], site.node.start)}"
    around = [whole(site, rows)]
    if {"depends_on", "inputs"} & set(site.path):  # an edge is gone: whatever the job reads may be out of its reach
        around += [key_and_value(each) for each in rows if each.path == site.path[:2] and each.file == site.file]
    mutant = cut_out(files, what, cut, names=frozenset(names), around=tuple(around))
    return mutant._replace(many=site.path[0] == "include" or site.path[-1] in DEFINITIONS)


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
    site = rng.choice([site for site in rows if site.entry is not None and site.key.text != "<<"])
    key = site.key
    new = _misspelt(rng, key.text)
    if not new or not re.fullmatch(r"[\w.-]+", new):
        return None
    what = f"rename the key `{'.'.join(site.path)}` to `{new}`"
    around = () if site.path[-2:-1] and site.path[-2] in DEFINITIONS - {"matrix"} else (key_and_value(site),)
    return cut_out(files, what, Cut(site.file, key.start, key.end, new), names=frozenset({key.text}), around=around)


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
    return cut_out(files, what, Cut(site.file, node.start, node.end, new), names=frozenset({node.text}))


TYPES = ("[]", "{}", "[one]", "{a: 1}", "7", "-1", "1.5", "true", "text", "null", '""', "[[]]", "[{a: b}]")


def _change_type(rng: Random, files: Files, rows: list[Site]) -> Mutant | None:
    site = rng.choice(rows)
    new = rng.choice(TYPES)
    if site.node.kind == "alias" or has_anchor(site.node) or (site.path[-1] in DEFINITIONS and ":" in new):
        return None
    what = f"make `{'.'.join(site.path)}` {new}"
    mutant = cut_out(files, what, value_cut(files, site, new), names=names_in(site.node), around=key_of(site))
    return mutant._replace(many=site.path[-1] in DEFINITIONS)


def _empty(rng: Random, files: Files, rows: list[Site]) -> Mutant | None:
    site = rng.choice([site for site in rows if site.entry is not None])
    if site.node.kind == "alias" or site.node.start == site.node.end or has_anchor(site.node):
        return None
    cut = Cut(site.file, site.key.end, site.node.end, ": " if site.owner.flow else ":")
    return cut_out(files, f"empty `{'.'.join(site.path)}`", cut, names=names_in(site.node), around=key_of(site))


def _duplicate_key(rng: Random, files: Files, rows: list[Site]) -> Mutant | None:
    site = rng.choice([site for site in rows if site.entry is not None])
    text = files[site.file]
    start, end = site.key.start, site.node.end
    column = start - (text.rfind("\n", 0, start) + 1)
    copy = text[start:end]
    if not site.owner.flow and text[start - column : start].strip(" -"):
        return None
    new = f", {copy}" if site.owner.flow else f"\n{' ' * column}{copy}"
    what = f"write `{'.'.join(site.path)}` twice"
    return cut_out(files, what, Cut(site.file, end, end, new), around=(Cut(site.file, start, end, ""),))


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
    cuts = (value_cut(files, one, written[1]), value_cut(files, other, written[0]))
    return cut_out(
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
    return cut_out(files, what, value_cut(files, site, new), names=frozenset({site.node.text}), around=key_of(site))


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
    return cut_out(
        files, what, Cut(site.file, site.node.start, site.node.end, new), names=frozenset(re.findall(r"[\w-]+", raw))
    )


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
    "move-up": move_up,
    "move-down": move_down,
}
