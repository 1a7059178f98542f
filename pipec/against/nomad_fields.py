"""What differs in a job, field by field, each with the line of the pipeline where that is known."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from compiler.ir.text_values import duration, size
from compiler.review.statement import Level, Statement
from runtime.observing.differences import Difference, Field, Group, Node
from runtime.observing.nomad import Answer

from .found import change, image
from .nomad_jobs import NomadJob
from .nomad_templates import template, variables

_DERIVED: Final = frozenset({"Meta[pipec_plan]", "Meta[pipec_digest]", "labels[0][pipec.digest]"})
"""Digests of what is told otherwise."""

_TIMES: Final = ("Time", "Timeout", "Deadline", "Delay", "Interval", "Stagger", "Duration", "LostAfter", "Splay")
_NANOSECONDS: Final = 1_000_000_000
_LABELS: Final = ("DestPath", "Label", "Name", "LTarget", "Destination", "Volume", "GetterSource", "type", "target")
"""Fields that say which of several objects one is."""

_WORDS: Final = {"MemoryMB": "resources.memory", "CPU": "resources.cpu, in MHz,"}
_TOKENS: Final = frozenset({"VaultToken", "ConsulToken", "NomadToken"})
_DANGEROUS: Final = {"network_mode": "host", "privileged": "true", "pid_mode": "host", "ipc_mode": "host"}
_OPENS: Final = "it opens the node to the container"


class Spot(NamedTuple):
    """A place in a job: how people call it, its JSON pointer in the file, and the data there."""

    words: str
    pointer: str
    data: Any

    def at(self, word: str, *keys: str | int) -> "Spot":
        """Return the place below, by keys of the file; where the file does not have them, the nearest above."""
        pointer, data = self.pointer, self.data
        for key in keys:
            try:
                data = data[key]
            except (KeyError, IndexError, TypeError):
                break
            pointer += f"/{str(key).replace('~', '~0').replace('/', '~1')}"
        return Spot(f"{self.words}.{word}" if self.words else word, pointer, data)


def only_derived(difference: Difference) -> bool:
    """Tell whether all that differs is digests of the rest."""
    nodes = [difference.node, *(node for group in difference.groups for node in (group.node, *group.tasks))]
    return all(_is_derived(node) for node in nodes)


def _is_derived(node: Node) -> bool:
    if node.kind in {"Added", "Deleted"}:
        return False
    return all(field.name in _DERIVED for field in node.changed) and all(_is_derived(each) for each in node.objects)


def differences(job: NomadJob, answer: Answer) -> Iterator[Statement]:
    """Yield each field that differs of a job that is there."""
    whole = Spot("", "/Job", job.document["Job"])
    yield from _node(job, answer.difference.node, whole)
    groups: Sequence[Mapping[str, Any]] = whole.data["TaskGroups"]
    for group in answer.difference.groups:
        spot = whole.at("", "TaskGroups", _index(groups, group.node.name))._replace(words="")
        if group.node.kind in {"Added", "Deleted"}:
            yield _whole(job, group.node, "group", spot)
            continue
        yield from _node(job, _without_count(group), spot)
        for task in group.tasks:
            tasks: Sequence[Mapping[str, Any]] = spot.data.get("Tasks", ()) if isinstance(spot.data, dict) else ()
            place = spot.at("", "Tasks", _index(tasks, task.name))
            place = place._replace(words="" if job.component is not None else task.name)
            if task.kind in {"Added", "Deleted"}:
                yield _whole(job, task, "task", place)
            elif task.kind != "None":
                yield from _node(job, task, place)


def _without_count(group: Group) -> Node:
    """Return what differs in a group, without the number of instances, which its fate says."""
    return group.node._replace(fields=tuple(each for each in group.node.fields if each.name != "Count"))


def _index(items: Sequence[Mapping[str, Any]], name: str) -> int:
    return next((place for place, each in enumerate(items) if each.get("Name") == name), len(items))


def _whole(job: NomadJob, node: Node, kind: str, spot: Spot) -> Statement:
    verb = "is added" if node.kind == "Added" else "is removed"
    return job.named.say("part", "low", f": {kind} `{node.name}` {verb}", at=job.origin(spot.pointer))


def _node(job: NomadJob, node: Node, spot: Spot) -> Iterator[Statement]:
    own = [each for each in node.changed if not each.name.startswith("Env[")]
    yield from (_field(job, each, spot) for each in own if each.name not in _DERIVED)
    yield from _environment(job, node, spot)
    for each in node.objects:
        if each.kind != "None" and not _is_derived(each):
            yield from _object(job, each, spot)


def _environment(job: NomadJob, node: Node, spot: Spot) -> Iterator[Statement]:
    """Yield variables of a task's `Env`, but for those of which a template says more."""
    told = {name for each in node.objects if each.name == "Template" for name in _told_by(each)}
    found = [each for each in node.changed if each.name.startswith("Env[") and _key(each) not in told]
    before = {_key(each): each.before for each in found if each.kind != "Added"}
    after = {_key(each): each.after for each in found if each.kind != "Deleted"}
    yield from variables(job, before, after, job.origin(spot.pointer))


