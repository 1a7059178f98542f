"""A run as one HTML page that needs nothing else: no script, no font, no image from anywhere."""

from pathlib import Path
from typing import Final, NamedTuple

from .model import JobReport
from .picture import picture_of
from .printable import printable
from .summary import Summary
from .timeline import JobBars, Span, bars_of, span_of, ticks_of
from .words import SIGNS, clock, counted, day_and_time, moment

MOST_ROWS: Final = 200
_TEMPLATES: Final = Path(__file__).parent / "templates"
_UNITS: Final = ("B", "KiB", "MiB", "GiB", "TiB")


class Row(NamedTuple):
    """A job of the timeline."""

    job: JobReport
    bars: JobBars
    critical: bool


def render_html(summary: Summary) -> str:
    """Return the page. Everything that comes from people or programs is escaped by the template engine."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    environment.filters |= {
        "clock": clock,
        "date": day_and_time,
        "moment": moment,
        "bytes": size,
    }
    environment.globals |= {"SIGNS": SIGNS, "counted": counted}
    run = summary.run
    span = span_of(run)
    shown, rest = rows_of(summary, span)
    return environment.get_template("report.html.j2").render(
        summary=summary,
        run=run,
        began=run.began,
        rows=shown,
        rest=rest,
        ticks=ticks_of(span),
        picture=picture_of(run, summary.path),
        path_time=sum(link.waited + link.took for link in summary.path),
    )


def _shown(value: object) -> object:
    """Return what is put into the page without control characters and marks that turn the direction of text."""
    from markupsafe import Markup

    return printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def rows_of(summary: Summary, span: Span) -> tuple[list[Row], dict[str, int]]:
    """Return the rows in the order of the plan, and of what the page has no row for, how many have which status.

    Of too many jobs those stay that say most: what failed, the critical path, what took longest.
    """
    path = {link.job for link in summary.path}
    jobs = summary.run.jobs
    if len(jobs) > MOST_ROWS:
        ranked = sorted(jobs, key=lambda job: (job.status != "failure", job.id not in path, -job.duration))
        kept = {job.id for job in ranked[:MOST_ROWS]}
    else:
        kept = {job.id for job in jobs}
    rest: dict[str, int] = {}
    for job in jobs:
        if job.id not in kept:
            rest[job.status] = rest.get(job.status, 0) + 1
    return [Row(job, bars_of(job, span), job.id in path) for job in jobs if job.id in kept], rest


def size(number: int) -> str:
    """Return bytes as people write them."""
    value = float(number)
    for unit in _UNITS:
        if value < 1024 or unit == _UNITS[-1]:
            break
        value /= 1024
    return f"{number} B" if value == number else f"{value:.1f} {unit}"
