"""By what a file of a bundle on the disk is stale: a few lines, with the line of the pipeline that caused them."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from compiler.bundle_check import Difference
from compiler.bundle_files import BundleError, Files, read_file
from compiler.ir.plan import Plan
from compiler.source import Source

if TYPE_CHECKING:
    from .reviewing.artifact_changes import FileChange
    from .reviewing.causes import Causes

MOST_LINES: Final = 60
"""So many lines of a file are shown."""


class Bundle(NamedTuple):
    """What was compiled, where it is compared, and the pipeline's files by path. `inside` is before the names in it."""

    root: str
    files: Files
    sources: Mapping[str, Source]
    plan: Plan | None
    inside: str = ""


def told(bundle: Bundle, found: tuple[Difference, ...]) -> Iterator[tuple[Difference, tuple[str, ...]]]:
    """Yield each difference with the lines that say what it is."""
    from compiler.emission import PLAN

    causes = _causes(bundle)
    others = any(each.kind == "stale" and each.path != PLAN for each in found)
    for each in found:
        if each.path == PLAN and each.kind == "stale" and others:
            yield each, (" the plan, from which the others follow",)
        else:
            yield each, tuple(_lines(each, bundle, causes))


def _causes(bundle: Bundle) -> "Causes":
    from .reviewing.causes import causes_of

    return causes_of(bundle.files, bundle.sources, bundle.plan)


def _lines(each: Difference, bundle: Bundle, causes: "Causes") -> Iterator[str]:
    """Yield what differs by structure; of what is only missing or too much, nothing more than that."""
    if not each.path:
        yield each.diff.rstrip("\n")
    if not each.path or each.kind != "stale":
        return
    change = _change(each, bundle, causes)
    lines = each.diff.rstrip("\n").split("\n")[2:] if change is None else list(change.text())
    yield from lines[:MOST_LINES]
    if len(lines) > MOST_LINES:
        yield f" … {len(lines) - MOST_LINES} more lines"


def _change(each: Difference, bundle: Bundle, causes: "Causes") -> "FileChange | None":
    """Return how a file on the disk differs from what it should be; None for one that the compiler did not emit."""
    from .reviewing.artifacts import compare_file

    name = f"{bundle.inside}{each.path}"
    after = bundle.files.get(name)
    if after is None:
        return None
    try:
        before = read_file(Path(os.path.realpath(bundle.root)), each.path)
    except (OSError, BundleError):
        return None
    return compare_file(name, before, after, (causes, causes))
