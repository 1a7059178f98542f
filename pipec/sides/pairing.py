"""Which pipeline of one side is which of the other: by path, then by content, then by name."""

from collections.abc import Callable, Iterable
from typing import NamedTuple


class Pair(NamedTuple):
    """The paths of one pipeline on both sides; None where it is not."""

    before: str | None
    after: str | None

    @property
    def path(self) -> str:
        """The new path, the old one where there is no new one."""
        return self.after or self.before or ""


def pair_up(before: Iterable[str], after: Iterable[str]) -> list[Pair]:
    """Return a pair for each path of either side, sorted."""
    old, new = set(before), set(after)
    return [Pair(path if path in old else None, path if path in new else None) for path in sorted(old | new)]


def join(pairs: list[Pair], old_key: Callable[[str], object], new_key: Callable[[str], object]) -> list[Pair]:
    """Join what is gone with what is new where both have the same key, and nothing else on their side has it.

    A key of None is equal to none.
    """
    gone = _unique((pair.before for pair in pairs if pair.before and pair.after is None), old_key)
    new = _unique((pair.after for pair in pairs if pair.after and pair.before is None), new_key)
    joined = {gone[key]: path for key, path in new.items() if key in gone}
    if not joined:
        return pairs
    arrived = set(joined.values())
    kept = [
        pair._replace(after=joined.get(pair.before or "", pair.after)) if pair.after is None else pair
        for pair in pairs
        if pair.before is not None or pair.after not in arrived
    ]
    return sorted(kept, key=lambda pair: pair.path)


def _unique(paths: Iterable[str], key: Callable[[str], object]) -> dict[object, str]:
    found: dict[object, str] = {}
    twice: set[object] = set()
    for path in paths:
        value = key(path)
        if value is None:
            continue
        if value in found:
            twice.add(value)
        found[value] = path
    return {value: path for value, path in found.items() if value not in twice}
