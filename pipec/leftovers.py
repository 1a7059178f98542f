"""Bundles of pipelines that are no longer there: nothing compiles them anew, and engines may still read them."""

# ruff: noqa: PTH113, PTH118, PTH123, PTH208 - pathlib costs 2 ms at start-up

import json
import os
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from compiler.bundle_files import MARKER
from compiler.emission import PLAN


class Leftover(NamedTuple):
    """A bundle that no pipeline makes: what it was compiled from, and `now` the bundle that this makes today."""

    directory: str
    source: str
    now: str = ""

    def __str__(self) -> str:
        """Why it is one, and what to do."""
        why = f"which makes `{self.now}` now" if self.now else "which is not there"
        return f"made of `{self.source}`, {why}; remove it"


def leftovers(out: str, root: str, made: Mapping[str, str]) -> list[Leftover]:
    """Return the bundles directly in the folder `out` that no pipeline of the repository at `root` makes.

    `made` has the bundles that one does, with the pipeline that makes them, relative to the root. A bundle that does
    not say what it was compiled from is no leftover.
    """
    kept = {os.path.normpath(directory) for directory in made}
    now = {source: directory for directory, source in made.items()}
    found = [each._replace(now=now.get(each.source, "")) for each in _bundles(out)]
    return [
        each
        for each in found
        if os.path.normpath(each.directory) not in kept and (each.now or _gone(root, each.source))
    ]


def _bundles(out: str) -> Iterator[Leftover]:
    try:
        names = sorted(os.listdir(out))
    except OSError:
        return
    for name in names:
        directory = os.path.join(out, name)
        if os.path.isfile(os.path.join(directory, MARKER)):
            yield Leftover(directory, _source(directory))


def _source(directory: str) -> str:
    try:
        with open(os.path.join(directory, PLAN), encoding="utf-8") as stream:
            plan = json.load(stream)
    except (OSError, ValueError, RecursionError):
        return ""
    source = plan.get("source") if isinstance(plan, dict) else None
    return source if isinstance(source, str) else ""


def _gone(root: str, source: str) -> bool:
    """Tell whether the file that a bundle comes from was of this repository, and is not there."""
    inside = source.endswith((".yaml", ".yml")) and not source.startswith("/") and ".." not in source.split("/")
    return inside and not os.path.lexists(os.path.join(root, source))
