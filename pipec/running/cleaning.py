"""Taking away what runs left: processes, containers, workspaces, and on request the runs themselves."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from runtime.errors import RuntimeFault
from runtime.executors.registry import EXECUTORS
from runtime.jobs.space import remove_tree
from runtime.records import ENDED_RUN
from runtime.scheduling.execute import remove_leftovers
from runtime.scheduling.restore import corrections
from runtime.state.changes import ForgetRun, MoveJob, MoveRun
from runtime.state.journal import apply_changes
from runtime.state.ownership import is_owned, own_run
from runtime.state.queries import Queries
from runtime.state.records import RunRecord

from .actor import actor_name
from .again import running_handles, sweep

REASON = "cleaned away after an interruption"


class Cleaning(NamedTuple):
    """What is to be cleaned: runs older than so many days too, if any number is given; nothing in a dry run."""

    state: Path
    older_than: int | None
    dry_run: bool


class Told(NamedTuple):
    """A sentence about what was done, or `failed`: what could not be."""

    sentence: str
    failed: bool = False


def clean(cleaning: Cleaning, now: int) -> Iterator[Told]:
    """Clean up after every run that nobody executes; yield a sentence for each thing that was done."""
    with Queries(cleaning.state) as queries:
        for record in queries.runs(-1):
            if is_owned(cleaning.state, record.id):
                continue
            yield from _clean_run(cleaning, queries, record, now)
        yield from _never_begun(cleaning, queries)


def _never_begun(cleaning: Cleaning, queries: Queries) -> Iterator[Told]:
    """Remove the folders of runs that were killed before they were in the state."""
    folder = cleaning.state / "runs"
    paths = [path for path in folder.iterdir() if not path.is_symlink()] if folder.is_dir() else []
    left = sorted(path for path in paths if not is_owned(cleaning.state, path.name))
    known = {record.id for record in queries.runs(-1)}  # looked at last: who owned a folder has made its run by then
    for path in left:
        if path.name not in known:
            yield Told(f"run {path.name} never began: its folder is removed")
            if not cleaning.dry_run:
                remove_tree(path)


def _clean_run(cleaning: Cleaning, queries: Queries, record: RunRecord, now: int) -> Iterator[Told]:
    if record.status not in ENDED_RUN:
        yield Told(f"run {record.id} was interrupted: it is cancelled")
        if not cleaning.dry_run:
            yield from _cancel(cleaning.state, queries, record)
    elif (cleaning.state / "workspaces" / record.id).exists():
        yield Told(f"run {record.id}: its workspaces are removed")
        if not cleaning.dry_run:
            yield from _tidy(cleaning.state, record)
    ended = record.ended or record.created
    if cleaning.older_than is not None and ended < now - cleaning.older_than * 86_400_000:
        yield Told(f"run {record.id} is older than {cleaning.older_than} days: it is forgotten")
        if not cleaning.dry_run:
            _forget(cleaning.state, record)


def _cancel(state: Path, queries: Queries, record: RunRecord) -> Iterator[Told]:
    actor = actor_name()
    with own_run(state, record.id):
        if queries.find_run(record.id).status in ENDED_RUN:
            return  # another process has gone on with it meanwhile, to its end
        try:
            handles = running_handles(queries, record.id)
            swept = sweep(EXECUTORS[record.executor](state), state, record.id, handles)
            yield from (Told(f"  {sentence}") for sentence in swept)
        except RuntimeFault as fault:
            yield Told(f"  what it left cannot be looked for: {fault}", failed=True)
            return
        changes = corrections(queries, record.id)
        if changes:
            apply_changes(state, actor, *changes)
        open_ = [item for item in queries.jobs(record.id) if item.ended is None]
        moves = [MoveJob(record.id, item.job, "cancelled", reason=REASON) for item in open_]
        apply_changes(state, actor, *moves, MoveRun(record.id, "cancelled", reason=REASON))
        yield from _remove(state, record)


def _tidy(state: Path, record: RunRecord) -> Iterator[Told]:
    """End what a run that has ended left, if its executor could not, and remove its workspaces."""
    try:
        swept = sweep(EXECUTORS[record.executor](state), state, record.id, ())
    except RuntimeFault as fault:
        yield Told(f"  what may still use them cannot be looked for: {fault}", failed=True)
        return
    yield from (Told(f"  {sentence}") for sentence in swept)
    yield from _remove(state, record)


def _remove(state: Path, record: RunRecord) -> Iterator[Told]:
    try:
        remove_leftovers(state, record.id)
    except OSError as error:
        yield Told(f"  {error.filename} cannot be removed: {error.strerror}", failed=True)


def _forget(state: Path, record: RunRecord) -> None:
    with own_run(state, record.id) as directory:
        apply_changes(state, actor_name(), ForgetRun(record.id, "it was old"))
        remove_tree(directory)
