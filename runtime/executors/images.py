"""In which image a program of a step runs."""

from compiler.ir.job import Job, Step
from compiler.ir.values import Image, Text


def image_of(job: Job, step: Step) -> Image | None:
    """Return the image that a program of the step runs in; None is this machine.

    An action has no image: what it runs, such as the command of a health check, runs where the step before it did, or
    the first one after it where none is before.
    """
    if step.action is None:
        return step.image
    place = job.steps.index(step)
    candidates = (*reversed(job.steps[:place]), *job.steps[place + 1 :])
    return next((each.image for each in candidates if each.image is not None), None)


def runs_program(step: Step) -> bool:
    """Tell whether a step starts a program: a script, or an action that runs a command."""
    if step.action is None:
        return True
    kind = dict(step.action.arguments.entries).get("type")
    return step.action.type == "health_check" and isinstance(kind, Text) and kind.constant == "command"
