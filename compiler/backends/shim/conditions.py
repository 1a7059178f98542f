"""Run-time expressions as shell: commands that test, and commands that leave a text in `pipec_value`.

What shell can say: `==` and `!=` of texts and booleans, `&&` `||` `!`, the status functions, `startsWith`,
`endsWith` and `contains` of texts, `default`, `orElse`, `ifSet`, `+` of texts, and the values of `env.CI_X`,
`trigger.X`, `steps.S.outputs.N`, `steps.S.status` and of the paths that the target's `Sources` know. An output that
no one published is empty. Arithmetic, order, arrays, objects and the other functions are refused.
"""

from collections.abc import Mapping
from typing import NamedTuple

from ...ir.expression.syntax import Expression
from ...ir.expression.walk import calls
from ...ir.job import Job
from ...ir.values import Secret, Text
from .frame import NO_VARIABLES, Sources
from .lowering import Lowering
from .quote import quote


class Refusal(NamedTuple):
    """Why an expression cannot become shell, as the end of a sentence ("uses `-`")."""

    reason: str


def shell_condition(expression: Expression, job: Job, sources: Sources) -> str | Refusal:
    """Return a command of sh that succeeds when the condition of a step is true.

    A condition that calls neither `failure()` nor `always()` holds only while no step failed.
    """
    command = shell_guard(expression, job, sources)
    if isinstance(command, Refusal) or survives_failure(expression):
        return command
    return f"pipec_succeeded && {command}"


def shell_guard(expression: Expression, job: Job, sources: Sources) -> str | Refusal:
    """Return a command of sh that succeeds when the condition of a job is true."""
    lowering = Lowering(job, sources)
    command = lowering.test(expression)
    return Refusal(lowering.refused[0]) if lowering.refused else command


def survives_failure(expression: Expression | None) -> bool:
    """Tell whether a step with this condition may run after a failed step."""
    return expression is not None and any(call.function in {"failure", "always"} for call in calls(expression))


def shell_text(
    text: Text,
    job: Job,
    sources: Sources,
    secrets: Mapping[str, str] = NO_VARIABLES,
    secret_files: str = "",
) -> str | Refusal:
    """Return commands of sh that leave the text in `pipec_value`.

    `secrets` maps secrets to the variables that hold them; with `secret_files` they are files of that directory.
    """
    lowering = Lowering(job, sources)
    commands: list[str] = []
    for part in text.parts:
        if isinstance(part, str):
            commands.append(f"pipec_value={quote(part)}")
        elif isinstance(part, Secret):
            commands.append(_secret(part, secrets, secret_files))
        else:
            commands.append(lowering.value(part))
    return Refusal(lowering.refused[0]) if lowering.refused else lowering.joined(commands)


def _secret(secret: Secret, secrets: Mapping[str, str], directory: str) -> str:
    if directory:
        return f"pipec_file {quote(f'{directory}/{secret.name}')} ''"
    return f"pipec_value=${{{secrets[secret.name]}-}}"
