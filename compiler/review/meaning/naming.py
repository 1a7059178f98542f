"""The names of the places that a statement is about, as few as say it."""

from collections.abc import Iterator, Sequence
from typing import Final

from .case import Case
from .finding import Place

MOST_NAMES: Final = 3
"""So many names are said, then how many more there are."""


def who(case: Case, places: Sequence[Place]) -> tuple[str, bool]:
    """Return the names of places of one kind, and whether they are several: ``step `unit` of jobs `a`, `b` ``."""
    kind = places[0].kind
    if kind == "pipeline":
        return "the pipeline", False
    parts: dict[str, list[Place]] = {}
    for place in places:
        parts.setdefault(place.part, []).append(place)
    said = [(part, _names(case, kind, here)) for part, here in parts.items()]
    count = sum(len(names) for _, names in said)
    room = count if count <= MOST_NAMES + 1 else MOST_NAMES
    phrases = []
    for part, names in said:
        if len(names[:room]):
            phrases.append(_phrase(part, names[:room], kind))
        room = max(0, room - len(names))
    more = f" and {count - MOST_NAMES} more" if count > MOST_NAMES + 1 else ""
    return ", ".join(phrases) + more, count > 1


def listed(names: Sequence[str]) -> str:
    """Return names with commas, and beyond a few how many more there are."""
    if len(names) > MOST_NAMES + 1:
        return f"{', '.join(names[:MOST_NAMES])} and {len(names) - MOST_NAMES} more"
    return ", ".join(names)


def _phrase(part: str, names: list[str], kind: str) -> str:
    whole = f"{kind}{'s' if len(names) > 1 else ''} {', '.join(names)}"
    return f"{part} of {whole}" if part else whole


def _names(case: Case, kind: str, places: list[Place]) -> list[str]:
    if kind == "job":
        return list(_instances(case, [place.name for place in places]))
    if kind == "component":
        return list(_components(case, places))
    return [f"`{place.name}`" for place in places]


def _instances(case: Case, identifiers: list[str]) -> Iterator[str]:
    """Yield a job's name where all of its instances are named, else the instances."""
    jobs = {job.id: job.name for plan in (case.before, case.after) for job in plan.jobs}
    every: dict[str, set[str]] = {}
    for identifier, name in jobs.items():
        every.setdefault(name, set()).add(identifier)
    wanted = set(identifiers)
    told: set[str] = set()
    for identifier in identifiers:
        name = jobs.get(identifier, identifier)
        if not every.get(name, set()) <= wanted:
            yield f"`{identifier}`"
        elif name not in told:
            told.add(name)
            yield f"`{name}`"


def _components(case: Case, places: list[Place]) -> Iterator[str]:
    """Yield a component's name, and the environments where it is not all of them."""
    every = [environment.name for environment in case.after.environments or case.before.environments]
    found: dict[str, set[str]] = {}
    for place in places:
        found.setdefault(place.name, set()).add(place.environment)
    for name, environments in found.items():
        here = [each for each in every if each in environments] or sorted(environments - {""})
        everywhere = not here or (len(here) == len(every) and (len(every) > 1 or "" in environments))
        yield f"`{name}`" if everywhere else f"`{name}` in {listed([f'`{each}`' for each in here])}"
