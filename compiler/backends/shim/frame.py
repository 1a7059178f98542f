"""Where a step's files stand on a runner, and where its run-time values come from."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from ...ir.expression.syntax import Expression

NO_VARIABLES: Mapping[str, str] = {}


class Sources(NamedTuple):
    """Where values of expressions come from that are neither `env.CI_*` nor outputs of this job's steps.

    `variables` maps dotted paths (`params.region`, `trigger.branch`, `job.build.outputs.digest`) to the variables
    of the task's environment that hold them. `states` maps a job as expressions name it to the state directory
    in which its steps' outputs stand. `defaults` maps dotted paths to what an absent variable counts as. `types` maps
    dotted paths of parameters to `string`, `number`, `boolean` or `array`; without it less can be computed.
    """

    variables: Mapping[str, str] = NO_VARIABLES
    states: Mapping[str, str] = NO_VARIABLES
    defaults: Mapping[str, str] = NO_VARIABLES
    types: Mapping[str, str] = NO_VARIABLES


class Frame(NamedTuple):
    """One step's place on a runner. See the package's page for what each path is and who sets which value.

    `guards` are conditions of the job that are tested before the step's own: with the job's `conditional` here a
    target without conditions of jobs skips all steps instead. `blocked_by` are state directories of jobs whose
    failure keeps this step from running. `run_began` names the variable that holds the second at which the whole
    run began, `run_timeout` its seconds. With `reveal` a failure is the exit code even where `continue_on_failure`
    covers it, for engines that know such failures themselves. With `marks` the program tells in both streams of its
    output where a step's begins and ends, for engines that keep one log for several steps (see the program).
    """

    state: str
    workspace: str
    script: str
    wait_for: tuple[str, ...] = ()
    propagate: bool = True
    values: Literal["native", "exported"] = "native"
    secret_files: str = ""
    sources: Sources = Sources()
    guards: tuple[Expression, ...] = ()
    blocked_by: tuple[str, ...] = ()
    run_began: str = ""
    run_timeout: int = 0
    reveal: bool = False
    marks: bool = False
