"""Results of an earlier run, for a run that begins in the middle of the pipeline."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from compiler.ir.plan import Plan

from ..artifacts.changes import TakeArtifact
from ..artifacts.queries import ArtifactQueries
from ..artifacts.records import ArtifactRecord
from ..errors import RuntimeFault
from ..state.queries import Queries
from .restore import Took

_LOOK_BACK = 200


class Taken(NamedTuple):
    """The results by job, the run that each is from, and the artifacts that the new run is to refer to."""

    results: Mapping[str, Took] = {}
    runs: Mapping[str, str] = {}
    artifacts: tuple[ArtifactRecord, ...] = ()


def take_results(queries: Queries, stored: ArtifactQueries, plan: Plan, root: str, jobs: Collection[str]) -> Taken:
    """Find for each job the newest run of the pipeline in which it succeeded; a RuntimeFault when there is none."""
    results: dict[str, Took] = {}
    runs: dict[str, str] = {}
    records: list[ArtifactRecord] = []
    missing = set(jobs)
    for record in queries.runs(_LOOK_BACK, plan.name) if missing else ():
        if record.root != root:
            continue  # a pipeline of the same name in another repository
        ended = {item.job: item for item in queries.jobs(record.id) if item.status in {"success", "skipped"}}
        found = missing & ended.keys()
        if not found:
            continue
        kept = [item for (owner, _), item in stored.of_run(record.id).items() if owner in found]
        records.extend(kept)
        for job in found:
            artifacts = {item.name: item.digest for item in kept if item.job == job}
            results[job] = Took(ended[job].outputs, artifacts)
            runs[job] = record.id
        missing -= found
        if not missing:
            break
    if missing:
        first = min(missing)
        raise RuntimeFault(
            f"no earlier run of `{plan.name}` has the results of job `{first}`",
            "run the pipeline without `--from` first",
        )
    return Taken(results, runs, tuple(records))


def references(run: str, taken: Taken) -> tuple[TakeArtifact, ...]:
    """Return the changes by which a new run keeps the artifacts that it takes over."""
    return tuple(TakeArtifact(run, record) for record in taken.artifacts)
