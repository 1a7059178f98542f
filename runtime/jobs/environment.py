"""What a step sees as its environment: the merged variables and what the language promises, nothing of the caller's."""

from collections.abc import Mapping

from compiler.ir.expression import Value
from compiler.ir.job import Job, Step

from .values import Known, text_value


def step_environment(
    job: Job, step: Step, known: Known, steps: Mapping[str, Value], promised: Mapping[str, str]
) -> dict[str, str]:
    """Return the environment of one try of a step.

    Weakest first: the system's variables, what the executor adds, such as `PATH`, the step's own merged variables, and
    last what no variable may change: where the workspace, the services and the file for outputs are.
    """
    environment = {**known.variables, **promised}
    environment["CI_STEP_NAME"] = step.name or step.id
    environment["CI_WORKFLOW_NAME"] = job.id
    environment.setdefault("HOME", promised["CI_WORKSPACE"])
    for variable in step.environment:
        environment[variable.name] = text_value(variable.value, known, steps)
        if variable.name in known.overrides:
            environment[variable.name] = known.overrides[variable.name]
    environment.update((name, value) for name, value in promised.items() if name != "PATH")
    return environment
