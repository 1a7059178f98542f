"""Graph algorithms against brute force and networkx."""

import time
from itertools import combinations

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compiler.ir.graph import (
    dependents,
    levels,
    reachability,
    reaches,
    redundant_edges,
    shortest_cycle,
    topological_order,
)

QUICK = settings(deadline=None, max_examples=120)


@st.composite
def graphs(draw, acyclic=False):
    count = draw(st.integers(0, 9))
    names = draw(st.permutations([f"n{number}" for number in range(count)]))
    pairs = [(a, b) for a in range(count) for b in range(count) if (a > b if acyclic else a != b or a % 3 == 0)]
    chosen = draw(st.lists(st.sampled_from(pairs), max_size=16)) if pairs else []
    graph = {name: [] for name in draw(st.permutations(names))}
    for a, b in chosen:
        graph[names[a]].append(names[b])
    return graph


def reference(graph):
    made = nx.DiGraph()
    made.add_nodes_from(graph)
    made.add_edges_from((name, other) for name, others in graph.items() for other in others)
    return made


@QUICK
@given(graphs())
def test_order_and_cycle_agree_with_networkx(graph):
    cycle, other = shortest_cycle(graph), reference(graph)
    if nx.is_directed_acyclic_graph(other):
        assert cycle is None
        places = dict(enumerate(graph))
        wanted = list(nx.lexicographical_topological_sort(other.reverse(), key=list(places.values()).index))
        assert topological_order(graph) == wanted
    else:
        with pytest.raises(ValueError, match="cycle"):
            topological_order(graph)
        assert len(cycle) == min(len(found) for found in nx.simple_cycles(other))
        assert all(b in graph[a] for a, b in zip(cycle, cycle[1:] + cycle[:1], strict=True))
        assert len(set(cycle)) == len(cycle)


@QUICK
@given(graphs(acyclic=True))
def test_reachability_levels_and_reduction_agree_with_networkx(graph):
    other = reference(graph)
    names = list(graph)
    found = {
        name: {names[at] for at in range(len(names)) if bits >> at & 1} for name, bits in reachability(graph).items()
    }
    assert found == {name: nx.descendants(other, name) for name in graph}
    assert {name: {goal for goal in names if reaches(graph, name, goal)} for name in graph} == found
    level = levels(graph)
    assert level == {name: max((level[below] + 1 for below in graph[name]), default=0) for name in graph}
    kept = [(name, below) for name, belows in graph.items() for below in belows]
    for edge in redundant_edges(graph):
        kept.remove(edge)
    assert sorted(kept) == sorted(nx.transitive_reduction(other).edges)


def test_dependents_turn_the_edges_round():
    assert dependents({"a": [], "b": ["a", "a"], "c": ["b", "a", "gone"]}) == {"a": ["b", "c"], "b": ["c"], "c": []}


def test_the_order_is_that_of_the_file_where_it_can_be():
    graph = {"ship": ["test", "lint"], "lint": [], "test": ["build"], "docs": [], "build": []}
    assert topological_order(graph) == ["lint", "docs", "build", "test", "ship"]


def test_the_cycle_is_the_shortest_and_begins_first_in_the_file():
    graph = {"a": ["b"], "b": ["c", "e"], "c": ["d"], "d": ["a"], "e": ["b"], "f": ["a"]}
    assert shortest_cycle(graph) == ["b", "e"]
    assert shortest_cycle({"x": ["x"]}) == ["x"]
    assert shortest_cycle({"y": ["z"], "z": ["y"], "a": ["b"], "b": ["a"]}) == ["y", "z"]


def test_edges_to_nothing_are_ignored():
    graph = {"a": ["gone"], "b": ["a", "gone"]}
    assert topological_order(graph) == ["a", "b"]
    assert levels(graph) == {"a": 0, "b": 1}
    assert redundant_edges(graph) == []
    assert shortest_cycle(graph) is None


@pytest.mark.parametrize("function", [levels, reachability])
def test_a_cycle_is_refused(function):
    with pytest.raises(ValueError, match="cycle"):
        function({"a": ["b"], "b": ["a"]})


def test_ten_thousand_nodes_in_every_shape():
    names = [f"n{number}" for number in range(10_000)]
    chain = {name: names[at - 1 : at] for at, name in enumerate(names)}
    ladder = {name: names[max(0, at - 3) : at] for at, name in enumerate(names)}
    fan = {name: names[:1] if at else [] for at, name in enumerate(names)}
    join = {name: [] for name in names[:-1]} | {names[-1]: names[:-1]}
    ring = {**chain, names[0]: [names[-1]]}
    tangle = {**ladder, names[0]: names[-2:]}
    before = time.process_time()
    for graph in (chain, ladder, fan, join):
        assert topological_order(graph) == names
        levels(graph)
        redundant_edges(graph)
        assert shortest_cycle(graph) is None
    assert len(shortest_cycle(ring)) == 10_000
    assert len(shortest_cycle(tangle)) == -(-9_998 // 3) + 1
    assert time.process_time() - before < 20  # quadratic would be minutes


def test_any_two_of_a_reduction_stay_reachable():
    graph = {f"n{a}": [f"n{b}" for b in range(a)] for a in range(40)}
    gone = set(redundant_edges(graph))
    small = {name: [other for other in others if (name, other) not in gone] for name, others in graph.items()}
    assert sum(map(len, small.values())) == 39
    assert reachability(small) == reachability(graph)
    assert len(list(combinations(graph, 2))) == sum(bits.bit_count() for bits in reachability(small).values())
