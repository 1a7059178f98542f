"""What the target writes: a workflow for each job instance, and for each chain of jobs that hand artifacts on.

A matrix is written as its instances, one workflow each. Every step but the first, which places the program, runs
through the step program; all that it needs stands in the step's own commands. The last thing done to a file is to
escape it from Woodpecker's substitution.
"""

from ...ir.plan import Plan
from ..base import Emission, Mapped, OutputFile
from ..profile import Profile
from ..serialize import yaml_bytes
from ..traced import source_map
from .graph import workflows
from .names import workflow_file
from .substitution import escape
from .workflow import workflow

_HEADER = "Written by pipec from {source}; a change here is lost."


def emit(plan: Plan, profile: Profile) -> Emission:
    """Return all files of the target. The plan passed `check`."""
    everything = workflows(plan)
    header = _HEADER.format(source=plan.source or "the pipeline")
    files: list[OutputFile] = []
    mapped: list[Mapped] = []
    for chain in everything.chains:
        file = workflow_file(chain[-1].id)
        data = workflow(plan, chain, everything, profile)
        files.append(OutputFile(file, escape(yaml_bytes(data, header).decode()).encode()))
        mapped += source_map(file, data)
    return Emission(tuple(sorted(files)), tuple(mapped))
