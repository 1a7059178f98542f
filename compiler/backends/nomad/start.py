"""The script with which a task starts: it prepares the workspace, runs the task's steps, and ends as the job does."""

from collections.abc import Sequence
from shlex import quote
from typing import Final

from ...ir.job import Job
from .checkout import CHECKOUT, input_directory
from .names import STATE, WORKSPACE

_PROGRAM: Final = '"$NOMAD_TASK_DIR/pipec/program.sh"'

_PLACE: Final = """\
place() { # DIRECTORY PATH
  mkdir -p "$workspace/$2" || exit 1
  case "$(cd -P "$workspace/$2" && pwd)/" in
    "$root"/*) cp -R -p "$1/." "$workspace/$2/" || exit 1 ;;
    *) echo "pipec: $2 leads out of the workspace" >&2; exit 1 ;;
  esac
}
"""

_ENDING: Final = """\
/bin/sh {program} run {steps} &
child=$!
trap 'kill -TERM "$child"' HUP INT TERM
while kill -0 "$child" 2>/dev/null; do wait "$child"; done
exec /bin/sh {program} result "{state}" {all}
"""


def start_script(first: Job | None, steps: Sequence[str], ending: Sequence[str]) -> str:
    """Return the script. `first` is the job, for its first task; `ending` all steps of the job, for its last."""
    lines = ["# Runs a task of a job: prepares the workspace where it is the first, then its steps.\n"]
    if first is not None:
        lines.extend(_workspace(first))
    described = " ".join(f'"$NOMAD_TASK_DIR/pipec/{step}.step"' for step in steps)
    if ending:
        lines.append(_ENDING.format(program=_PROGRAM, steps=described, state=STATE, all=" ".join(ending)))
    else:
        lines.append(f"exec /bin/sh {_PROGRAM} run {described}\n")
    return "".join(lines)


def _workspace(job: Job) -> list[str]:
    lines = [f'workspace="{WORKSPACE}"\n']
    if job.checkout is not None:
        lines.append(f'[ ! -d "{CHECKOUT}" ] || mv "{CHECKOUT}" "$workspace" || exit 1\n')
    lines.append('mkdir -p "$workspace" || exit 1\n')
    if job.inputs:
        lines.append('root=$(cd -P "$workspace" && pwd) || exit 1\n')
        lines.append(_PLACE)
        lines.extend(f'place "{input_directory(index)}" {quote(item.path)}\n' for index, item in enumerate(job.inputs))
    return lines
