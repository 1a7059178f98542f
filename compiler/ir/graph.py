"""Directed graphs as plain adjacency: each node to the nodes that it depends on. Everything here is deterministic.

Nodes keep the order of the mapping, which is the order of the file; ties are broken by it. An edge to a node that
is no key is ignored, so that a graph with mistakes can be asked too. Topological order, levels and the shortest cycle
take time linear in nodes and edges; reachability is a bit set for each node.
"""

from collections.abc import Mapping, Sequence
from typing import Final

Graph = Mapping[str, Sequence[str]]
"""Each node to what it depends on."""

_SEARCHED_EDGES: Final = 1_000_000

Edge = tuple[str, str]
"""A node and what it depends on."""


def topological_order(graph: Graph) -> list[str]:
    """Return the nodes so that each comes after what it depends on; a ValueError when there is a cycle.

    The order is that of the mapping wherever dependencies allow: of all nodes that could come next, the first in the
    mapping comes.
    """
    from heapq import heapify, heappop, heappush

    names = list(graph)
    places = {name: place for place, name in enumerate(names)}
    dependents = _dependents(graph)
    missing = {name: sum(1 for other in graph[name] if other in places) for name in names}
    ready = [places[name] for name in names if not missing[name]]
    heapify(ready)
    order = []
    while ready:
        name = names[heappop(ready)]
        order.append(name)
        for dependent in dependents[name]:
            missing[dependent] -= 1
            if not missing[dependent]:
                heappush(ready, places[dependent])
    if len(order) < len(names):
        raise ValueError("the graph has a cycle")
    return order


def _dependents(graph: Graph) -> dict[str, list[str]]:
    """Return the edges the other way round, each as often as it is there."""
    dependents: dict[str, list[str]] = {name: [] for name in graph}
    for name, dependencies in graph.items():
        for dependency in dependencies:
            if dependency in dependents:
                dependents[dependency].append(name)
    return dependents


def dependents(graph: Graph) -> dict[str, list[str]]:
    """Return each node to those that depend on it, in the order of the mapping, each once."""
    return {name: list(dict.fromkeys(found)) for name, found in _dependents(graph).items()}


def levels(graph: Graph) -> dict[str, int]:
    """Return for each node the length of the longest way to one without dependencies; a ValueError for a cycle."""
    level: dict[str, int] = {}
    for name in topological_order(graph):
        level[name] = max((level[other] + 1 for other in graph[name] if other in graph), default=0)
    return {name: level[name] for name in graph}


def reachability(graph: Graph) -> dict[str, int]:
    """Return for each node the set of what it depends on, directly or not; a ValueError for a cycle.

    A set is an integer whose bit N stands for the Nth node of the mapping. 10,000 nodes take about 12 MB.
    """
    bit = {name: 1 << place for place, name in enumerate(graph)}
    reached: dict[str, int] = {}
    for name in topological_order(graph):
        found = 0
        for other in graph[name]:
            if other in bit:
                found |= bit[other] | reached[other]
        reached[name] = found
    return {name: reached[name] for name in graph}


def redundant_edges(graph: Graph) -> list[Edge]:
    """Return the edges that other edges imply, in the order of the mapping; a ValueError for a cycle.

    Without them the graph is its transitive reduction. An edge that is there twice is redundant the second time.
    """
    if not any(len(dependencies) > 1 for dependencies in graph.values()):
        return []
    reached = reachability(graph)
    bit = {name: 1 << place for place, name in enumerate(graph)}
    found: list[Edge] = []
    for name, dependencies in graph.items():
        known = [other for other in dependencies if other in bit]
        implied = 0
        for other in known:
            implied |= reached[other]
        seen: set[str] = set()
        for other in known:
            if bit[other] & implied or other in seen:
                found.append((name, other))
            seen.add(other)
    return found


def reaches(graph: Graph, start: str, goal: str) -> bool:
    """Tell whether a path leads from `start` to `goal`; names that are no keys lead nowhere."""
    row, seen = [start], {start}
    while row:
        for name in graph.get(row.pop(), ()):
            if name == goal:
                return True
            if name not in seen:
                seen.add(name)
                row.append(name)
    return False


def shortest_cycle(graph: Graph) -> list[str] | None:
    """Return the nodes of a shortest cycle, each depending on the next and the last on the first; None without one.

    Of several the one whose first node comes first in the mapping. The edge to cut is the one from the last node to
    the first, which leads back up. In a huge tangle the search stops early and the cycle is merely a short one.
    """
    core = _core(graph)
    best: list[str] | None = None
    budget = _SEARCHED_EDGES
    for name in graph:
        if name in core and budget > 0:
            found, spent = _cycle_through(graph, core, name, len(best) if best else len(core) + 1)
            budget -= spent
            best = found or best
    return best


def _core(graph: Graph) -> set[str]:
    """Return the nodes that are on a cycle or between two: the rest is peeled off from both ends."""
    core = set(graph)
    for edges in (graph, _dependents(graph)):
        left = {name: sum(1 for other in edges[name] if other in core) for name in core}
        back = _dependents({name: edges[name] for name in graph if name in core})
        bare = [name for name, count in left.items() if not count]
        while bare:
            name = bare.pop()
            core.remove(name)
            for other in back[name]:
                left[other] -= 1
                if not left[other]:
                    bare.append(other)
    return core


def _cycle_through(graph: Graph, core: set[str], start: str, below: int) -> tuple[list[str] | None, int]:
    """Return a shortest cycle through `start` of fewer than `below` nodes, and how many edges were looked at."""
    before: dict[str, str] = {}
    row = [start]
    spent = 0
    for _ in range(below - 1):
        following = []
        for name in row:
            spent += len(graph[name])
            for other in graph[name]:
                if other == start:
                    return _path(before, start, name), spent
                if other in core and other not in before:
                    before[other] = name
                    following.append(other)
        row = following
    return None, spent


def _path(before: Mapping[str, str], start: str, end: str) -> list[str]:
    path = [end]
    while path[-1] != start:
        path.append(before[path[-1]])
    return path[::-1]
