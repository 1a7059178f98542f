"""What the instances of a job meet when it is registered: Nomad's own count, in words."""

from collections.abc import Iterator, Mapping
from typing import Any

from compiler.review.statement import Statement
from runtime.observing.differences import Group
from runtime.observing.nomad import Answer

from .found import Named, instances, place_named
from .nomad_jobs import NomadJob

_REPLACED = "create/destroy update"
_IN_PLACE = "in-place update"
_NOTHING = "nothing of it is there yet"


def fates(job: NomadJob, answer: Answer) -> Iterator[Statement]:
    """Yield what happens to the job as a whole and to its instances, the reasons of what cannot be placed too."""
    place = _place(job)
    if answer.version is None:
        yield _added(job)
    elif answer.is_stopped:
        yield place.say("started", "notable", " was stopped at Nomad and starts again", "somebody stopped it")
    elif job.component is not None:
        for group in answer.difference.groups:
            yield from _instances(place, group, _wanted_group(job, group.node.name), same=answer.difference.is_none)
    if job.component is not None or not answer.difference.is_none:
        yield from _unplaced(job, place, answer)
    for warning in answer.warnings:
        yield job.named.say("warning", "low", f": Nomad warns: {warning}", "it is registered all the same")


def _unplaced(job: NomadJob, place: Named, answer: Answer) -> Iterator[Statement]:
    """Yield why there is no room. Of a job that is dispatched Nomad says what a dispatch would meet now."""
    what, why = (" finds no place", "what is not placed does not run, and a deployment to it fails")
    if job.component is None:
        what, why = (" could not be run now", "a run of it waits until there is room")
    for reason in answer.unplaced.values():
        yield place.say("unplaced", "dangerous" if job.component else "notable", f"{what}: {reason}", why)
    if answer.evicted and job.component is not None:
        text = f" pushes {instances(answer.evicted)} of other jobs from their nodes"
        yield place.say("evicted", "dangerous", text, "its priority is higher than theirs")


def _place(job: NomadJob) -> Named:
    if job.environment is None or job.component is None:
        return job.named
    return place_named(job.component.name, job.environment, job.named.origin)


def _added(job: NomadJob) -> Statement:
    if job.component is None:
        return job.named.say("added", "low", " is added, and can be run at Nomad from now on", _NOTHING)
    count = sum(int(group["Count"]) for group in job.document["Job"]["TaskGroups"])
    return _place(job).say("added", "low", f" starts with {instances(count)}", _NOTHING)


def _wanted_group(job: NomadJob, name: str) -> Mapping[str, Any]:
    found: list[Mapping[str, Any]] = job.document["Job"]["TaskGroups"]
    return next((each for each in found if each["Name"] == name), {})


def _instances(place: Named, group: Group, wanted: Mapping[str, Any], *, same: bool) -> Iterator[Statement]:
    counts, forced = group.updates, {word for task in group.tasks for word in task.annotations}
    if counts.get("canary"):
        text = f" starts a second time with {instances(counts['canary'])}, the old ones kept until they are promoted"
        yield place.say("canary", "low", text, "instances are replaced while others answer")
    elif counts.get(_REPLACED) or f"forces {_REPLACED}" in forced:
        yield _replaced(place, group, wanted)
    elif counts.get(_IN_PLACE):
        text = f" changes in place, without a restart of {instances(counts[_IN_PLACE])}"
        yield place.say("in-place", "low", text, "those that run stay as they are")
    yield from _number(place, group, wanted, same=same)


def _replaced(place: Named, group: Group, wanted: Mapping[str, Any]) -> Statement:
    update: Mapping[str, Any] = wanted.get("Update") or {}
    parallel = int(update.get("MaxParallel", 1))
    before, after = _counts(group, wanted)
    if parallel == 0 or parallel >= before:
        text = f" restarts: {instances(before)} stopped, then {instances(after)} started"
        return place.say("restart", "notable", text, "it does not answer between the stop and the start")
    text = f" rolls over {instances(before)} in batches of {parallel}, the old ones of each stopped first"
    return place.say("rolling", "notable", text, "fewer instances answer meanwhile")


def _counts(group: Group, wanted: Mapping[str, Any]) -> tuple[int, int]:
    """Return how many instances there are to be, now and afterwards."""
    after = int(wanted.get("Count", 1))
    field = group.node.field("Count")
    return (int(field.before) if field and field.before.isdecimal() else after), after


def _number(place: Named, group: Group, wanted: Mapping[str, Any], *, same: bool) -> Iterator[Statement]:
    counts, (before, after) = group.updates, _counts(group, wanted)
    if before < after:
        yield place.say("more", "low", f" goes from {before} to {instances(after)}", "those that run stay as they are")
    elif before > after:
        reason = "fewer instances answer the same requests"
        yield place.say("less", "notable", f" goes from {before} to {instances(after)}", reason)
    elif same and (more := counts.get("create", 0)):
        text = f" lacks {instances(more)}, which Nomad would start"
        yield place.say("lacking", "notable", text, "less of it runs than should")
    elif gone := counts.get("stop", 0):
        yield place.say("less", "notable", f" stops {instances(gone)}", "less of it answers")
    if moved := counts.get("migrate", 0):
        yield place.say("moved", "low", f" moves {instances(moved)} to other nodes", "their nodes are being emptied")
