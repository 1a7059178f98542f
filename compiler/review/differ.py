"""The differences of two normal records of one kind, field by field, down to single values."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from ..ir.job import Action, ArgumentMap
from .changes import Path
from .comparing import Rule
from .edits import Edit, keyed, renamed_alone
from .fields import COMPARED, TABLE
from .loose import loose_differences
from .moves import Pairing, ordered_edits
from .same import same

NO_PAIRS: Final[Mapping[Path, Pairing]] = {}


class Differ:
    """Compares normal records. `pairs` say by path which items of an ordered collection are the same."""

    def __init__(self, pairs: Mapping[Path, Pairing] = NO_PAIRS) -> None:
        self.pairs = pairs

    def record(self, old: Any, new: Any, path: Path = ()) -> Iterator[Edit]:
        """Yield what differs in two records of one class, their keys aside."""
        for name, at, rule in COMPARED[type(old)]:
            before, after = old[at], new[at]
            if before is not after and rule.how != "key" and not same(before, after):
                yield from self.field(rule, before, after, (*path, name))

    def field(self, rule: Rule, before: Any, after: Any, path: Path) -> Iterator[Edit]:
        """Yield what differs in two unequal values of a field."""
        if rule.how == "record" and alike(before, after):
            yield from self.record(before, after, path)
        elif rule.how == "named":
            yield from self.named(rule, before, after, path)
        elif rule.how == "loose":
            yield from loose_differences(self, rule, before, after, path)
        elif rule.how == "set":
            yield from pair_differences({name: name for name in before}, {name: name for name in after}, path)
        elif rule.how == "pairs":
            yield from pair_differences(dict(before), dict(after), path)
        elif rule.how == "arguments":
            yield from _arguments(before, after, path)
        else:
            yield Edit("changed", path, before, after)

    def named(self, rule: Rule, before: Sequence[Any], after: Sequence[Any], path: Path) -> Iterator[Edit]:
        """Yield what differs in two collections of records that have keys."""
        if rule.ordered:
            yield from ordered_edits(self, rule, before, after, path)
            return
        old, new = keyed(rule, before), keyed(rule, after)
        if rule.renames == "own" and old.keys() != new.keys():
            renamed = renamed_alone(rule, old, new)
            yield from (Edit("renamed", (*path, key), former, key) for former, key in renamed.items())
            old = {renamed.get(key, key): item for key, item in old.items()}
        for key, item in old.items():
            if key not in new:
                yield Edit("removed", (*path, key), item, None)
            else:
                yield from self.record(item, new[key], (*path, key))
        yield from (Edit("added", (*path, key), None, item) for key, item in new.items() if key not in old)


def alike(before: Any, after: Any) -> bool:
    """Tell whether two values are records that are compared by their fields."""
    if type(before) is not type(after) or type(before) not in TABLE:
        return False
    return not isinstance(before, Action) or before.type == after.type


def pair_differences(old: Mapping[str, Any], new: Mapping[str, Any], path: Path) -> Iterator[Edit]:
    """Yield what differs in two maps of values by name."""
    for key, value in old.items():
        if key not in new:
            yield Edit("removed", (*path, key), value, None)
        elif not same(value, new[key]):
            yield Edit("changed", (*path, key), value, new[key])
    yield from (Edit("added", (*path, key), None, value) for key, value in new.items() if key not in old)


def _arguments(before: ArgumentMap, after: ArgumentMap, path: Path) -> Iterator[Edit]:
    old, new = dict(before.entries), dict(after.entries)
    for edit in pair_differences(old, new, path):
        if edit.kind == "changed" and isinstance(edit.before, ArgumentMap) and isinstance(edit.after, ArgumentMap):
            yield from _arguments(edit.before, edit.after, edit.path)
        else:
            yield edit
