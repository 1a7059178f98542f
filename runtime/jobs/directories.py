"""The working directory of a step: made when it is missing, and never outside the workspace."""

import os
from pathlib import Path

from ..errors import RuntimeFault


def enter(workspace: Path, directory: str) -> Path:
    """Return the directory, a path below the workspace; a RuntimeFault when a link or `..` would lead out of it."""
    if directory == ".":
        return workspace
    path = Path(os.path.normpath(workspace / directory))
    root = os.path.realpath(workspace)
    reached = os.path.realpath(path)
    if not path.is_relative_to(workspace) or os.path.commonpath((root, reached)) != root:
        raise RuntimeFault(
            f"the working directory `{directory}` is outside the workspace", failure_class="configuration"
        )
    try:
        os.makedirs(reached, exist_ok=True)  # noqa: PTH103 - what was resolved and found inside, nothing else
    except OSError as error:
        raise RuntimeFault(
            f"the working directory `{directory}` cannot be made: {error.strerror}", failure_class="configuration"
        ) from error
    return workspace / os.path.relpath(reached, root)
