"""One line each, for editors."""

import re

from compiler.diagnostics.render_concise import write
from tests.diagnostics.reports import EMPTY, EVERYTHING, NOTHING, ODD

LINE = re.compile(r"(?P<path>.+):(?P<line>[1-9]\d*):(?P<column>[1-9]\d*): (error|warning|hint)\[[A-Z]+\d+\] \S.*")


def test_the_lines():
    lines = write(EVERYTHING).split("\n")
    assert lines.pop() == ""
    assert lines[0] == "ci/a.yaml:5:5: error[PC101] a job has no key `timout`"
    assert lines[1] == "ci/a.yaml:5:5: warning[PC101] several lines"
    assert lines[2].startswith("ci/a.yaml:2:8: hint[PC101] a%b c, d: e ]]> ")
    assert lines[3] == "ci/a.yaml:1:1: error[PC101] no file wrote it"
    assert lines[4] == "absent.yaml:1:1: error[PC101] `absent.yaml` does not exist"
    assert lines[5] == f"{ODD}:1:1: error[PC101] odd"
    assert all(LINE.fullmatch(line) for line in lines)


def test_nothing_found_is_nothing():
    assert (write(EMPTY), write(NOTHING)) == ("", "")
