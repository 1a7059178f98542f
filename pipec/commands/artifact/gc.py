"""`pipec artifact gc`: free what nothing needs."""

from typing import Any

import click

from ...artifact_output import SIZE, short, size_text
from ...options import format_option
from ...output import counted, print_json
from ...state_options import state_directory, state_option, tells_faults
from ...streams import warn, write


@click.command()
@click.option("--dry-run", is_flag=True, help="Say what would be deleted and why; change nothing.")
@click.option(
    "--max-size",
    type=SIZE,
    metavar="SIZE",
    help="Also delete the oldest that can be spared, until the store has no more than this.",
)
@state_option
@format_option("text", "json")
@tells_faults
def command(dry_run: bool, max_size: int | None, state_dir: str | None, format_: str) -> int:
    """Delete what is past its retention, and what nothing needs.

    What a run that has not ended, a pin or a release needs stays, whatever its age. One round deletes at most 1,000
    artifacts and 1,000 objects. The fuller the file system, the shorter are all periods: by a quarter from 80%, by
    half from 90%; from 95% all goes that nothing needs.

    \b
    Examples:
      pipec artifact gc --dry-run
      pipec artifact gc --max-size 20GiB

    Exit codes: 0 success, 1 failure, 2 usage, 3 internal error, 130 interrupted.
    """  # noqa: D301 - click wants the character
    import gc

    from runtime.artifacts.collector import collect_garbage

    from ...running.actor import actor_name

    gc.enable()
    done = collect_garbage(state_directory(state_dir), actor_name(), dry_run=dry_run, max_size=max_size)
    if format_ == "json":
        print_json(_as_json(done, dry_run=dry_run))
        return 0
    for each in done.deleted:
        record = each.record
        write(f"{short(record.digest)} {record.label} {record.run or 'added'}: {each.reason} ({each.policy})\n")
    would = "would be " if dry_run else ""
    size = size_text(done.size)
    kept = len(done.decisions) - len(done.deleted)
    warn(
        f"{counted(len(done.deleted), 'artifact')} and {counted(done.objects, 'object')} {would}deleted, "
        f"{size} {would}freed, {counted(kept, 'artifact')} kept; the file system is {done.share:.0%} full"
    )
    if done.more:
        warn("There is more to delete than one round may: run it again.")
    return 0


def _as_json(done: Any, *, dry_run: bool) -> dict[str, Any]:
    return {
        "format": 1,
        "dry_run": dry_run,
        "objects": done.objects,
        "bytes": done.size,
        "more": done.more,
        "share": done.share,
        "decisions": [
            {
                "digest": each.record.digest,
                "artifact": each.record.label,
                "run": each.record.run,
                "policy": each.policy,
                "decision": each.decision,
                "reason": each.reason,
            }
            for each in done.decisions
        ],
    }
