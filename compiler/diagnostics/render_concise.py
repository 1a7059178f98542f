"""One line for each diagnostic, as editors' error lists and `grep` read them."""

from .report import Report, visible_lines
from .terminal import visible


def write(report: Report) -> str:
    """Return lines `path:line:column: severity[CODE] message`, the column in Unicode code points."""
    lines = []
    for item in report.found():
        region = report.region(item.span)
        place = f"{visible(item.span.path)}:{region.line}:{region.column}"
        lines.append(f"{place}: {item.severity}[{item.code}] {' '.join(visible_lines(item.message))}\n")
    return "".join(lines)
