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

_ENDING: Final = """\
/bin/sh {program} run {steps} &
child=$!
trap 'kill -TERM "$child"' HUP INT TERM
while kill -0 "$child" 2>/dev/null; do wait "$child"; done
{links}exec /bin/sh {program} result "{state}" {all}
"""


_LINKS: Final = """\
links() (
  cd "{workspace}" && printf '%s\\0' "$(pwd -P)" &&
    find . -type l -exec /bin/sh -c 'printf "%s\\0%s\\0" "$1" "$(readlink "$1")"' sh {{}} \\;
)
links >"{state}/links" 2>/dev/null
"""
"""Where the workspace is, then each link and what it leads to: whoever reads the files by the API sees no links."""


def start_script(job: Job, steps: Sequence[str], ending: Sequence[str], *, first: bool) -> str:
    """Return the script of a task with these steps; `ending` are all steps of the job, for its last task."""
    lines = ["# Runs a task of a job: prepares the workspace where it is the first, then its steps.\n"]
    if first:
        lines.extend(_workspace(job))
    described = " ".join(f'"$NOMAD_TASK_DIR/pipec/{step}.step"' for step in steps)
    if ending:
        links = _LINKS.format(workspace=WORKSPACE, state=STATE) if job.artifacts else ""
        lines.append(_ENDING.format(program=_PROGRAM, steps=described, state=STATE, all=" ".join(ending), links=links))
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
