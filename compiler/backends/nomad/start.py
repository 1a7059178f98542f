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
  [ ! -f "$1/.pipec-links" ] || relink "$1/.pipec-links" "$workspace/$2" || exit 1
}
relink() { # FILE DIRECTORY
  rm -f "$2/.pipec-links"
  while IFS= read -r link && IFS= read -r target; do
    folder="$2/$link" folder="${folder%/*}"
    mkdir -p "$folder" || return 1
    case "$(cd -P "$folder" && pwd)/" in
      "$root"/*) rm -f "$2/$link" && ln -s -- "$target" "$2/$link" || return 1 ;;
      *) echo "pipec: $link leads out of the workspace" >&2; return 1 ;;
    esac
  done <"$1"
}
"""
"""Nomad's download makes no symbolic links: an input brings them as text, two lines for each (path, target)."""

_STEPS: Final = """\
/bin/sh {program} run {steps} &
child=$!
trap 'kill -TERM "$child"' HUP INT TERM
code=0
while kill -0 "$child" 2>/dev/null; do wait "$child"; code=$?; done
"""

_RESULT: Final = """\
exec /bin/sh {program} result "{state}" {all}
"""

_HEARD: Final = """\
heard() {{
  command -v grep >/dev/null || {{ sleep 1; return; }}
  mark=$(printf '\\036pipec done %s' {last})
  until=$(($(date +%s) + 10))
  for stream in stdout stderr; do
    while set -- "$NOMAD_ALLOC_DIR/logs/$NOMAD_TASK_NAME.$stream."* && [ -r "$1" ] && ! grep -qF "$mark" "$@"; do
      [ "$(date +%s)" -lt "$until" ] || return
      sleep 0.1 2>/dev/null || sleep 1
    done
  done
}}
"""
"""Nomad stops reading a container's output when the container ends, and what it has not read by then is lost.

So the task stays until its last mark is in the logs, both streams, or for 10 seconds where no log is kept.
"""

_LINKS: Final = """\
links() (
  cd "{workspace}" && printf '%s\\0' "$(pwd -P)" &&
    find . -type l -exec /bin/sh -c 'printf "%s\\0%s\\0" "$1" "$(readlink "$1")"' sh {{}} \\;
)
links >"{state}/links" 2>/dev/null
"""
"""Where the workspace is, then each link and what it leads to: whoever reads the files by the API sees no links."""


def start_script(job: Job, steps: Sequence[str], ending: Sequence[str], *, first: bool, contained: bool) -> str:
    """Return the script of a task with these steps; `ending` are all steps of the job, for its last task.

    `contained` says whether the task is a container.
    """
    lines = ["# Runs a task of a job: prepares the workspace where it is the first, then its steps.\n"]
    if first:
        lines.extend(_workspace(job))
    if contained:
        lines.append(_HEARD.format(last=steps[-1]))
    described = " ".join(f'"$NOMAD_TASK_DIR/pipec/{step}.step"' for step in steps)
    lines.append(_STEPS.format(program=_PROGRAM, steps=described))
    if ending and job.artifacts:
        lines.append(_LINKS.format(workspace=WORKSPACE, state=STATE))
    if contained:
        lines.append("heard\n")
    lines.append(_RESULT.format(program=_PROGRAM, state=STATE, all=" ".join(ending)) if ending else 'exit "$code"\n')
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
