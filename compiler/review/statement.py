"""What a review says: statements about a change, each with a level and the reason for it."""

from typing import Final, Literal, NamedTuple

from ..diagnostics import NOWHERE, Span
from ..ir.plan import Plan
from .changes import Change

Level = Literal["none", "low", "notable", "dangerous"]
LEVELS: Final[tuple[Level, ...]] = ("none", "low", "notable", "dangerous")
"""From what nobody needs to look at to what somebody must."""

SubjectKind = Literal["pipeline", "parameter", "job", "component", "environment"]


class Subject(NamedTuple):
    """What a statement is about. `name` is empty for the pipeline; a job's is that in the file, not an instance's."""

    kind: SubjectKind
    name: str = ""


class Statement(NamedTuple):
    """One thing that the change does.

    `rule` names who says it, in kebab case, for machines. `text` is one line without a full stop, names in backticks;
    `reason` says why the level is what it is, in one line, empty for `none`. `lines` is a unified diff of a longer text
    (a script), without its headers. `before` and `after` are where the files say it. A secret's value is nowhere.
    """

    rule: str
    level: Level
    subject: Subject
    text: str
    reason: str = ""
    lines: tuple[str, ...] = ()
    before: Span = NOWHERE
    after: Span = NOWHERE


class Review(NamedTuple):
    """One pipeline's change. A plan is None where the pipeline is not on that side.

    `changes` is all that differs; `statements` say it, the most dangerous first, then in the order of the file.
    """

    before: Plan | None
    after: Plan | None
    changes: tuple[Change, ...] = ()
    statements: tuple[Statement, ...] = ()

    @property
    def level(self) -> Level:
        """The highest level of a statement."""
        return max((statement.level for statement in self.statements), key=LEVELS.index, default="none")
