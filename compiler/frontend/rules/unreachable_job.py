"""Every job can start."""

from ...diagnostics import Diagnostic, Label, Rule
from ..checked import CheckedJob
from ..document import JobDeclaration

RULE = Rule("PC311", "unreachable-job", "error")


def catches_nothing(job: JobDeclaration) -> Diagnostic:
    """Return the diagnostic of a job that starts on failure and waits for nobody."""
    runs_on = job.body.get("runs_on")
    return RULE.at(
        job.name.span if runs_on is None else runs_on.span,
        f"job `{job.name.text}` can never start: it waits for a failure, but for no job",
        label="a failure of what?",
        help="name in `depends_on` the jobs whose failure it catches",
    )


def contradiction(job: JobDeclaration, catch: CheckedJob, must: tuple[str, ...]) -> Diagnostic:
    """Return the diagnostic of a job that needs a catch and the success of all that it catches."""
    caught = next(item.job for item in catch.depends_on if item.job in must)
    return RULE.at(
        job.name.span,
        f"job `{job.name.text}` can never start: `{catch.name}` runs only when `{caught}` fails, and both must succeed",
        label="can never start",
        related=(Label(catch.origin, f"`{catch.name}` catches a failure"),),
        help=f"do not wait for `{catch.name}`, or let `{job.name.text}` run on `[success, failure]`",
    )
