"""`pipec run --executor container`: each step in its image, by Docker."""

from pathlib import Path

from tests.differential.case import Case, repository
from tests.differential.observed import Observed
from tests.differential.runners.docker import require_docker
from tests.differential.runners.run import observe


def run(case: Case, directory: Path) -> Observed:
    """Run the case in a folder that is not there yet."""
    require_docker()
    repository(case, directory / "repository")
    return observe(case, directory / "repository", "container")
