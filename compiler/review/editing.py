"""Edits made in records of a plan: the inverse of finding them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from ..ir.job import ArgumentMap, Job
from .changes import Key
from .comparing import Rule
from .edits import Edit, keyed
from .fields import rule_of
from .rewriting import StepName, rename_steps
from .steps import numbered


class Tree:
    """Edits by their path below one place."""

    def __init__(self) -> None:
        self.own: list[Edit] = []
        self.below: dict[Key, Tree] = {}

    def put(self, edit: Edit) -> None:
        """Add an edit."""
        node = self
        for key in edit.path:
            node = node.below.setdefault(key, Tree())
        node.own.append(edit)

    def of(self, *kinds: str) -> list[Edit]:
        """Return the edits of some kinds at the items right below."""
        return [edit for node in self.below.values() for edit in node.own if edit.kind in kinds]


def edited(record: Any, tree: Tree) -> Any:
    """Return a record with the edits of its fields made."""
    if not tree.below:
        return record
    if isinstance(record, Job) and "steps" in tree.below:
        record = arrange_steps(record, tree.below["steps"])
    return record._replace(
        **{
            str(name): _field(rule_of(record, str(name)), getattr(record, str(name)), node)
            for name, node in tree.below.items()
        }
    )


def _field(rule: Rule, value: Any, tree: Tree) -> Any:
    if tree.own:
        return tree.own[-1].after
    if rule.how == "record":
        return edited(value, tree)
    if rule.how in _MAPS:
        return _MAPS[rule.how](value, tree)
    if rule.ordered and rule.renames == "own":
        return _ordered(rule, value, tree)
    return _keyed(rule, value, tree)


def _set(value: Sequence[str], tree: Tree) -> tuple[str, ...]:
    gone = {edit.before for edit in tree.of("removed")}
    return (*(name for name in value if name not in gone), *(edit.after for edit in tree.of("added")))


def _pairs(found: dict[str, Any], tree: Tree) -> dict[str, Any]:
    for edit in tree.of("removed", "changed", "added"):
        if edit.kind == "removed":
            del found[str(edit.path[-1])]
        else:
            found[str(edit.path[-1])] = edit.after
    return found


def _arguments(value: ArgumentMap, tree: Tree) -> ArgumentMap:
    found = _pairs(dict(value.entries), tree)
    for key, node in tree.below.items():
        if not node.own:
            found[str(key)] = _arguments(found[str(key)], node)
    return ArgumentMap(tuple(found.items()))


_MAPS: Final[Mapping[str, Callable[[Any, Tree], Any]]] = {
    "set": _set,
    "pairs": lambda value, tree: tuple(_pairs(dict(value), tree).items()),
    "arguments": _arguments,
}


def _keyed(rule: Rule, value: Sequence[Any], tree: Tree) -> tuple[Any, ...]:
    """Return a collection of records with edits made; keys are those after renaming.

    What has references was renamed before, and so were steps put in their places.
    """
    found = keyed(rule, value)
    names = {edit.before: edit.after for edit in tree.of("renamed")} if rule.renames == "own" else {}
    arranged = rule.ordered
    gone = set() if arranged else {str(edit.path[-1]) for edit in tree.of("removed")}
    items = [
        edited(_called(rule, item, names.get(key, key), key), tree.below.get(names.get(key, key), _NOTHING))
        for key, item in found.items()
        if key not in gone
    ]
    return tuple(items) if arranged else (*items, *(edit.after for edit in tree.of("added")))


_NOTHING = Tree()


def _called(rule: Rule, item: Any, key: str, former: str) -> Any:
    return item if key == former else item._replace(**{rule.key: key})


def _ordered(rule: Rule, value: Sequence[Any], tree: Tree) -> tuple[Any, ...]:
    """Return an ordered collection with edits made: what comes or moves at its place, the rest in its order."""
    names = {edit.before: edit.after for edit in tree.of("renamed")}
    keys = [getattr(item, rule.key) for item in value]
    value = [_called(rule, item, names.get(key, key), key) for key, item in zip(keys, value, strict=True)]
    keys = [names.get(key, key) for key in keys]
    arranged = arrange(dict(zip(keys, value, strict=True)), tree)
    return tuple(edited(item, tree.below.get(getattr(item, rule.key), _NOTHING)) for _, item in arranged)


def arrange(items: Mapping[str, Any], tree: Tree) -> list[tuple[str, Any]]:
    """Return what is in an ordered collection then, each with the key that it had, empty for what was added."""
    moved = {edit.names[0]: edit.place for edit in tree.of("moved")}
    gone = {str(edit.path[-1]) for edit in tree.of("removed")}
    places = {edit.place: ("", edit.after) for edit in tree.of("added")}
    places.update({place: (key, items[key]) for key, place in moved.items()})
    rest = iter([(key, item) for key, item in items.items() if key not in moved and key not in gone])
    count = len(items) - len(gone) + len(places) - len(moved)
    return [places[at] if at in places else next(rest) for at in range(count)]


def arrange_steps(job: Job, tree: Tree) -> Job:
    """Return a job whose steps have the names and the places that edits give them; other fields of steps stay."""
    if not any(node.own for node in tree.below.values()):
        return job
    names = {edit.before: StepName(edit.after, edit.names[1]) for edit in tree.of("renamed")}
    before = job.steps
    job = rename_steps(job, names)
    arranged = arrange({step.id: new for step, new in zip(before, job.steps, strict=True)}, tree)
    places = {key: at for at, (key, _) in enumerate(arranged) if key}
    steps = [step for _, step in arranged]
    called = numbered(before, places, steps, names)
    return job._replace(
        steps=tuple(
            step._replace(id=called[at].id, name=called[at].name) if arranged[at][0] else step
            for at, step in enumerate(steps)
        )
    )
