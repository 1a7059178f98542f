"""The plans of one side's pipelines."""

# ruff: noqa: PTH118 - pathlib costs 2 ms at start-up

import os
from collections.abc import Mapping
from typing import Final, Protocol

from compiler.driver import Request
from compiler.frontend.files import decode_source
from compiler.frontend.parameters import Given
from compiler.ir.plan import Plan
from compiler.source import Source

from ..planning import Planned, plan_file
from .folder import Folder
from .needed import Includes, Needed, needed
from .room import Room
from .tree import Tree

UNDECLARED: Final = "PC406"
"""The code of a value that is given to no parameter."""


class Store(Protocol):
    """Where plans are kept between calls, by everything that they are made of."""

    def find(self, path: str, given: Mapping[str, Given], made_of: Needed) -> Plan | None:
        """Return a plan that was kept; None where there is none."""
        ...

    def keep(self, path: str, given: Mapping[str, Given], made_of: Needed, plan: Plan) -> None:
        """Keep a plan; whatever goes wrong is no error."""
        ...

    def includes(self, data: bytes) -> tuple[str, ...]:
        """Return what a file includes."""
        ...


class Planner:
    """Plans the pipelines of one side, each from the files that it is made of and from no others.

    `folder` is a path for the folder in which these stand; it is made with the first of them.
    """

    def __init__(self, tree: Tree, folder: str, given: Mapping[str, Given], store: Store | None) -> None:
        self.tree = tree
        self._folder = folder
        self._given = given
        self._store = store
        self._room: Room | None = None
        self._needed: dict[str, Needed] = {}
        self._planned: dict[str, Planned] = {}

    def made_of(self, path: str, includes: Includes) -> Needed:
        """Return the files that a pipeline is made of."""
        if path not in self._needed:
            self._needed[path] = needed(self.tree, path, includes)
        return self._needed[path]

    def plan(self, path: str, includes: Includes, *, anew: bool = False) -> Planned:
        """Return the plan of a pipeline, or what stands in its way; `anew` not from the store."""
        if path not in self._planned:
            made_of = self.made_of(path, includes)
            self._planned[path] = (None if anew else self._kept(path, made_of)) or self._compile(path, made_of)
        return self._planned[path]

    def with_declared(self, path: str) -> Planned:
        """Return the plan with only those values whose parameters this side declares.

        For a side of which nothing else is wrong: the other side declares them.
        """
        planned = self._planned[path]
        errors = {item.code for item in planned.diagnostics if item.severity == "error"}
        if errors != {UNDECLARED} or planned.document is None or self._room is None:
            return planned
        given = {name: value for name, value in self._given.items() if name in planned.document.params}
        return plan_file(self._room.place(path), given)._replace(path=path)

    def _kept(self, path: str, made_of: Needed) -> Planned | None:
        plan = self._store.find(path, self._given, made_of) if self._store and path in made_of.files else None
        if plan is None:
            return None
        decoded = {name: decode_source(name, entry.data) for name, entry in made_of.files.items()}
        sources = {name: source for name, source in decoded.items() if isinstance(source, Source)}
        request = Request(os.path.join(self._folder, path), sources[path], self._folder, self._given)
        return Planned(path, request, plan, (), sources)

    def _compile(self, path: str, made_of: Needed) -> Planned:
        if path not in made_of.files and isinstance(self.tree, Folder):
            return plan_file(os.path.join(self.tree.root, path), self._given)  # says why it cannot be read
        self._room = self._room or Room(self._folder)
        self._room.put(made_of.snapshot)
        planned = plan_file(self._room.place(path), self._given)._replace(path=path)
        errors = any(item.severity == "error" for item in planned.diagnostics)
        if self._store and planned.plan is not None and not errors:
            self._store.keep(path, self._given, made_of, planned.plan)
        return planned
