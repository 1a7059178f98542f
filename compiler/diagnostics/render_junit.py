"""JUnit's XML, which every CI server shows as tests."""

from collections import Counter
from typing import TYPE_CHECKING

from .diagnostic import Diagnostic
from .render_text import render
from .report import Linted, Report
from .xml_text import allowed, attributes, to_document

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element


def write(report: Report) -> str:
    """Return a document with one suite.

    A clean file is a test that passes, an error or a warning one that fails, a hint one that is skipped (it does not
    change the exit code either), a file on which the tool itself failed one with an error.
    """
    from xml.etree.ElementTree import Element, SubElement

    found = list(report.found())
    bugs = [file for file in report.files if file.bug]
    clean = [file for file in report.files if file.clean and not file.bug]
    hints = sum(item.severity == "hint" for item in found)
    counts = attributes(
        name="pipec",
        tests=len(clean) + len(found) + len(bugs),
        failures=len(found) - hints,
        errors=len(bugs),
    )
    root = Element("testsuites", counts)
    suite = SubElement(root, "testsuite", {**counts, **attributes(skipped=hints)})
    for file in clean:
        SubElement(suite, "testcase", attributes(classname=file.path, name="nothing found", file=file.path))
    names: Counter[tuple[str, str]] = Counter()
    for item in found:
        _finding(suite, report, item, names)
    for file in bugs:
        _failure(suite, file)
    return to_document(root)


def _finding(suite: "Element", report: Report, item: Diagnostic, names: Counter[tuple[str, str]]) -> None:
    """Add a finding as a test whose name no other of its file has."""
    from xml.etree.ElementTree import SubElement

    path, region = item.span.path, report.region(item.span)
    name = f"{item.code} in line {region.line}, column {region.column}"
    names[path, name] += 1
    number = names[path, name]
    unique = f"{name} ({number})" if number > 1 else name
    case = SubElement(suite, "testcase", attributes(classname=path, name=unique, file=path, line=region.line))
    if item.severity == "hint":
        given, tag = attributes(message=item.message), "skipped"
    else:
        given, tag = attributes(type=f"{item.severity} {item.code}", message=item.message), "failure"
    SubElement(case, tag, given).text = allowed(render([item], report.sources, color=False))


def _failure(suite: "Element", file: Linted) -> None:
    from xml.etree.ElementTree import SubElement

    case = SubElement(suite, "testcase", attributes(classname=file.path, name="internal error", file=file.path))
    first = file.bug.partition("\n")[0]
    SubElement(case, "error", attributes(type="internal error", message=first)).text = allowed(file.bug)
