"""The action `logger`: one message in the log."""

from collections.abc import Mapping
from typing import Any, cast

from ..logs.line import Level
from ..records import StepResult
from . import arguments as read
from .base import ActionContext, ActionFault, failure

LEVELS = ("debug", "info", "warning", "error")


async def perform(arguments: Mapping[str, Any], context: ActionContext) -> StepResult:
    """Write `message` with `level`, a line for each of its lines. It has no outputs."""
    try:
        level = cast("Level", read.word(arguments, "level", LEVELS, "info"))
        message = read.text(arguments, "message")
    except ActionFault as fault:
        return failure(fault)
    for line in message.splitlines() or [""]:
        context.say(line, level)
    return StepResult("success")
