"""What Nomad says: `nomad job validate`, `plan` and `run`, and its clients of tasks that do not start."""

import re
from collections.abc import Iterator
from functools import partial
from typing import Any, NamedTuple

from .nodes import at, below, mentioned
from .statements import Statement, one_line

_HEAD = re.compile(r"(.*?)(\d+) errors? occurred:$")
_ITEM = re.compile(r"\s*\* (.*)")
_JSON = re.compile(r"json: cannot unmarshal (\w+) .*?into Go struct field \w+?\.([\w.]+) of type")
_FAILED = re.compile(r'Task Group "([^"]+)" \(failed to place')
_GROUP = re.compile(r"Task group (\S+) validation failed")
_TASK = re.compile(r"Task (\S+) validation failed")
_STATUS = re.compile(r'Task "([^"]+)"(?: \([^)]*\))? is "')
"""Begins the part of a task in `nomad alloc status`."""

_LISTED = re.compile(r"(Constraint|Template|Artifact|Affinity|Spread) (\d+) validation failed")
_SERVICE = re.compile(r"Service\[(\d+)\]")
_MOUNT = re.compile(r"Volume Mount \((\d+)\)")
_AGAIN = re.compile(r"Task (\d+) redefines")
_PORT = re.compile(r"Port (?:label )?([\w.-]+) ")
_REQUIREMENT = re.compile(r'Constraint "(\$\{\S+\})[ "]')
_PARTS = (
    ("Task group service", "Services"),
    ("Task group network", "Networks"),
    ("Lifecycle validation", "Lifecycle"),
)
_LISTS = {
    "Constraint": "Constraints",
    "Template": "Templates",
    "Artifact": "Artifacts",
    "Affinity": "Affinities",
    "Spread": "Spreads",
}
_OTHER_WORDS = (
    ("DiskMB", "SizeMB"),
    ("disk capacity", "SizeMB"),
    ("KillTimout", "KillTimeout"),
    ("number of files", "MaxFiles"),
    ("log storage", "MaxFileSizeMB"),
    ("destination escapes", "DestPath"),
    ("source must be specified", "GetterSource"),
    ("invalid hook", "Hook"),
    ("payload requirement", "Payload"),
    ("optional meta keys", "MetaOptional"),
    ("missing drivers", "Driver"),
    ("host volumes", "Source"),
)
"""Words of Nomad for what has another name in a job."""


class Place(NamedTuple):
    """Where a message belongs: the names of its group and task, and the lists that it counted into."""

    group: str = ""
    task: str = ""
    part: str = ""


def read(text: str) -> Iterator[Statement]:
    """Yield all that Nomad said in a text."""
    yield from _errors(text.splitlines())
    for kind, path in _JSON.findall(text):
        yield Statement(
            "nomad", f"cannot unmarshal {kind} into {path}", locate=partial(_typed, kind=kind, path=path.split("."))
        )
    yield from _placements(text.splitlines())


def _errors(lines: list[str]) -> Iterator[Statement]:
    """Read lists of errors in lists: each says how many it holds, so where it ends."""
    stack: list[tuple[int, Place]] = []
    outer = Place()
    for line in lines:
        head = _HEAD.search(line)
        if status := _STATUS.match(line):
            outer = Place(task=status[1])
        item = _ITEM.match(line)
        if head and not item:
            stack = [(int(head[2]), outer)]
        elif item and stack:
            left, place = stack[-1]
            stack[-1] = (left - 1, place)
            inner = _HEAD.fullmatch(item[1])
            if inner:
                stack.append((int(inner[2]), _entered(place, inner[1])))
            else:
                yield _statement(item[1], _entered(place, item[1]))
            while stack and stack[-1][0] <= 0:
                stack.pop()


def _statement(text: str, place: Place) -> Statement:
    """Return one message; the bracket that closes an answer of the API around it is none of its words."""
    message = text.removesuffix(")") if text.count(")") > text.count("(") else text
    return Statement("nomad", one_line(message), locate=partial(_locate, place=place, message=message))


def _entered(place: Place, text: str) -> Place:
    """Return the place of what follows a text such as `Task group web validation failed:`."""
    group, task = _GROUP.search(text), _TASK.search(text)
    if group and not (place.group and group[1] in {"service", "network"}):
        return Place(group[1])
    if task:
        return place._replace(task=task[1], part="")
    return place._replace(part=_part(place, text) or place.part)


def _part(place: Place, text: str) -> str:
    """Return the list, and the index in it, of which a text speaks."""
    if service := _SERVICE.search(text):
        return f"{place.part.partition('/')[0] or 'Services'}/{service[1]}"
    if listed := _LISTED.search(text):
        return f"{_LISTS[listed[1]]}/{int(listed[2]) - 1}"
    if mount := _MOUNT.search(text):
        return f"VolumeMounts/{mount[1]}"
    if again := _AGAIN.search(text):
        return f"Tasks/{int(again[1]) - 1}"
    return next((part for words, part in _PARTS if text.startswith(words)), "")


def _locate(data: Any, *, place: Place, message: str) -> str:
    """Return the node of a message, at least that of its place; empty where the file has no such place."""
    base = _base(data, place)
    if not base:
        return ""
    for words, key in _OTHER_WORDS:
        if words in message:
            return next((here for here, name, _ in below(data, base) if name == key), base)
    if port := _PORT.match(message):
        labels = (here for here, name, value in below(data, base) if name == "Label" and value == port[1])
        return next(labels, base)
    if requirement := _REQUIREMENT.search(message):
        targets = (here for here, name, value in below(data, "/Job") if name == "LTarget" and value == requirement[1])
        return next(targets, base)
    return mentioned(data, base, message) or base


def _base(data: Any, place: Place) -> str:
    """Return the pointer of a place, empty where the file has none; a task's name alone must be there once."""
    groups = [f"/Job/TaskGroups/{index}" for index in range(len(at(data, "/Job/TaskGroups") or ()))]
    bases = [here for here in groups if at(data, f"{here}/Name") == place.group] if place.group else ["/Job"]
    if place.task:
        bases = [here for group in (bases if place.group else groups) for here in _tasks(data, group, place.task)]
    if len(bases) != 1 or at(data, bases[0]) is None:
        return ""
    part = f"{bases[0]}/{place.part}"
    return part if place.part and at(data, part) is not None else bases[0]


def _tasks(data: Any, group: str, name: str) -> list[str]:
    tasks = enumerate(at(data, f"{group}/Tasks") or ())
    return [f"{group}/Tasks/{index}" for index, task in tasks if isinstance(task, dict) and task.get("Name") == name]


def _typed(data: Any, *, kind: str, path: list[str]) -> str:
    """Return the first node along the names of a path, lists left out, whose value is of a JSON type."""
    types: dict[str, tuple[type, ...]] = {
        "string": (str,),
        "number": (int, float),
        "bool": (bool,),
        "object": (dict,),
        "array": (list,),
    }
    wanted = types.get(kind, (object,))
    for here, _, value in below(data, ""):
        keys = [token for token in here.split("/")[1:] if not token.isdecimal()]
        if keys == path and isinstance(value, wanted):
            return here
    return ""


def _placements(lines: list[str]) -> Iterator[Statement]:
    """Read why groups could not be placed: a list without count below each group's line."""
    place = Place()
    for line in lines:
        group = _FAILED.search(line)
        item = _ITEM.match(line)
        if group:
            place = Place(group[1])
        elif item and place.group:
            yield _statement(item[1], place)
        elif place.group:
            place = Place()
