"""The layout of a graph: everything has a place of its own, edges lead to the right, few cross."""

from hypothesis import given
from hypothesis import strategies as st

from compiler.ir.graph import levels
from runtime.reporting.boxes import boxes_of
from runtime.reporting.layers import layered
from runtime.reporting.picture import picture_of
from runtime.reporting.summary import summarize
from tests.runtime.reporting import histories


@st.composite
def graphs(draw, largest=14):
    """Return a graph without cycles."""
    count = draw(st.integers(1, largest))
    return {
        f"j{number}": [f"j{other}" for other in sorted(draw(st.sets(st.integers(0, number - 1), max_size=3)))]
        if number
        else []
        for number in range(count)
    }


@given(graphs())
def test_every_node_and_edge_has_its_places(graph):
    layout = layered(graph)
    positions = layout.positions
    assert len(positions) == sum(map(len, layout.columns))
    for name, level in levels(graph).items():
        assert positions[name][0] == level
    assert sorted((edge[0], edge[-1]) for edge in layout.edges) == sorted(
        (other, name) for name, others in graph.items() for other in others
    )
    for edge in layout.edges:
        columns = [positions[place][0] for place in edge]
        assert columns == list(range(columns[0], columns[-1] + 1))


def test_crossings_that_need_not_be_are_taken_out():
    layout = layered({"a": [], "b": [], "c": [], "x": ["c"], "y": ["b"], "z": ["a"]})
    first, second = layout.columns
    assert ["zyx"["abc".index(name)] for name in first] == list(second)


@given(graphs())
def test_no_two_boxes_of_the_picture_touch(graph):
    run = histories.history(graph, dict.fromkeys(graph, 1_000))
    picture = picture_of(run, ())
    if picture is None:
        assert not any(graph.values())
        return
    width, height = picture.box
    corners = [(node.x, node.y) for node in picture.nodes]
    for place, (x, y) in enumerate(corners):
        assert 0 <= x <= picture.width - width
        assert 0 <= y <= picture.height - height
        assert all(abs(x - left) >= width or abs(y - top) >= height for left, top in corners[:place])


@given(graphs(largest=60))
def test_boxes_hold_every_job_once_and_wait_for_nothing_later(graph):
    run = histories.history(graph, dict.fromkeys(graph, 1_000), names=dict.fromkeys(graph, "shard"))
    boxes = boxes_of(run.jobs)
    assert sorted(job.id for box in boxes for job in box.jobs) == sorted(graph)
    assert len(layered({box.key: box.before for box in boxes}).columns) == max(levels(graph).values()) + 1


def test_an_edge_that_others_imply_is_not_drawn():
    graph = {"a": [], "b": ["a"], "c": ["a", "b"]}
    run = histories.history(graph, dict.fromkeys(graph, 10))
    assert [box.before for box in boxes_of(run.jobs)] == [(), ("a",), ("b",)]


def test_instances_of_a_matrix_share_a_box_and_are_counted():
    run = histories.large()
    boxes = {box.label: box for box in boxes_of(run.jobs)}
    assert boxes["996 × test"].counts == {"success": 966, "failure": 30}
    path = summarize(run, None, lambda *_: []).path
    picture = picture_of(run, path)
    assert picture.merged
    assert len(picture.nodes) == 5
    assert sum(curve.critical for curve in picture.curves) == len(path) - 1


def test_what_is_too_large_has_no_picture():
    graph = {"a0": []} | {f"a{number}": [f"a{number - 1}"] for number in range(1, 300)}
    run = histories.history(graph, dict.fromkeys(graph, 10))
    assert picture_of(run, ()) is None
