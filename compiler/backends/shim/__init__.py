"""One POSIX-sh program that gives every runner timeouts, retries, conditions and outputs of steps.

How a target uses it
====================

1. It asks `check_steps(job, profile, sources)` in its `check` and passes the diagnostics on.
2. It places `PROGRAM` once per job (or once per file, if jobs share a directory) at any path, mode irrelevant.
3. For each step it makes a `Frame` and places two files for it, at paths of its choice:
   - `frame.script` holds `script_text(step)`: the user's script, or an action's JSON document. Bytes as given;
   - another path holds `description(job, step, frame)`: the step's settings as assignments and functions of sh,
     all the user's texts in it quoted; no one else ever interprets them.
4. It runs `/bin/sh PROGRAM_PATH run DESCRIPTION_PATH…`: the steps of these descriptions one after another.
   Every image needs `/bin/sh` and `date`, `sleep`, `cat`, `mkdir`, `mv`, `rm` (coreutils or busybox).
   The length of a text beyond ASCII needs `tr` and `wc` too.
5. `/bin/sh PROGRAM_PATH result STATE STEP_ID…` exits with the job's exit code: 0, that of the first failed step, or
   1 when one of the named steps left no record.

Environment. With `frame.values == "native"` the target itself sets, in the task's own environment, each pair of
`native_values(job, step)`: a constant, or a `Secret` by the engine's reference. All else (values with run-time
parts, a secret inside a longer text) the description assembles. With `"exported"` the description exports every
value but needs the pairs of `secret_values(job)` (`PIPEC_SECRET_0`, …) in the task's environment, where the steps'
programs do not see them; a task can then hold several steps with different environments. With
`frame.secret_files` (a directory) the description reads secrets from the files there, named as the secrets, in
both modes; the target then leaves out the pairs that are secrets. Variables named `PIPEC_…` are ours.

Other values that a description reads: `env.CI_X` is the variable `CI_X` of the task's environment (empty when
absent); `params.X`, `trigger.X`, `release.X`, `job.J.outputs.N` are the variables that `frame.sources` names for
these dotted paths, for instance `Sources({"params.region": "NOMAD_META_region"})`; outputs and
status of the jobs in `sources.states` (name to state directory) are read from there; `trigger.X` is also known
by its `CI_*` variable. What neither knows is refused by `check_steps`. The program sets `PIPEC_OUTPUT` and
`CI_WORKSPACE`.

Paths (`state`, `workspace`, `script`) are absolute, or begin with one variable of the task's environment:
`$NOMAD_ALLOC_DIR/pipec`. Nothing else in them is expanded.

The state directory
===================

It is shared by the steps of one job and by nothing else; the program makes it. A target may read it:
`started` (seconds since 1970, begins the job's deadline), `failed` (exists once a step failed that no
`continue_on_failure` covers; holds its exit code), and for each step id `steps/ID/` with `status` (`success`,
`failure`, `skipped`), `exit`, `class` (`success`, `code`, `resource`, `timeout`, `configuration`, `cancelled`),
`attempts`, `outputs/NAME` (the exact bytes), and `done`, written last, which successors in `wait_for` wait for.
`outputs/NAME` at the top are the job's: the last step to publish a name wins. A directory serves one run;
`/bin/sh PROGRAM_PATH reset STATE` makes it new.

What a step does
================

It waits for its predecessors, tests its condition (after a failed step the rest are skipped unless their condition
calls `failure()` or `always()`), makes the working directory, and runs `shell… SCRIPT` with an empty standard input
and a process group of its own. Each attempt has the step's timeout, and no attempt outlives the job's deadline:
TERM to the group, ten seconds, KILL, exit 124. What the script left running is killed. A failed attempt is followed
by `retry_count` more, after the delays of the job's retry policy without jitter; 126 and 127 are never retried.
TERM, INT or HUP to the program ends the attempt in the same way; the step is then `failure` of class `cancelled`.
With `propagate` it exits as the first step that failed (0 under `continue_on_failure`), else with 0 always.
A condition or value that has no value (`'x' < 1`), or a number beyond a shell's, is a failure with exit code 126.
"""

from .check import check_steps
from .conditions import Refusal, shell_condition, shell_guard, shell_text
from .describe import description, native_values, script_text, secret_values
from .frame import Frame, Sources
from .program import PROGRAM

__all__ = [
    "PROGRAM",
    "Frame",
    "Refusal",
    "Sources",
    "check_steps",
    "description",
    "native_values",
    "script_text",
    "secret_values",
    "shell_condition",
    "shell_guard",
    "shell_text",
]
