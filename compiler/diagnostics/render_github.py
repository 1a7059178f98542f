"""Workflow commands, which GitHub Actions (and who follows it: Gitea, Forgejo) shows as annotations."""

from typing import Final

from .diagnostic import Diagnostic, Severity
from .report import Linted, Region, Report, full_message, visible_lines
from .terminal import visible

_COMMANDS: Final[dict[Severity, str]] = {"error": "error", "warning": "warning", "hint": "notice"}


def write(report: Report) -> str:
    """Return one command to a line; each ends in one, so that nothing in a message begins another."""
    found = [_annotation(item, report.region(item.span)) for item in report.found()]
    return "".join((*found, *(_failure(file) for file in report.files if file.bug)))


def _annotation(item: Diagnostic, region: Region) -> str:
    properties: dict[str, object] = {"file": item.span.path, "line": region.line, "endLine": region.end_line}
    if region.line == region.end_line:  # GitHub drops the columns of an annotation of several lines, with a warning
        properties |= {"col": region.column, "endColumn": region.end_column}
    return _command(_COMMANDS[item.severity], {**properties, "title": f"pipec {item.code}"}, full_message(item))


def _failure(file: Linted) -> str:
    return _command("error", {"file": file.path, "title": "pipec failed"}, file.bug)


def _command(name: str, properties: dict[str, object], message: str) -> str:
    listed = ",".join(f"{key}={_property(visible(str(value)))}" for key, value in properties.items())
    return f"::{name} {listed}::{'%0A'.join(map(_data, visible_lines(message)))}\n"


def _data(text: str) -> str:
    """Escape one line; nothing visible is a line break."""
    return text.replace("%", "%25")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
