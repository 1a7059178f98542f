"""Run-time expressions as shell: commands that test, and commands that leave a text in `pipec_value`.

They give what the evaluator gives. `library` has what they call, `texts` the functions, `numbers` arithmetic and
order. Refused are `/`, `fromJSON`, `toJSON`, lists other than the parts of `split` and constant ones, comparisons
with `null` or of values of unknown kind, and values that the target's `Sources` do not know. An output that no one
published is empty outside `default`, `orElse` and `ifSet`. What the evaluator calls an error only when it sees the
values (`'x' < 1`), and numbers beyond a shell's, end the step with exit 126 and a message.
"""

from collections.abc import Mapping

from ...ir.expression.syntax import Expression
from ...ir.expression.walk import calls
from ...ir.job import Job
from ...ir.values import Secret, Text
from .frame import NO_VARIABLES, Sources
from .lowering import Lowering, Operand, Refusal
from .quote import quote

__all__ = ["Refusal", "shell_condition", "shell_guard", "shell_text", "survives_failure"]


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
    return lowering.refused[0] if lowering.refused else command


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
    constant = text.constant
    if constant is not None:  # as below, in a fifth of the time: most texts are
        return f"pipec_value={quote(constant) if constant else ''}"
    lowering = Lowering(job, sources)
    whole = text.parts[0] if len(text.parts) == 1 else ""
    if isinstance(whole, str | Secret):
        operands = [_operand(lowering, part, secrets, secret_files) for part in text.parts]
        setup = "".join(operand.setup for operand in operands)
        command = f"{setup}pipec_value={''.join(operand.word for operand in operands)}"
    else:
        command = lowering.value(whole)
    return lowering.refused[0] if lowering.refused else command


def _operand(lowering: Lowering, part: str | Secret | Expression, secrets: Mapping[str, str], files: str) -> Operand:
    if isinstance(part, str):
        return Operand("", quote(part))
    if not isinstance(part, Secret):
        return lowering.operand(part)
    if files:
        return lowering.kept(f"pipec_file {quote(f'{files}/{part.name}')} ''")
    return Operand("", f'"${{{secrets[part.name]}-}}"')
