"""Pictures: boxes stand apart, edges lead around them, and the file is sound whatever names are in it."""

import itertools
import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compiler.diagnostics.terminal import visible
from compiler.ir.analysis import taken_down
from compiler.ir.job import Dependency, Job
from compiler.ir.plan import Plan
from pipec.drawing.blasts import blasts
from pipec.drawing.facts import gather
from pipec.drawing.folding import MANY, MOST, fold
from pipec.drawing.groups import group
from pipec.drawing.marks import Mark, Marks
from pipec.drawing.picture import picture_of
from pipec.drawing.settling import monotone
from pipec.drawing.svg import draw_svg
from tests.pipec.test_drawing import ANY_TEXT, plans

SVG = "{http://www.w3.org/2000/svg}"


def ladder(count):
    return Plan(
        "shop",
        tuple(
            Job(f"j{n}", f"j{n}", depends_on=tuple(Dependency(f"j{m}") for m in sorted({n - 1, n // 2} - {n}) if n))
            for n in range(count)
        ),
    )


def overlaps(one, other):
    return (
        one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.height
        and other.y < one.y + one.height
    )


@given(plans())
@settings(deadline=None, max_examples=40)
def test_boxes_stand_apart_and_edges_lead_to_the_right(plan):
    picture = picture_of(gather(plan, {}))
    assert not any(overlaps(*pair) for pair in itertools.combinations(picture.boxes, 2))
    for box in picture.boxes:
        assert box.x >= 0
        assert box.y >= 0
        assert box.x + box.width <= picture.width
        assert box.y + box.height <= picture.height
    places = {job.id: place for place, job in enumerate(plan.jobs)}
    assert {(edge.before, edge.after) for edge in picture.edges} == {
        (places[other.job], place) for place, job in enumerate(plan.jobs) for other in job.depends_on
    }
    for edge in picture.edges:
        before, after = picture.boxes[edge.before], picture.boxes[edge.after]
        assert before.x + before.width < after.x
        numbers = [int(number) for number in re.findall(r"-?\d+", edge.path)]
        assert numbers[0] == before.x + before.width
        assert re.search(rf"(H| ){'{0}'}( \d+)?$".format(after.x), edge.path)


@given(plans())
@settings(deadline=None, max_examples=40)
def test_no_edge_runs_level_through_a_box(plan):
    """Where an edge is level over a column it keeps clear of the column's boxes."""
    picture = picture_of(gather(plan, {}))
    for edge in picture.edges:
        x, y = map(int, re.match(r"M(\d+) (\d+)", edge.path).groups())
        for step in re.findall(r"H\d+|C[\d -]+", edge.path):
            numbers = [int(number) for number in re.findall(r"\d+", step)]
            if step.startswith("H"):
                hit = [
                    place
                    for place, box in enumerate(picture.boxes)
                    if place not in (edge.before, edge.after)
                    and box.y <= y <= box.y + box.height
                    and x < box.x + box.width
                    and box.x < numbers[0]
                ]
                assert not hit
                x = numbers[0]
            else:
                x, y = numbers[-2:]


@given(st.lists(st.floats(-1e6, 1e6), max_size=30))
def test_monotone_never_falls_and_leaves_what_rises(values):
    found = monotone(values, [1.0] * len(values))
    assert all(left <= right + 1e-6 for left, right in itertools.pairwise(found))
    assert found == values or values != sorted(values)


@given(plans(ANY_TEXT))
@settings(deadline=None, max_examples=40)
def test_svg_is_sound_whatever_the_names(plan):
    text = draw_svg(gather(plan, {}))
    root = ET.fromstring(text)
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "pipec-title pipec-desc"
    titles = [node.find(f"{SVG}title").text for node in root.iter(f"{SVG}g") if node.get("data-box")]
    assert [title.split("\n")[0] for title in titles] == [visible(job.id) for job in plan.jobs]
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {
        *("svg", "title", "desc", "style", "rect", "path", "g", "text", "defs", "marker")
    }
    assert text == draw_svg(gather(plan, {}))


@given(plans())
@settings(deadline=None, max_examples=40)
def test_what_failures_take_down_is_what_the_plan_says(plan):
    found = blasts(plan.jobs)
    for place, job in enumerate(plan.jobs):
        assert tuple(plan.jobs[other].id for other in found[place]) == taken_down(plan, job.id)


def test_alike_jobs_are_one_box_once_there_are_many():
    middle = [Job(f"m{n}", f"m{n}", depends_on=(Dependency("first"),)) for n in range(MANY)]
    last = Job("last", "last", depends_on=tuple(Dependency(job.id) for job in middle))
    facts = gather(Plan("shop", (Job("first", "first"), *middle, last)), {})
    picture = picture_of(facts)
    assert [box.lines[0] for box in picture.boxes] == ["first", "m0 … m59 ×60", "last"]
    assert picture.folded
    assert len(picture_of(facts, unfolded=True).boxes) == MANY + 2


def test_jobs_with_other_marks_stay_apart():
    middle = [Job(f"m{n}", f"m{n}", depends_on=(Dependency("first"),)) for n in range(MANY + 2)]
    facts = gather(Plan("shop", (Job("first", "first"), *middle)), {})
    picture = picture_of(facts, marks=Marks("HEAD", {"m7": Mark("changed")}))
    assert [box.lines[0] for box in picture.boxes] == ["first", f"m0 … m{MANY + 1} ×{MANY + 1}", "~ m7"]


@pytest.mark.parametrize("count", [1000, 10_000])
def test_a_large_graph_is_drawn_by_levels(count):
    facts = gather(ladder(count), {})
    folded = fold(group(facts, unfolded=False))
    assert len(folded.groups) <= MOST
    assert ("levels" in folded.said) is (count > MOST)
    assert sum(len(each.jobs) for each in folded.groups) == count
    assert len(picture_of(facts).boxes) == len(folded.groups)


def test_edges_too_long_for_places_of_their_own_take_a_lane_above_all_boxes():
    picture = picture_of(gather(ladder(400), {}))
    top = min(box.y for box in picture.boxes)
    lanes = [edge for edge in picture.edges if "V" in edge.path]
    assert lanes
    assert all(int(re.search(r"V(\d+)", edge.path)[1]) < top for edge in lanes)
    assert len(picture.edges) == sum(len(job.depends_on) for job in ladder(400).jobs)


@pytest.mark.parametrize(
    "char", ["\0", "\x1b", "\x85", "\u202e", "\u2028", "\ufffe", "\uffff", "\r", "\n", "]]>", "&amp;"]
)
def test_no_character_breaks_the_file(char):
    name = f"a{char}b"
    plan = Plan(name, (Job(name, name), Job("c", "c", depends_on=(Dependency(name),))))
    marks = Marks(name, {name: Mark("renamed", name, (name,))})
    ET.fromstring(draw_svg(gather(plan, {}), marks=marks).encode())


def test_an_empty_graph():
    assert ET.fromstring(draw_svg(gather(Plan("shop", ()), {}))) is not None
