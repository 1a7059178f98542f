"""The steps of one job before and after: which are the same, and what their ids become where others come and go.

A step without a name is called by its place (`step 2`), and an id that two steps would have ends in the place too. So a
step that comes renames others; that follows from the change and is none of its own.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from ..ir.job import Step
from .likeness import match
from .moves import Pairs
from .rewriting import StepName

_OTHER = re.compile(r"[^a-z0-9]+")


def derived_ids(names: Sequence[str]) -> tuple[str, ...]:
    """Return the ids of steps by their names, as the frontend gives them."""
    slugs = [_slug(name) for name in names]
    return tuple(
        name if name and slugs.count(name) == 1 else f"{name or 'step'}-{number}"
        for number, name in enumerate(slugs, 1)
    )


def _slug(text: str) -> str:
    return _OTHER.sub("-", text.lower()).strip("-")[:50].rstrip("-")


def nameless(step: Step, at: int) -> bool:
    """Tell whether a step is called by its place, which is `at`."""
    return step.name == f"step {at + 1}"


def pair_steps(before: Sequence[Step], after: Sequence[Step]) -> Pairs:
    """Return which steps are the same: of one name, else of one work, else nearly equal, else nameless in one place."""
    old = {step.name: at for at, step in enumerate(before) if not nameless(step, at)}
    found = {old[step.name]: at for at, step in enumerate(after) if step.name in old and not nameless(step, at)}
    found.update(_of_one_work(_unpaired(before, found), _unpaired(after, found.values())))
    gone, came = _unpaired(before, found), _unpaired(after, found.values())
    equal = match({str(at): _content(step) for at, step in gone}, {str(at): _content(step) for at, step in came})
    found.update({int(one): int(other) for one, other in equal.items()})
    found.update(_in_place(before, after, found))
    return tuple(sorted(found.items(), key=lambda pair: pair[1]))


def _of_one_work(gone: Iterable[tuple[int, Step]], came: Iterable[tuple[int, Step]]) -> dict[int, int]:
    """Return the steps that have the same script or action as no other step: whatever else they have, they are one."""
    rows: dict[str, tuple[list[int], list[int]]] = {}
    for side, steps in enumerate((gone, came)):
        for at, step in steps:
            rows.setdefault(repr((step.script, step.action)), ([], []))[side].append(at)
    return {old[0]: new[0] for old, new in rows.values() if len(old) == len(new) == 1}


def _content(step: Step) -> Step:
    return step._replace(id="", name="")


def _unpaired(steps: Sequence[Step], found: Collection[int]) -> list[tuple[int, Step]]:
    return [(at, step) for at, step in enumerate(steps) if at not in found]


def _in_place(before: Sequence[Step], after: Sequence[Step], found: Mapping[int, int]) -> dict[int, int]:
    """Return the nameless steps that are left and come after the same step, in their order."""
    back = {new: old for old, new in found.items()}
    places: dict[int, list[int]] = {}
    for at, step in _unpaired(after, back):
        if nameless(step, at):
            last = next((back[other] for other in range(at, -1, -1) if other in back), -1)
            places.setdefault(last, []).append(at)
    pairs = {}
    for at, step in _unpaired(before, found):
        last = next((other for other in range(at, -1, -1) if other in found), -1)
        if nameless(step, at) and places.get(last):
            pairs[at] = places[last].pop(0)
    return pairs


def renamed_steps(before: Sequence[Step], after: Sequence[Step], pairs: Pairs) -> dict[str, StepName]:
    """Return the steps that have another name, and that not by their place alone, by their old id."""
    names = {
        before[old].id: StepName(after[new].id, after[new].name)
        for old, new in pairs
        if before[old].name != after[new].name and not (nameless(before[old], old) and nameless(after[new], new))
    }
    while True:
        called = numbered(before, {before[old].id: new for old, new in pairs}, after, names)
        wrong = {
            before[old].id: StepName(after[new].id, after[new].name)
            for old, new in pairs
            if called[new] != StepName(after[new].id, after[new].name)
        }
        if not wrong:
            return names
        names.update(wrong)


def numbered(
    before: Sequence[Step], places: Mapping[str, int], after: Iterable[Step], names: Mapping[str, StepName]
) -> list[StepName]:
    """Return what steps are called once they are in their places.

    `places` are those of the steps that stay, by old id; `after` has others at theirs; `names` are new names by old id.
    """
    ids = derived_ids([step.name for step in before])
    called = [StepName(step.id, step.name) for step in after]
    free: list[int] = []
    for at, step in enumerate(before):
        place = places.get(step.id)
        if place is None:
            continue
        own = names.get(step.id)
        called[place] = own or StepName(step.id, f"step {place + 1}" if nameless(step, at) else step.name)
        if own is None and step.id == ids[at]:
            free.append(place)
    derived = derived_ids([name.name for name in called])
    for place in free:
        called[place] = called[place]._replace(id=derived[place])
    return called
