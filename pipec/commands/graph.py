"""`pipec graph`: the jobs and their order."""

import sys

import click

from compiler.ir.plan import Plan

from ..completing import complete_jobs
from ..options import PATH, color_options, file_argument, format_option, refuse_name, value_options
from ..output import print_diagnostics, print_json
from ..planning import plan_file
from ..selection import single_path
from ..streams import warn, write
from ..values import read_values

FORMAT_VERSION = 1


@click.command()
@file_argument
@format_option(
    "text",
    "mermaid",
    "dot",
    "json",
    help="text for a terminal, mermaid and dot to be drawn, json (versioned) for machines.",
)
@click.option("--reduce", "reduced", is_flag=True, help="Leave out edges that other edges imply.")
@click.option("--blast", metavar="JOB", shell_complete=complete_jobs, help="Show what does not run when JOB fails.")
@click.option(
    "--durations",
    metavar="FILE",
    type=PATH,
    help="Take durations from a JSON object of jobs to seconds, not from timeouts.",
)
@click.option("--unfold", "unfolded", is_flag=True, help="Draw every instance of a matrix by itself.")
@value_options
@color_options
def command(
    file: str | None,
    format_: str,
    reduced: bool,
    blast: str | None,
    durations: str | None,
    unfolded: bool,
    variables: tuple[str, ...],
    var_files: tuple[str, ...],
    color: str,
    quiet: bool,
) -> int:
    """Draw the jobs of a pipeline and their order.

    Shows levels, what each job waits for, the critical path, how many jobs run at the same time, and edges that
    others imply. Findings go to standard error.

    \b
    Examples:
      pipec graph
      pipec graph pipeline.yaml --blast test
      pipec graph --format dot --reduce | dot -Tsvg > pipeline.svg
      pipec graph --durations durations.json --format json

    Exit codes: 0 clean, 1 findings, 2 usage, 3 internal error.
    """  # noqa: D301 - click wants the character
    from ..drawing.durations import read_durations

    values = read_values(variables, var_files)
    given = read_durations(durations)
    planned = plan_file(single_path(file), values.given, pinned=False)
    diagnostics, sources = planned.shown()
    print_diagnostics(diagnostics, {**values.sources, **sources}, color=color, quiet=quiet, stream=sys.stderr)
    drawn = (
        None if planned.plan is None else _draw(planned.plan, format_, given, blast, reduced=reduced, unfolded=unfolded)
    )
    if format_ == "json":
        from compiler.diagnostics.render_json import to_json

        found = to_json(diagnostics, {**values.sources, **sources})["diagnostics"]
        print_json({"version": FORMAT_VERSION, "diagnostics": found, "graph": drawn})
    elif isinstance(drawn, str):
        write(drawn)
    return int(drawn is None)


def _draw(
    plan: Plan, format_: str, given: dict[str, float], blast: str | None, *, reduced: bool, unfolded: bool
) -> object:
    from ..drawing import durations, facts

    known = [name for job in plan.jobs for name in (job.id, job.name)]
    unknown = durations.unknown_names(given, known)
    if unknown:
        warn(f"warning: the durations name jobs that are not there: {', '.join(unknown)}")
    failing = () if blast is None else facts.instances_of(plan, blast)
    if blast is not None and not failing:
        refuse_name("job", blast, tuple(dict.fromkeys(known)))
    found = facts.gather(plan, given, failing, reduced=reduced)
    if format_ == "json":
        from ..drawing.data import draw_json

        return draw_json(found)
    if format_ == "dot":
        from ..drawing.dot import draw_dot

        return draw_dot(found, unfolded=unfolded)
    if format_ == "mermaid":
        from ..drawing.mermaid import MOST_EDGES, draw_mermaid, edges_of

        text = draw_mermaid(found, unfolded=unfolded)
        if edges_of(text) > MOST_EDGES:
            warn(
                f"warning: Mermaid draws at most {MOST_EDGES} edges unless set up for more; "
                "--reduce or --format dot help"
            )
        return text
    from ..drawing.text import draw_text

    return draw_text(found, unfolded=unfolded)
