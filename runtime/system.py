"""The system's variables of a local run: what git says of the source, and what is known of the run itself.

Inside another system's run (Woodpecker sets `CI` and `CI_COMMIT_SHA`) its variables are taken as they are: they say
more than a shallow clone can.
"""

import platform
from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple

from compiler.ir.system import SYSTEM_VARIABLES

from .git import ask_git
from .state.records import RunRecord

_FIELDS: Final = ("CI_COMMIT_SHA", "CI_COMMIT_AUTHOR", "CI_COMMIT_AUTHOR_EMAIL", "CI_COMMIT_MESSAGE")
_FORMAT: Final = "%H%x00%an%x00%ae%x00%B"
_PER_STEP: Final = frozenset({"CI_STEP_NAME", "CI_WORKFLOW_NAME", "CI_WORKSPACE"})


class Started(NamedTuple):
    """What is known of a run when it starts; `created` is in milliseconds since 1970."""

    number: int
    created: int
    event: str = "manual"
    previous: RunRecord | None = None


def system_variables(source: Path | None, started: Started, caller: Mapping[str, str]) -> dict[str, str]:
    """Return every system variable but those that each step has of its own; what says nothing is empty."""
    found = {name: "" for name in SYSTEM_VARIABLES if name not in _PER_STEP}
    found.update(_of_the_run(started))
    if source is not None:
        found.update(_of_the_source(source))
    if caller.get("CI") and caller.get("CI_COMMIT_SHA"):
        found.update({name: caller[name] for name in found if name in caller})
    found["CI"] = "pipec"
    return found


def _of_the_run(started: Started) -> dict[str, str]:
    seconds = str(started.created // 1000)
    found = {
        "CI_PIPELINE_CREATED": seconds,
        "CI_PIPELINE_EVENT": started.event,
        "CI_PIPELINE_NUMBER": str(started.number),
        "CI_PIPELINE_STARTED": seconds,
        "CI_SYSTEM_HOST": platform.node(),
        "CI_SYSTEM_NAME": "pipec",
    }
    if started.previous is not None:
        before = started.previous.variables
        found["CI_PREV_PIPELINE_NUMBER"] = before.get("CI_PIPELINE_NUMBER", "")
        found["CI_PREV_PIPELINE_STATUS"] = started.previous.status
        found["CI_PREV_COMMIT_BRANCH"] = before.get("CI_COMMIT_BRANCH", "")
        found["CI_PREV_COMMIT_MESSAGE"] = before.get("CI_COMMIT_MESSAGE", "")
        found["CI_PREV_COMMIT_SHA"] = before.get("CI_COMMIT_SHA", "")
    return found


def _of_the_source(source: Path) -> dict[str, str]:
    said = _git(source, "log", "-1", f"--format={_FORMAT}")
    if not said:
        return {}
    found = dict(zip(_FIELDS, said.split("\0"), strict=False))
    found["CI_COMMIT_MESSAGE"] = found.get("CI_COMMIT_MESSAGE", "").strip("\n")
    branch = _git(source, "symbolic-ref", "--short", "-q", "HEAD")
    tag = _git(source, "describe", "--tags", "--exact-match", "HEAD")
    remote = _git(source, "config", "--get", "remote.origin.url")
    found |= {"CI_COMMIT_BRANCH": branch, "CI_COMMIT_TAG": tag}
    found["CI_COMMIT_REF"] = f"refs/heads/{branch}" if branch else ""
    return found | _of_the_remote(remote, source)


def _of_the_remote(remote: str, source: Path) -> dict[str, str]:
    """Return the repository's names: the last two parts of the remote's address, without credentials."""
    address = remote
    if "://" in address:
        scheme, _, rest = address.partition("://")
        address = f"{scheme}://{rest.rpartition('@')[2]}"
    parts = [part for part in address.removesuffix(".git").replace(":", "/").split("/") if part]
    name = parts[-1] if parts else source.name
    owner = parts[-2] if len(parts) > 1 else ""
    return {
        "CI_REPO": f"{owner}/{name}" if owner else name,
        "CI_REPO_CLONE_URL": address,
        "CI_REPO_NAME": name,
        "CI_REPO_OWNER": owner,
    }


def _git(source: Path, *arguments: str) -> str:
    said = ask_git(source, *arguments)
    return "" if said is None else said.decode(errors="replace").strip("\n")
