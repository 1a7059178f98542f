"""Every mistake is found exactly where it stands, and nothing else is reported, hints and warnings included."""

import pytest

from compiler.catalogue import codes
from tests.examples import run_example, write_files
from tests.spans.cases import Case, read_cases, strip

CASES = tuple(read_cases())
FRONTEND = {code for code, module in codes().items() if module.startswith("compiler.frontend.")}
ERRORS = {code for code in FRONTEND if code <= "PC626"} - {"PC420"}
"""PC420 is what another program says of a script, and stands where that program says."""


def test_there_are_enough_and_each_has_its_own_name():
    assert len({case.name for case in CASES}) == len(CASES) >= 150


def test_marks_are_read_as_they_are_meant():
    assert strip("a⟦PC101|b⟦PC102|⟧⟧c") == ("abc", [(2, 2, "PC102"), (1, 2, "PC101")])


def test_every_code_of_the_frontend_is_among_them():
    assert ERRORS - {place[3] for case in CASES for place in case.places} == set()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_mistake_is_told_exactly_where_it_stands(case: Case, tmp_path):
    write_files(tmp_path, case.files, case.options)
    if case.bom:
        path = tmp_path / "pipeline.yaml"
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    found = [item for item in run_example(tmp_path, case.options).diagnostics if item.code in FRONTEND]
    told = sorted((item.span.path, item.span.start, item.span.end, item.code) for item in found)
    assert told == list(case.places), "\n".join(shown(case, told, found))


def shown(case, told, found):
    """Yield what was wanted and what was told, as a person reads them."""
    for label, row in (("wanted", case.places), ("told", told)):
        for path, start, end, code in row:
            text = case.files.get(path, "")
            yield f"{label} {code} {path}:{start}-{end} {text[start:end]!r}"
    for item in found:
        yield f"{item.code} {item.message}"
