"""Where something stands, in the words of SARIF."""

from .report import Report
from .span import Span

Json = dict[str, object]


def artifact_location(path: str) -> Json:
    """Return a file as a URI: below the repository's root, or absolute where the path is."""
    from urllib.parse import quote

    uri = quote(path.encode("utf-8", "surrogateescape"))
    return {"uri": f"file://{uri}"} if path.startswith("/") else {"uri": uri, "uriBaseId": "%SRCROOT%"}


def as_location(report: Report, span: Span) -> Json:
    """Return a span with its text, and the lines that it stands in."""
    region = as_region(report, span)
    place: Json = {"artifactLocation": artifact_location(span.path), "region": region}
    lines = report.quoted(span)
    if lines:
        text = report.sources[span.path].text[span.start : span.end]
        if text:
            place["region"] = {**region, "snippet": {"text": text}}
        last = report.region(Span(span.path, span.start, max(span.start, span.end - 1))).end_line
        place["contextRegion"] = {"startLine": region["startLine"], "endLine": last, "snippet": {"text": lines}}
    return {"physicalLocation": place}


def as_region(report: Report, span: Span) -> Json:
    """Return lines and columns from 1, the end exclusive."""
    line, column, end_line, end_column = report.region(span)
    return {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column}
