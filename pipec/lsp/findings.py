"""Diagnostics by file: of pipelines, and of fragments that no pipeline includes."""

# ruff: noqa: PTH118 - paths are texts everywhere in the compiler

import os
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from compiler.diagnostics import Diagnostic
from compiler.driver import settle, wants_reasons
from compiler.frontend.files import find_root
from compiler.frontend.shape import check_shape
from compiler.frontend.yaml import load_tree
from compiler.source import Source

from .files import Open, text_of
from .model import schema
from .workspace import FRAGMENT, Studied, Workspace


class Findings(NamedTuple):
    """What was found through one pipeline; `root` is the folder that the paths of spans start from."""

    root: str
    diagnostics: tuple[Diagnostic, ...]
    sources: Mapping[str, Source]

    def by_file(self) -> dict[str, list[Diagnostic]]:
        """Return the diagnostics by the absolute paths of their files; files without any are there too."""
        found: dict[str, list[Diagnostic]] = {self.absolute(path): [] for path in self.sources}
        for item in self.diagnostics:
            if item.span.path:
                found.setdefault(self.absolute(item.span.path), []).append(item)
        return found

    def paths(self) -> frozenset[str]:
        """Return the absolute paths of the files that were looked at, or have a diagnostic."""
        return frozenset(self.by_file())

    def absolute(self, path: str) -> str:
        """Return the absolute path of a file as spans name it."""
        return os.path.normpath(os.path.join(self.root, path))


def find_problems(workspace: Workspace, pipeline: str, opened: Open) -> Findings | None:
    """Lint a pipeline, or a fragment that no pipeline includes; None when its text cannot be read."""
    if pipeline.endswith(FRAGMENT):
        return _fragment(pipeline, opened)
    studied = workspace.study(pipeline, opened)
    if studied is None:
        return None
    found, sources = studied.analysis.diagnostics, studied.analysis.sources
    return show(studied, settle(found, sources, reasons=wants_reasons(studied.request)))


def show(studied: Studied, settled: Iterable[Diagnostic]) -> Findings:
    """Return what is shown of what was found in a pipeline, with what is wrong with its configuration."""
    control, sources = studied.control, studied.analysis.sources
    shown = (*control.diagnostics, *control.apply(settled, sources))
    return Findings(studied.request.root, shown, {**sources, **control.sources})


def _fragment(path: str, opened: Open) -> Findings | None:
    text = text_of(path, opened)
    if text is None:
        return None
    root = find_root(path)
    source = Source(os.path.relpath(path, root), text)
    tree, problems = load_tree(source)
    _, misfits = check_shape(tree, schema().definition("fragment")) if tree.kind != "broken" else (tree, ())
    sources = {source.path: source}
    return Findings(root, settle((*problems, *misfits), sources), sources)


def all_findings(workspace: Workspace, path: str, opened: Open) -> Iterable[Findings]:
    """Yield what is found in a file and its neighbours through each of its pipelines."""
    for subject in workspace.subjects_of(path, opened):
        found = find_problems(workspace, subject, opened)
        if found is not None:
            yield found
