"""Text for terminals: no line is wider than they are, and what is drawn with lines is the graph."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compiler.ir.job import Dependency, Job, Matrix
from compiler.ir.plan import Plan
from pipec.drawing.facts import gather
from pipec.drawing.groups import group
from pipec.drawing.lines import draw_lines
from pipec.drawing.text import draw_text
from pipec.drawing.widths import columns, cut
from tests.pipec.test_drawing import plans

NAMES = st.text(st.sampled_from("ab-_界é\u0301🚀\uff57\u200b\x1b"), min_size=1, max_size=90)


@given(plans(NAMES), st.sampled_from([32, 40, 80, 120]), st.booleans())
@settings(deadline=None, max_examples=80)
def test_no_line_is_wider_than_the_terminal(plan, width, unfolded):
    text = draw_text(gather(plan, {}, [plan.jobs[0].id]), unfolded=unfolded, width=width)
    assert max(map(columns, text.splitlines())) <= width


@given(plans(NAMES))
@settings(deadline=None, max_examples=40)
def test_colour_changes_no_width(plan):
    facts = gather(plan, {}, [plan.jobs[0].id])
    plain, coloured = draw_text(facts), draw_text(facts, color=True)
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == plain


@given(NAMES, st.integers(1, 40))
def test_cut_fits_and_leaves_what_fits(text, width):
    found = cut(text, width)
    assert columns(found) <= width
    if columns(cut(text, 1000)) <= width:
        assert found == cut(text, 1000)


def lines(plan, width=80):
    groups = group(gather(plan, {}), unfolded=True)
    return draw_lines(groups, [""] * len(groups), width, color=False)


WAYS = {
    **dict.fromkeys("─╌▸", "lr"),
    "│": "ud",
    "╭": "dr",
    "╮": "dl",
    "╰": "ur",
    "╯": "ul",
    "├": "udr",
    "┤": "udl",
    "┬": "dlr",
    "┴": "ulr",
    "┼": "udlr",
}
STEPS = {"u": (-1, 0, "d"), "d": (1, 0, "u"), "l": (0, -1, "r"), "r": (0, 1, "l")}


def _place(rows, name):
    """Return the row of a label, and where it begins and ends."""
    return next(
        (y, found.start(), found.end())
        for y, row in enumerate(rows)
        if (found := re.search(rf"(?<![\w-]){name}(?![\w-])", row))
    )


def _onward(grid, at, coming):
    """Yield where a line goes on. One up and down that stands in a level one stands over it, which goes on behind."""
    char = grid.get(at, " ")
    ways = "lr" if char == "│" and coming in "lr" else WAYS.get(char, "")
    for way in ways if coming in ways else "":
        if way not in (coming, "l"):
            dy, dx, back = STEPS[way]
            yield (at[0] + dy, at[1] + dx), back


def read(rows, names):
    """Return the edges that a reader sees: from each label rightwards along lines, to where one ends at a label."""
    grid = {(y, x): char for y, row in enumerate(rows) for x, char in enumerate(row)}
    places = {name: _place(rows, name) for name in names}
    labels = {(y, x): name for name, (y, begin, end) in places.items() for x in range(begin, end)}
    edges = set()
    for name, (y, _, end) in places.items():
        seen, waiting = set(), [((y, end + 1), "l")]
        while waiting:
            at, coming = waiting.pop()
            if (at, coming) in seen:
                continue
            seen.add((at, coming))
            before_label = (at[0], at[1] + 1) if grid.get(at) == " " and coming == "l" and len(seen) > 1 else at
            if before_label in labels:
                edges.add((name, labels[before_label]))
            else:
                waiting.extend(_onward(grid, at, coming))
    return edges


@given(plans())
@settings(deadline=None, max_examples=150)
def test_the_lines_are_the_graph(plan):
    rows = lines(plan, 200)
    expected = {(other.job, job.id) for job in plan.jobs for other in job.depends_on}
    if rows is None:
        return
    assert read(rows, [job.id for job in plan.jobs]) == expected


@pytest.mark.parametrize(
    ("edges", "drawn"),
    [
        ({"b": "a", "c": "b"}, ["a ──▸ b ──▸ c"]),
        ({"b": "a", "c": "a", "d": "bc"}, ["a ─┬──▸ b ─┬──▸ d", "   ╰──▸ c ─╯"]),
        ({"c": "ab", "d": "ab"}, ["a ─┬──▸ c", "b ─┴──▸ d"]),
        ({"c": "ab", "d": "b"}, ["a ────▸ c", "b ─┬────╯", "   ╰──▸ d"]),
    ],
)
def test_small_graphs(edges, drawn):
    names = sorted({*edges, *"".join(edges.values())})
    plan = Plan("shop", tuple(Job(n, n, depends_on=tuple(map(Dependency, edges.get(n, "")))) for n in names))
    assert [row.rstrip() for row in lines(plan)] == drawn


def test_what_does_not_fit_is_not_drawn_with_lines():
    chain = tuple(Job(f"j{n}", f"j{n}", depends_on=(Dependency(f"j{n - 1}"),) if n else ()) for n in range(30))
    assert lines(Plan("shop", chain)) is None
    text = draw_text(gather(Plan("shop", chain), {}))
    assert "▸" not in text
    assert "level 30\n" in text
    assert lines(Plan("shop", (Job("a", "a"), Job("b", "b")))) is None


def test_names_that_differ_in_their_middle_alone_are_not_cut_to_the_same():
    long = [f"a-very-long-name-of-a-job-{n}-that-ends-as-all-the-others-do-in-this-place" for n in range(2)]
    jobs = (Job("x", "x"), *(Job(name, name, depends_on=(Dependency("x"),)) for name in long))
    assert lines(Plan("shop", jobs)) is None
    assert all(name in draw_text(gather(Plan("shop", jobs), {}), width=0) for name in long)


def test_thirty_jobs_a_matrix_and_long_names(snapshot):
    jobs = [Job(f"unit-tests-of-the-service-{n:02}", f"unit-tests-of-the-service-{n:02}") for n in range(28)]
    every = Job("everything-is-in-order-and-may-be-released", "everything-is-in-order-and-may-be-released",
                depends_on=tuple(Dependency(job.id) for job in jobs))  # fmt: skip
    wide = tuple(
        Job(f"部品-{n}", "部品", Matrix((("os", f"os-{n}"),)), depends_on=(Dependency(every.id),)) for n in range(12)
    )
    text = draw_text(gather(Plan("shop", (*jobs, every, *wide)), {}))
    assert text == snapshot
    assert max(map(columns, text.splitlines())) <= 80
