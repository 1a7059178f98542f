"""`pipec graph`: the jobs and their order, and what changed in them."""

import sys
from typing import NamedTuple

import click

from compiler.ir.plan import Plan

from ..completing import complete_jobs
from ..options import PATH, color_options, file_argument, format_option, refuse_name, value_options
from ..output import columns_of, print_diagnostics, print_json, wants_color
from ..places import Shown
from ..planning import Planned, plan_file
from ..selection import single_path
from ..state_options import tells_faults
from ..streams import warn, write
from ..values import Values, read_values

FORMAT_VERSION = 1
_NARROWEST = 32


class _Options(NamedTuple):
    """What is asked about the jobs, and how it is to be shown."""

    form: str
    reduced: bool
    unfolded: bool
    blast: str | None
    base: str | None
    given: dict[str, float]
    width: int
    color: bool


@click.command()
@file_argument
@format_option(
    "text",
    "mermaid",
    "dot",
    "svg",
    "html",
    "json",
    help="text for a terminal, mermaid and dot to be drawn, svg a picture, html one page that needs nothing else "
    "(search, zoom, what hangs on a job), json (versioned) for machines.",
)
@click.option("--diff", "base", metavar="BASE", help="Mark what changed since BASE: a revision of git, or a file.")
@click.option("--reduce", "reduced", is_flag=True, help="Leave out edges that other edges imply.")
@click.option("--blast", metavar="JOB", shell_complete=complete_jobs, help="Show what does not run when JOB fails.")
@click.option(
    "--durations",
    metavar="FILE",
    type=PATH,
    help="Take durations from a JSON object of jobs to seconds, not from timeouts.",
)
@click.option(
    "--unfold",
    "unfolded",
    is_flag=True,
    help="Draw every instance of a matrix by itself, and in a picture every job of a large graph.",
)
@click.option(
    "--width",
    type=click.IntRange(min=0),
    metavar="COLUMNS",
    help="How wide text may be, 0 for any. By default as the terminal, COLUMNS, or 80.",
)
@click.option("--out", "-o", type=PATH, metavar="FILE", help="Write it there, whole or not at all.")
@value_options
@color_options
@tells_faults
def command(
    file: str | None,
    format_: str,
    base: str | None,
    reduced: bool,
    blast: str | None,
    durations: str | None,
    unfolded: bool,
    width: int | None,
    out: str | None,
    variables: tuple[str, ...],
    var_files: tuple[str, ...],
    color: str,
    quiet: bool,
) -> int:
    """Draw the jobs of a pipeline and their order.

    Shows levels, what each job waits for, the critical path, how many jobs run at the same time, and edges that
    others imply. With --diff also what was added (+), removed (-), changed (~) and renamed (>). Findings go to
    standard error.

    \b
    Examples:
      pipec graph
      pipec graph pipeline.yaml --blast test
      pipec graph --diff main
      pipec graph --format html --out pipeline.html
      pipec graph --format svg --diff HEAD~1 > pipeline.svg
      pipec graph --format dot --reduce | dot -Tsvg > pipeline.svg
      pipec graph --durations durations.json --format json

    Exit codes: 0 clean, 1 findings, 2 usage, 3 internal error.
    """  # noqa: D301 - click wants the character
    from ..drawing.durations import read_durations

    values = read_values(variables, var_files)
    given = read_durations(durations)
    columns = width if width is not None else (columns_of(sys.stdout) if not out else 0) or 80
    options = _Options(
        format_,
        reduced,
        unfolded,
        blast,
        base,
        given,
        max(columns, _NARROWEST) if columns else 0,
        wants_color(color, None if out else sys.stdout),
    )
    path = single_path(file)
    before, after = _planned(path, base, values)
    broken = before is not None and before.plan is None
    shown = _shown_before(base or "", before) if before is not None and broken else after.shown()
    found = _print(shown, values, color=color, quiet=quiet)
    drawn = None
    if after.plan is not None and not broken:
        drawn = _draw(after.plan, before.plan if before else None, options)
    if format_ == "json":
        _put(out, {"version": FORMAT_VERSION, "diagnostics": found, "graph": drawn})
    elif isinstance(drawn, str):
        _put(out, drawn)
    return int(drawn is None)


def _planned(path: str, base: str | None, values: Values) -> tuple[Planned | None, Planned]:
    if base is None:
        return None, plan_file(path, values.given, pinned=False)
    from ..drawing.base import plan_both

    before, after = plan_both(base, path, values.given)
    if before is None:
        warn(f"`{base}` does not have {path}: all of it is new")
    return before, after


def _shown_before(base: str, before: Planned) -> Shown:
    from ..drawing.base import shown_before

    warn(f"`{base}` has this pipeline, but not in order, so there is nothing to compare with:")
    return shown_before(base, before)


def _print(shown: Shown, values: Values, *, color: str, quiet: bool) -> object:
    """Print the findings, and return them as data."""
    from compiler.diagnostics.render_json import to_json

    diagnostics, sources = shown
    every = {**values.sources, **sources}
    print_diagnostics(diagnostics, every, color=color, quiet=quiet, stream=sys.stderr)
    return to_json(diagnostics, every)["diagnostics"]


def _put(out: str | None, drawn: object) -> None:
    if out is None:
        if isinstance(drawn, str):
            write(drawn)
        else:
            print_json(drawn)
        return
    import json

    from runtime.reporting.writing import write_whole

    write_whole(out, drawn if isinstance(drawn, str) else json.dumps(drawn, ensure_ascii=False, indent=2) + "\n")


def _draw(plan: Plan, before: Plan | None, options: _Options) -> object:
    from ..drawing import durations, facts
    from ..drawing.forms import Wanted, draw, warning_of

    known = [name for job in plan.jobs for name in (job.id, job.name)]
    unknown = durations.unknown_names(options.given, known)
    if unknown:
        warn(f"warning: the durations name jobs that are not there: {', '.join(unknown)}")
    failing = () if options.blast is None else facts.instances_of(plan, options.blast)
    if options.blast is not None and not failing:
        refuse_name("job", options.blast, tuple(dict.fromkeys(known)))
    found = facts.gather(plan, options.given, failing, reduced=options.reduced)
    marks = None
    if options.base is not None:
        from ..drawing.marking import marks_between

        marks = marks_between(before, plan, options.base)
    if options.form == "json":
        from ..drawing.data import draw_json

        return draw_json(found, marks)
    wanted = Wanted(options.form, options.unfolded, options.width, options.color)
    text = draw(found, wanted, marks)
    warning = warning_of(text, wanted)
    if warning:
        warn(f"warning: {warning}")
    return text
