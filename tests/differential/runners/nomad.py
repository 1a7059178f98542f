"""`pipec run --executor nomad`: the emitted batch jobs on a cluster."""

import os
from functools import cache
from pathlib import Path

import click
import pytest

from pipec.cli import cli

from tests.differential.case import Case, repository
from tests.differential.observed import Observed, refused
from tests.differential.runners.command import compile_for
from tests.differential.runners.docker import require_docker
from tests.differential.runners.run import observe

_REFUSALS: dict[str, str] = {}


def run(case: Case, directory: Path) -> Observed:
    """Run the case in a folder that is not there yet."""
    root = repository(case, directory / "repository").parent
    if not offered():
        _, errors, report = compile_for("nomad", case, root)
        return refused(*errors, log=report) if errors else refused("pending")
    require_docker()
    address = os.environ.get("PIPEC_TEST_NOMAD", "")
    if not address and os.environ.get("PIPEC_REQUIRE_ENGINES") == "1":
        pytest.fail("PIPEC_TEST_NOMAD names no cluster")
    if not address:
        pytest.skip("PIPEC_TEST_NOMAD names no cluster")
    os.environ["NOMAD_ADDR"] = address
    return observe(case, root, "nomad", refusals=_REFUSALS)


@cache
def offered() -> bool:
    """Tell whether `pipec run` knows this executor already."""
    command = cli.get_command(click.Context(cli), "run")
    options = {option.name: option for option in command.params} if command else {}
    return "nomad" in getattr(getattr(options.get("executor"), "type", None), "choices", ())
