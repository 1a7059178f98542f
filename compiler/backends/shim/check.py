"""What the steps of a job ask for that no step program can do."""

from collections.abc import Iterator

from ...diagnostics import Diagnostic
from ...ir.job import Job, Retry, Step
from ..profile import Profile
from ..rules import action_image, reserved_variable, retry_class, shell_condition, shell_value
from .conditions import Refusal, shell_text
from .conditions import shell_condition as lowered
from .describe import argument_texts
from .frame import NO_VARIABLES, Sources


def check_steps(job: Job, profile: Profile, sources: Sources) -> Iterator[Diagnostic]:
    """Yield what this job's steps ask for that the program cannot do on the profile's target."""
    for step in job.steps:
        yield from _condition(job, step, profile, sources)
        yield from _values(job, step, profile, sources)
        if step.action is not None and not profile.pipec_image:
            yield action_image.action_without_image(step, profile.target)
        if step.retry_count and job.retry.retry_on != Retry().retry_on:
            yield retry_class.retry_by_class(step, profile.target)


def _condition(job: Job, step: Step, profile: Profile, sources: Sources) -> Iterator[Diagnostic]:
    if step.conditional is None:
        return
    command = lowered(step.conditional, job, sources)
    if isinstance(command, Refusal):
        yield shell_condition.inexpressible_condition(step, command.reason, profile.target, command.help)


def _values(job: Job, step: Step, profile: Profile, sources: Sources) -> Iterator[Diagnostic]:
    secrets = dict.fromkeys(job.secrets, "SECRET")
    for variable in (*step.environment, *argument_texts(step)):
        if variable.name.upper().startswith("PIPEC_") and variable in step.environment:
            yield reserved_variable.reserved(variable, step)
        text = shell_text(variable.value, job, sources, secrets or NO_VARIABLES, "files")
        if isinstance(text, Refusal):
            yield shell_value.inexpressible_value(step, variable, text.reason, profile.target, text.help)
