"""Bundles as sides: their plans, once every file is what the checksums say."""

# ruff: noqa: PTH112, PTH113, PTH118, PTH208 - pathlib costs 2 ms at start-up

import os
from typing import NamedTuple

import click

from compiler.bundle_files import MARKER
from compiler.driver import Request
from compiler.emission import Files
from compiler.ir.plan import Plan
from compiler.source import Source
from runtime.errors import BundleFault

from ..planning import Planned
from ..reviewing.reviewed import Reviewed, ReviewedFile
from ..running.load import read_bundled_plan, read_files
from .comparing import review_file
from .narrowing import Narrow


class Bundle(NamedTuple):
    """A bundle's plan and files."""

    directory: str
    plan: Plan
    files: Files

    def planned(self) -> Planned:
        """Return its plan as planning would: without a source, since a bundle has none."""
        path = self.plan.source or self.directory
        return Planned(path, Request("", Source(path, ""), self.directory), self.plan)


def is_bundle(word: str) -> bool:
    """Tell whether a folder says that it is a bundle."""
    return os.path.isfile(os.path.join(word, MARKER))


def read_bundle(directory: str) -> Bundle:
    """Read and verify a bundle; a ClickException where it is torn, unsound or none."""
    try:
        files = read_files(directory)
        return Bundle(directory, read_bundled_plan(directory, files), files)
    except BundleFault as error:
        raise click.ClickException(f"{error}{f'; {error.help}' if error.help else ''}.") from None


def bundles_in(word: str) -> dict[str, str]:
    """Return the bundles that stand directly in a folder, by name."""
    return {name: os.path.join(word, name) for name in sorted(os.listdir(word)) if is_bundle(os.path.join(word, name))}


def paired_bundles(old: str, new: str) -> list[tuple[str | None, str | None]] | None:
    """Return pairs of bundles where both are bundles, or folders of bundles and of no pipelines."""
    if is_bundle(old) and is_bundle(new):
        return [(old, new)]
    if not (os.path.isdir(old) and os.path.isdir(new)):
        return None
    before, after = bundles_in(old), bundles_in(new)
    if not before or not after:
        return None
    return [(before.get(name), after.get(name)) for name in sorted({*before, *after})]


def compare_bundles(pairs: list[tuple[str | None, str | None]], labels: tuple[str, str], narrow: Narrow) -> Reviewed:
    """Return the review of pairs of bundles."""
    read = [(read_bundle(old) if old else None, read_bundle(new) if new else None) for old, new in pairs]
    files = [_of_pair(old, new, labels, narrow) for old, new in read]
    kept = tuple(file for file in files if file.status != "same" or narrow.anew)
    return Reviewed(*labels, kept, len(files) - len(kept))


def _of_pair(old: Bundle | None, new: Bundle | None, labels: tuple[str, str], narrow: Narrow) -> ReviewedFile:
    path = next(bundle.planned().path for bundle in (new, old) if bundle is not None)
    file = ReviewedFile(path, before=old and old.planned(), after=new and new.planned())
    return review_file(file, labels, narrow)