def _told_by(node: Node) -> set[str]:
    texts = [(field.before, field.after) for field in node.fields if field.name == "EmbeddedTmpl"]
    lines = (line for pair in texts for text in pair for line in text.splitlines())
    return {line.partition("=")[0] for line in lines}


def _key(field: Field) -> str:
    return field.name.partition("[")[2].removesuffix("]")


def _object(job: NomadJob, node: Node, spot: Spot) -> Iterator[Statement]:
    label = next((found for name in _LABELS if (found := _named(node, name))), "")
    place = _below(node, label, spot)
    if node.name == "Template":
        told = list(template(job, node, job.origin(place.pointer)))
        yield from told
        if told:
            node = node._replace(fields=tuple(each for each in node.fields if each.name != "EmbeddedTmpl"))
            if node.kind in {"Added", "Deleted"}:
                return
    if node.kind in {"Added", "Deleted"} and node.name != "Config":
        verb = "is added" if node.kind == "Added" else "is removed"
        yield job.named.say("part", "low", f": {place.words} {verb}", at=job.origin(place.pointer))
        return
    yield from _node(job, node, place)


def _named(node: Node, name: str) -> str:
    field = node.field(name)
    return "" if field is None else field.after or field.before


def _below(node: Node, label: str, spot: Spot) -> Spot:
    """Return the place of an object: by its name, or in the list of that name the one with the label."""
    word = node.name.replace(" ", "")
    called = f"{word} {label}" if label else word
    if not isinstance(spot.data, dict):
        return spot.at(called)
    for key in (word, f"{word}s"):
        found = spot.data.get(key)
        if isinstance(found, list):
            place = next((at for at, each in enumerate(found) if label and label in map(str, _values(each))), 0)
            return spot.at(called, key, place)
        if found is not None:
            return spot.at(called, key)
    return spot.at(called)


def _values(item: object) -> list[object]:
    return list(item.values()) if isinstance(item, dict) else []


def _field(job: NomadJob, field: Field, spot: Spot) -> Statement:
    keys = [part.removesuffix("]") for part in field.name.split("[")]
    place = spot.at(field.name, *(int(key) if key.isdecimal() else key for key in keys))
    at = job.origin(place.pointer)
    before = None if field.kind == "Added" else field.before
    after = None if field.kind == "Deleted" else field.after
    if spot.words.endswith("Config") and field.name == "image":
        return image(job.named, before or "", after or "", job.component, at)
    level, reason = _weight(field)
    if field.name in _TOKENS:
        return job.named.say("field", level, f": {place.words} changes", reason, at=at)
    told = change(field.name, _unit(field.name, before), _unit(field.name, after))
    words = _WORDS.get(place.words.rpartition(".Resources.")[2].removeprefix("Resources."), place.words)
    return job.named.say("field", level, f": {words} {told}", reason, at=at)


def _weight(field: Field) -> tuple[Level, str]:
    opens = _DANGEROUS.get(field.name) == field.after and field.kind != "Deleted"
    return ("dangerous", _OPENS) if opens else ("low", "")


def _unit(name: str, value: str | None) -> str | None:
    """Return times and sizes as people write them."""
    if name == "MemoryMB" and value and value.isdecimal():
        return size(int(value) << 20)
    if value and value.isdecimal() and name.endswith(_TIMES) and int(value) % _NANOSECONDS == 0:
        return duration(int(value) // _NANOSECONDS)
    return value
