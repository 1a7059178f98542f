"""The pipelines around the open files: which there are, what they include, and what was read of them."""

# ruff: noqa: PTH118, PTH120 - paths are texts everywhere in the compiler

import os
from collections.abc import Callable, Iterator
from time import monotonic
from typing import Final, Generic, NamedTuple, TypeVar

from compiler.driver import Analysis, Request
from compiler.frontend.document import scalars
from compiler.frontend.files import find_pipelines, find_root, include_target, is_pipeline
from compiler.frontend.tree import Mapping
from compiler.source import Source

from ..control.control import Control, control_for
from ..linting import examine_for
from .files import Open, Stamp, stamp_of, text_of, texts_of
from .model import Model, read_model
from .repair import repair

T = TypeVar("T")

FRAGMENT: Final = ".fragment.yaml"

_FRESH: Final = 10.0
"""So many seconds old a search for pipelines may be before `refresh` makes it again."""

_KEPT: Final = 64
"""Of so many pipelines what was read is kept."""


class _Kept(NamedTuple, Generic[T]):
    stamps: tuple[tuple[str, Stamp], ...]
    value: T


class Studied(NamedTuple):
    """A pipeline that was examined: how it is asked about, what was found but not yet settled, how that is shown."""

    request: Request
    analysis: Analysis
    control: Control


class Workspace:
    """What was read of pipelines, kept as long as their files stay as they were.

    Everything takes a snapshot of what is open, whose texts count instead of the files. Any thread may ask: at worst
    two read the same at the same time.
    """

    def __init__(self) -> None:
        self._models: dict[str, _Kept[Model]] = {}
        self._studied: dict[str, _Kept[Studied]] = {}
        self._includes: dict[str, tuple[Stamp, tuple[str, ...]]] = {}
        self._pipelines: dict[str, tuple[float, tuple[str, ...]]] = {}
        self._best: dict[str, Model] = {}

    def forget(self) -> None:
        """Search for pipelines and read configurations anew: files came, went or changed."""
        self._pipelines.clear()
        self._studied.clear()

    def pipelines_of(self, path: str, opened: Open) -> tuple[str, ...]:
        """Return the pipelines that a file belongs to: itself where it is one, and those that include it."""
        root = find_root(path)
        others = (each for each in self._all(root, opened) if each != path and path in self._reach(each, root, opened))
        own = (path,) if is_pipeline(_relative(path, root)) else ()
        return (*own, *others)

    def subjects_of(self, path: str, opened: Open) -> tuple[str, ...]:
        """Return what is looked at for a file: its pipelines, or itself where it is a fragment that none includes."""
        return self.pipelines_of(path, opened) or ((path,) if path.endswith(FRAGMENT) else ())

    def _all(self, root: str, opened: Open) -> tuple[str, ...]:
        """Return the pipelines of a repository, on disk or only open."""
        known = self._pipelines.get(root)
        if known is None:
            known = self._search(root)
        unsaved = (path for path in opened if path.startswith(f"{root}/") and is_pipeline(_relative(path, root)))
        return tuple(dict.fromkeys((*known[1], *unsaved)))

    def _search(self, root: str) -> tuple[float, tuple[str, ...]]:
        found = tuple(os.path.join(root, path) for path in find_pipelines(root))
        self._pipelines[root] = (monotonic(), found)
        return self._pipelines[root]

    def refresh(self) -> None:
        """Search anew where the last search is old. This may take long in a large repository."""
        for root, (when, _) in tuple(self._pipelines.items()):
            if monotonic() - when > _FRESH:
                self._search(root)

    def reached(self, pipeline: str, opened: Open) -> frozenset[str]:
        """Return a pipeline and all that it includes, directly or not."""
        return self._reach(pipeline, find_root(pipeline), opened)

    def _reach(self, pipeline: str, root: str, opened: Open) -> frozenset[str]:
        seen = {pipeline}
        pending = [pipeline]
        while pending:
            for path in self._included(pending.pop(), root, opened):
                if path not in seen:
                    seen.add(path)
                    pending.append(path)
        return frozenset(seen)

    def _included(self, path: str, root: str, opened: Open) -> tuple[str, ...]:
        stamp = stamp_of(path, opened)
        known = self._includes.get(path)
        if known is None or known[0] != stamp:
            text = text_of(path, opened)
            found = tuple(_includes(path, text, root)) if text and "include" in text else ()
            known = self._includes[path] = (stamp, found)
        return known[1]

    def request(self, pipeline: str, opened: Open) -> Request | None:
        """Return what the compiler is asked about a pipeline, None when its text cannot be read."""
        text = text_of(pipeline, opened)
        if text is None:
            return None
        root = find_root(pipeline)
        return Request(pipeline, Source(_relative(pipeline, root), text), root, unsaved=texts_of(opened))

    def model(self, pipeline: str, opened: Open) -> Model | None:
        """Return what was read of a pipeline for its names; None when its text cannot be read."""

        def read(request: Request) -> Model:
            model = read_model(request)
            if model.whole or pipeline not in self._best:
                self._best[pipeline] = model
            return model

        return self._keep(self._models, pipeline, opened, read, lambda model: model.files)

    def best_model(self, pipeline: str) -> Model | None:
        """Return the last model of a pipeline whose text was not broken, or the first of all."""
        return self._best.get(pipeline)

    def study(self, pipeline: str, opened: Open) -> Studied | None:
        """Return what is found in a pipeline with its repository's configuration; None when it cannot be read."""

        def read(request: Request) -> Studied:
            control = control_for(os.path.dirname(pipeline), request.root)
            request = request._replace(policy=control.policy, settings=control.settings)
            return Studied(request, examine_for(request, control), control)

        return self._keep(self._studied, pipeline, opened, read, lambda studied: studied.analysis.files)

    def _keep(
        self,
        kept: dict[str, _Kept[T]],
        pipeline: str,
        opened: Open,
        read: Callable[[Request], T],
        files: Callable[[T], tuple[str, ...]],
    ) -> T | None:
        known = kept.get(pipeline)
        if known is not None and all(stamp_of(path, opened) == stamp for path, stamp in known.stamps):
            return known.value
        request = self.request(pipeline, opened)
        if request is None:
            return None
        value = read(request)
        kept.pop(pipeline, None)
        kept[pipeline] = _Kept(tuple((path, stamp_of(path, opened)) for path in files(value)), value)
        while len(kept) > _KEPT:
            del kept[next(iter(kept))]
        return value


def _relative(path: str, root: str) -> str:
    return os.fsencode(os.path.relpath(path, root)).decode(errors="replace")


def _includes(path: str, text: str, root: str) -> Iterator[str]:
    _, tree = repair(Source(path, text))
    for name in scalars(tree.get("include")) if isinstance(tree, Mapping) else ():
        target = include_target(root, path, name)
        if isinstance(target, str):
            yield target
