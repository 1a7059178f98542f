"""How a workspace begins: the commit's tree and the artifacts of other jobs, fetched by Nomad before the first task.

Nomad fetches artifacts side by side, each into a directory of its own in the allocation's shared directory; the
first task's start script moves them to their places one after another.
"""

from typing import Any

from ...ir.job import Job
from ...ir.run_values import input_keys
from ..profile import Profile
from .names import ALLOCATION_DATA

CHECKOUT = f"{ALLOCATION_DATA}/checkout"


def _braced(text: str) -> str:
    return text.replace("$NOMAD_ALLOC_DIR", "${NOMAD_ALLOC_DIR}")


def input_directory(index: int) -> str:
    """Return where the input of this position arrives."""
    return f"{ALLOCATION_DATA}/inputs/{index}"


def source_meta(job: Job, profile: Profile) -> list[str]:
    """Return the keys without which the workspace cannot begin."""
    keys = [key for index in range(len(job.inputs)) for key in input_keys(index)]
    git = job.checkout is not None and profile.git_source is not None and not profile.git_source.checksum
    return [*(["CI_COMMIT_SHA"] if git else []), *keys]


def checkout_artifact(job: Job, profile: Profile) -> list[dict[str, Any]]:
    """Return the artifact of the checkout: the archive by its checksum, or the repository at the run's commit.

    A commit cannot be fetched by its hash at a depth, so the clone is whole, and its submodules always come along.
    """
    source = profile.git_source
    if job.checkout is None or source is None:
        return []
    if source.checksum:
        return [_artifact(source.url, {"checksum": source.checksum}, CHECKOUT)]
    url = source.url if source.url.startswith("git::") else f"git::{source.url}"
    return [_artifact(url, {"ref": "${NOMAD_META_CI_COMMIT_SHA}"}, CHECKOUT)]


def input_artifacts(job: Job) -> list[dict[str, Any]]:
    """Return an artifact for each input; the runtime gives its address, for an absent optional one an empty archive."""
    found = []
    for index in range(len(job.inputs)):
        url, checksum = input_keys(index)
        options = {"archive": "tar.gz", "checksum": f"${{NOMAD_META_{checksum}}}"}
        found.append(_artifact(f"${{NOMAD_META_{url}}}", options, input_directory(index)))
    return found


def _artifact(source: str, options: dict[str, str], destination: str) -> dict[str, Any]:
    return {
        "GetterSource": source,
        "GetterOptions": options,
        "GetterMode": "dir",
        "RelativeDest": _braced(destination),
    }
