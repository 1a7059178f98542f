"""GitLab's code quality report: the part of the Code Climate format that merge requests show."""

from typing import Final

from .diagnostic import Diagnostic, Severity
from .fingerprint import fingerprints
from .report import Report, dump_json, full_message, visible_lines

_SEVERITIES: Final[dict[Severity, str]] = {"error": "major", "warning": "minor", "hint": "info"}
"""Nothing in a pipeline file is `critical` or a `blocker` by itself; GitLab sorts by these words."""


def write(report: Report) -> str:
    """Return a JSON array with an object for each diagnostic."""
    found = list(report.found())
    names = fingerprints(report, found)
    return dump_json([_issue(report, item, name) for item, name in zip(found, names, strict=True)])


def _issue(report: Report, item: Diagnostic, fingerprint: str) -> dict[str, object]:
    return {
        "description": "\n".join(visible_lines(full_message(item))),
        "check_name": item.code,
        "fingerprint": fingerprint,
        "severity": _SEVERITIES[item.severity],
        "location": {"path": item.span.path, "lines": {"begin": report.region(item.span).line}},
    }
