"""What a review says: its rules, with their levels and the reasons for them."""

from collections.abc import Iterable, Iterator

from compiler.review.meaning.finding import Reason
from compiler.review.meaning.registry import RULES
from compiler.review.statement import LEVELS

from .markdown import table

INTRODUCTION = """# What a review says

A review compares the plans of two versions of a pipeline and says what the change does. Each statement has a level:
`none`, what nobody needs to look at; `low`, an ordinary change; `notable`, what a reviewer should look at;
`dangerous`, what somebody must agree to. Whatever is above `none` comes with its reason.

The most dangerous statement comes first, then the order is that of the file. What is the same in several jobs, in
several instances of a matrix, in several components or environments is said once, with up to four names. A rule that
knows what a change means speaks instead of one that knows only that a field is another; every change is told by one at
least.

Values are told as the file writes them: `30m`, `512MiB`, `${secrets.token}`. A plan holds no secret's value. A constant
that looks like a credential, or stands under a name such as `PASSWORD` or `api_key`, is shown as `***`, in scripts too.

A deployment counts as waiting for what has to succeed before it starts, through other jobs too. The critical path is
the chain of jobs that decides how long a run may take, by the timeouts of jobs and steps. What an environment
experiences follows from the digests of its components, and from the strategies of the jobs that deploy to it.

"""


def review() -> str:
    """Return the page."""
    parts = [INTRODUCTION]
    for rule in RULES:
        parts += (f"## {rule.name}\n\n{rule.says}\n\n", table(["level", "because"], _rows(rule.reasons.values())), "\n")
    return "".join(parts).rstrip() + "\n"


def _rows(reasons: Iterable[Reason]) -> Iterator[list[str]]:
    told = dict.fromkeys((reason.level, reason.text) for reason in reasons)
    for level, text in sorted(told, key=lambda row: -LEVELS.index(row[0])):
        yield [level, text or "nothing that somebody needs to look at"]
