"""The table of `examples/README.md` is that of the tests: no row too few, none without a test that shows it."""

import re

from tests.examples_on_engines.images import ROOT
from tests.examples_on_engines.table import ROWS, table

README = ROOT / "examples" / "README.md"
PLACE = re.compile(r"(?<=<!-- made by the tests -->\n\n).*?(?=\n<!-- to here -->)", re.DOTALL)


def test_every_example_and_target_has_a_row():
    outputs = {
        (path.parents[2].name, path.name) for path in (ROOT / "examples").glob("*/pipec-out/*/*") if path.is_dir()
    }
    assert sorted((row.example, row.runner) for row in ROWS) == sorted(outputs)


def test_what_ran_is_shown_by_a_test_that_is_there():
    for row in ROWS:
        assert bool(row.ran) == bool(row.proofs), row
        for proof in row.proofs:
            module, _, name = proof.partition("::")
            assert f"\ndef {name}(" in (ROOT / "tests" / "examples_on_engines" / f"{module}.py").read_text("utf-8")


def test_the_page_has_the_table(request):
    text = README.read_text("utf-8")
    if request.config.getoption("update_goldens"):
        README.write_text(PLACE.sub(lambda _: table(), text), "utf-8")
    assert PLACE.findall(README.read_text("utf-8")) == [table()]
