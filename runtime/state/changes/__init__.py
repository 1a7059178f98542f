"""All changes of runs and what belongs to them: each writes its rows and one event."""

from .approvals import AskApproval, Decide
from .jobs import BeginAttempt, EndAttempt, MoveJob
from .requests import Answer, Ask
from .runs import CreateRun, ForgetRun, MoveRun, Note, RanFor
from .steps import BeginStep, EndStep, StepHandle

__all__ = [
    "Answer",
    "Ask",
    "AskApproval",
    "BeginAttempt",
    "BeginStep",
    "CreateRun",
    "Decide",
    "EndAttempt",
    "EndStep",
    "ForgetRun",
    "MoveJob",
    "MoveRun",
    "Note",
    "RanFor",
    "StepHandle",
]
