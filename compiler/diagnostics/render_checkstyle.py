"""The XML of Checkstyle, which most servers and dashboards read."""

from typing import TYPE_CHECKING, Final

from .diagnostic import Diagnostic, Severity
from .report import Report, full_message
from .xml_text import attributes, to_document

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_FORMAT_VERSION: Final = "4.3"
"""The version of Checkstyle whose form this is; readers expect one of its own."""

_SEVERITIES: Final[dict[Severity, str]] = {"error": "error", "warning": "warning", "hint": "info"}


def write(report: Report) -> str:
    """Return a document with an element for each file, also for those without a finding."""
    from xml.etree.ElementTree import Element, SubElement

    root = Element("checkstyle", version=_FORMAT_VERSION)
    files = {file.path: SubElement(root, "file", attributes(name=file.path)) for file in report.files}
    for item in report.found():
        path = item.span.path
        if path not in files:
            files[path] = SubElement(root, "file", attributes(name=path))
        _error(files[path], report, item)
    for file in report.files:
        if file.bug:
            given = attributes(line=1, severity="error", message=file.bug, source="pipec.internal-error")
            SubElement(files[file.path], "error", given)
    return to_document(root)


def _error(parent: "Element", report: Report, item: Diagnostic) -> None:
    from xml.etree.ElementTree import SubElement

    region = report.region(item.span)
    given = attributes(
        line=region.line,
        column=region.column,
        severity=_SEVERITIES[item.severity],
        message=full_message(item),
        source=f"pipec.{item.code}",
    )
    SubElement(parent, "error", given)
