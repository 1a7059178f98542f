"""What the measurements are made of."""

import sys

import pytest

from benchmarks.pipelines import pipeline, small_pipeline
from benchmarks.process import RUN, Command, Failed, best
from compiler.driver import Request, lint
from compiler.source import Source


@pytest.mark.parametrize("text", [pipeline(30), small_pipeline(0), small_pipeline(999)])
def test_measured_pipelines_have_nothing_to_find(text):
    assert lint(Request("/r/pipeline.yaml", Source("pipeline.yaml", text), "/r")).diagnostics == ()


def test_small_pipelines_are_60_lines_each_and_distinct():
    texts = [small_pipeline(number) for number in range(50)]
    assert {text.count("\n") for text in texts} == {60}
    assert len(set(texts)) == 50


def test_a_hundred_jobs_are_about_60_kilobytes():
    assert 55_000 < len(pipeline(100).encode()) < 75_000


@pytest.mark.parametrize(("warm_up", "turns"), [(True, 3), (False, 2)])
def test_commands_run_in_turn(tmp_path, warm_up, turns):
    script = "import sys; open('log', 'a').write(' '.join(sys.argv[1:]) + chr(10))"
    commands = [Command((sys.executable, "-c", script, name, RUN), tmp_path) for name in "ab"]
    costs = best(commands, 2, warm_up=warm_up)
    assert (tmp_path / "log").read_text().split("\n")[:-1] == [f"{n} {turn}" for turn in range(turns) for n in "ab"]
    assert all(cost.seconds > 0 and cost.memory > 1_000_000 for cost in costs)


def test_a_command_that_fails_is_not_measured(tmp_path):
    with pytest.raises(Failed, match=r"exit 3\nbroken"):
        best([Command((sys.executable, "-c", "import sys; sys.stderr.write('broken'); sys.exit(3)"), tmp_path)], 1)
