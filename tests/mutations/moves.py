"""Mutations that take a key from its mapping and write it into another, its parent or a neighbour."""

from random import Random

from .cutting import DEFINITIONS, Cut, Files, Mutant, cut_out, deletion, names_in, whole
from .layout import Node, Site


def _move(files: Files, site: Site, rows: list[Site], target: Node) -> Mutant | None:
    """Take an entry from its mapping and write it at the end of another."""
    text = files[site.file]
    start, end = site.key.start, site.node.end
    copy = text[start:end]
    if "\n" in copy or "#" in copy or not target.entries:
        return None
    last = target.entries[-1]
    column = last.key.start - (text.rfind("\n", 0, last.key.start) + 1)
    if not target.flow and text[last.key.start - column : last.key.start].strip(" -"):
        return None
    put = Cut(site.file, last.value.end, last.value.end, f", {copy}" if target.flow else f"\n{' ' * column}{copy}")
    cut = deletion(site)
    if cut.start <= put.start <= cut.end:
        return None
    names = names_in(site.node) | {site.key.text}
    mutant = cut_out(
        files, f"move `{'.'.join(site.path)}`", cut, put, names=frozenset(names), around=(whole(site, rows),)
    )
    return mutant._replace(many=site.path[0] == "include" or site.path[-1] in DEFINITIONS)


def move_up(rng: Random, files: Files, rows: list[Site]) -> Mutant | None:
    site = rng.choice([site for site in rows if site.entry is not None])
    parent = next((each.owner for each in rows if each.node is site.owner), None)
    return None if parent is None or parent.kind != "map" else _move(files, site, rows, parent)


def move_down(rng: Random, files: Files, rows: list[Site]) -> Mutant | None:
    site = rng.choice([site for site in rows if site.entry is not None])
    children = [entry.value for entry in site.owner.entries if entry.value.kind == "map" and entry is not site.entry]
    return _move(files, site, rows, rng.choice(children)) if children else None
