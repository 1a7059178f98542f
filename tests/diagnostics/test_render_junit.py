"""JUnit's XML, against the grammar that Jenkins publishes, and read back by a library."""

import pytest

from compiler.diagnostics.render_junit import write
from tests.diagnostics.grammar import NAME, NUMBER, PLACE, TEXT, Rules, parse
from tests.diagnostics.reports import EMPTY, EVERYTHING, NOTHING, found, report

COUNTS = {"tests": NUMBER, "failures": NUMBER, "errors": NUMBER}
OUTCOMES = ("failure", "error", "skipped")
GRAMMAR = {
    "testsuites": Rules({"name": NAME, **COUNTS}, children=("testsuite",)),
    "testsuite": Rules({"name": NAME, **COUNTS}, {"skipped": NUMBER}, children=("testcase",)),
    "testcase": Rules({"name": NAME, "classname": NAME}, {"file": NAME, "line": PLACE}, children=OUTCOMES),
    "failure": Rules({"type": NAME, "message": TEXT}, has_text=True),
    "error": Rules({"type": NAME, "message": TEXT}, has_text=True),
    "skipped": Rules({}, {"message": TEXT}, has_text=True),
}


def read(text):
    """Return the cases; their outcomes are those that the suite counts."""
    root = parse(text, "testsuites", GRAMMAR)
    (suite,) = root
    outcomes = [outcome.tag for case in suite for outcome in case]
    assert all(len(case) <= 1 for case in suite)
    counted = {tag: outcomes.count(tag) for tag in OUTCOMES}
    for element in (root, suite):
        assert int(element.get("tests")) == len(suite)
        assert (int(element.get("failures")), int(element.get("errors"))) == (counted["failure"], counted["error"])
    assert int(suite.get("skipped")) == counted["skipped"]
    names = {(case.get("classname"), case.get("name")) for case in suite}
    assert len(names) == len(suite), "no two cases have the same name"
    return list(suite)


def test_the_cases():
    clean, first, several, hint, nowhere, absent, odd, failed = read(write(EVERYTHING))
    assert (clean.get("classname"), len(clean)) == ("clean.yaml", 0)
    assert (first.get("classname"), first.get("name"), first.get("line")) == (
        "ci/a.yaml",
        "PC101 in line 5, column 5",
        "5",
    )
    assert first[0].attrib == {"type": "error PC101", "message": "a job has no key `timout`"}
    assert "5 |     timout: 5m\n  |     ^^^^^^ unknown key\n" in first[0].text
    assert several[0].get("type") == "warning PC101"
    assert (hint[0].tag, nowhere[0].tag, absent[0].tag, odd[0].tag) == ("skipped", "failure", "failure", "failure")
    assert "<U+FFFE><U+FFFF>" in hint[0].text
    assert "\x1b" not in hint[0].text
    assert (failed[0].tag, failed[0].get("message")) == ("error", "pipec 1.2.3: internal error: KeyError: 'x'")


def test_two_at_one_place_have_different_names():
    one, two = read(write(report(found(), found(message="other"))))
    assert (one.get("name"), two.get("name")) == ("PC101 in line 5, column 5", "PC101 in line 5, column 5 (2)")


def test_a_file_whose_findings_were_told_before_is_no_clean_one():
    told = EVERYTHING.files[0]._replace(path="again.yaml", diagnostics=())
    assert len(read(write(EVERYTHING._replace(files=(told,))))) == 0


def test_nothing_found_is_a_document():
    (case,) = read(write(EMPTY))
    assert (case.get("name"), len(case)) == ("nothing found", 0)
    assert read(write(NOTHING)) == []


def test_a_library_reads_it():
    junitparser = pytest.importorskip("junitparser", reason="the package junitparser is not installed")
    suites = junitparser.JUnitXml.fromstring(write(EVERYTHING).encode())
    (suite,) = suites
    assert (suites.tests, suites.failures, suites.errors, suite.skipped) == (8, 5, 1, 1)
    outcomes = [case.result[0] for case in suite if case.result]
    assert [type(outcome) for outcome in outcomes].count(junitparser.Failure) == 5
