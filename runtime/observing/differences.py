"""The differences that Nomad's plan answers, as types. An answer of another form is somebody else's."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal, NamedTuple, cast

from ..executors.nomad.failures import as_list, as_object

Kind = Literal["None", "Added", "Deleted", "Edited"]


class Field(NamedTuple):
    """A value before and after, as Nomad writes it: text. Those that are equal stand there to be recognised."""

    kind: Kind
    name: str
    before: str
    after: str


class Node(NamedTuple):
    """An object, a task or a group, and what differs in it; `annotations` are what Nomad says that comes of it."""

    kind: Kind
    name: str
    fields: tuple[Field, ...] = ()
    objects: tuple["Node", ...] = ()
    annotations: tuple[str, ...] = ()

    def field(self, name: str) -> Field | None:
        """Return a field by its name."""
        return next((each for each in self.fields if each.name == name), None)

    @property
    def changed(self) -> tuple[Field, ...]:
        """The fields that differ."""
        return tuple(each for each in self.fields if each.kind != "None")


class Group(NamedTuple):
    """A group: what differs in itself, in its tasks, and how many of its instances meet which fate."""

    node: Node
    tasks: tuple[Node, ...] = ()
    updates: Mapping[str, int] = {}


class Difference(NamedTuple):
    """What registering a job would change of it."""

    node: Node
    groups: tuple[Group, ...] = ()

    @property
    def is_none(self) -> bool:
        """Whether the job is the same."""
        return self.node.kind == "None"


def read_difference(found: object, what: str) -> Difference:
    """Return a `Diff`; NomadGoneError for what is none."""
    data = as_object(found, what, "Type", "TaskGroups")
    groups = as_list(data["TaskGroups"], what, "Type", "Name")
    return Difference(_node(data, what), tuple(_group(each, what) for each in groups))


def _group(data: Mapping[str, Any], what: str) -> Group:
    tasks = tuple(_node(each, what) for each in as_list(data.get("Tasks"), what, "Type", "Name"))
    updates = as_object(data.get("Updates") or {}, what)
    counts = {str(name): int(count) for name, count in updates.items() if isinstance(count, int)}
    return Group(_node(data, what), tasks, counts)


def _node(data: Mapping[str, Any], what: str) -> Node:
    fields = as_list(data.get("Fields"), what, "Type", "Name")
    objects = as_list(data.get("Objects"), what, "Type", "Name")
    return Node(
        _kind(data),
        str(data.get("Name") or ""),
        tuple(_field(each) for each in fields),
        paired(tuple(_node(each, what) for each in objects)),
        tuple(_texts(data.get("Annotations"))),
    )


def paired(nodes: tuple[Node, ...]) -> tuple[Node, ...]:
    """Return objects with the only one of a name that is gone and the only new one as one that is edited.

    Nomad tells a network whose port changed as two networks.
    """
    by_name: dict[str, list[Node]] = {}
    for node in nodes:
        by_name.setdefault(node.name, []).append(node)
    merged: list[Node] = []
    for name, found in by_name.items():
        gone = [each for each in found if each.kind == "Deleted"]
        new = [each for each in found if each.kind == "Added"]
        if len(gone) == 1 and len(new) == 1 and name != "Template":
            merged += [each for each in found if each.kind not in {"Added", "Deleted"}]
            merged.append(_merged(gone[0], new[0]))
        else:
            merged += found
    return tuple(merged)


def _merged(gone: Node, new: Node) -> Node:
    before = {each.name: each.before for each in gone.fields}
    after = {each.name: each.after for each in new.fields}
    fields = tuple(_change(name, before.get(name, ""), after.get(name, "")) for name in {**before, **after})
    return Node("Edited", new.name, fields, paired((*gone.objects, *new.objects)), new.annotations)


def _change(name: str, before: str, after: str) -> Field:
    kind: Kind = "None" if before == after else "Edited" if before and after else "Added" if after else "Deleted"
    return Field(kind, name, before, after)


def _field(data: Mapping[str, Any]) -> Field:
    return Field(_kind(data), str(data["Name"]), str(data.get("Old") or ""), str(data.get("New") or ""))


def _kind(data: Mapping[str, Any]) -> Kind:
    kind = data["Type"]
    return cast("Kind", kind) if kind in {"None", "Added", "Deleted"} else "Edited"


def _texts(found: object) -> Iterator[str]:
    if isinstance(found, list):
        yield from (str(each) for each in found)
