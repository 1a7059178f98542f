"""`pipec run --executor process`: the programs of this machine instead of those of the images."""

from pathlib import Path

from tests.differential.case import Case, repository
from tests.differential.observed import Observed
from tests.differential.runners.run import observe


def run(case: Case, directory: Path) -> Observed:
    """Run the case in a folder that is not there yet."""
    repository(case, directory / "repository")
    return observe(case, directory / "repository", "process", "--allow-degraded", "image")
