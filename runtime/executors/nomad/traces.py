"""What the step program wrote down about steps, in the allocation's files: read where the log does not say it.

A log may lack an ending because Nomad removed a full file of it before it was read.
"""

from collections.abc import Iterable
from typing import Final, NamedTuple

from .failures import NomadMissingError
from .reading import Reading

STATE: Final = "alloc/data/pipec"
"""Where the step program keeps its state."""

_FILES: Final = ("status", "exit", "class", "attempts")


class Trace(NamedTuple):
    """How a step ended, in the words of the step program; `tried` is 0 for one that did not begin."""

    step: str
    status: str
    exit_code: str
    failure_class: str
    tried: int


async def read_traces(reading: Reading, allocation: str, namespace: str, steps: Iterable[str]) -> tuple[Trace, ...]:
    """Return what is written down about those of these steps that have ended, in their order."""
    wanted = tuple(steps)
    ended = await _ended(reading, allocation, namespace) if wanted else set()
    found = [await _trace(reading, allocation, namespace, step) for step in wanted if step in ended]
    return tuple(trace for trace in found if trace is not None)


async def _ended(reading: Reading, allocation: str, namespace: str) -> set[str]:
    try:
        return {entry.name for entry in await reading.entries(allocation, f"{STATE}/steps", namespace)}
    except NomadMissingError:
        return set()


async def _trace(reading: Reading, allocation: str, namespace: str, step: str) -> Trace | None:
    folder = f"{STATE}/steps/{step}"
    if await reading.text(allocation, f"{folder}/done", namespace) is None:
        return None
    status, code, class_, tried = [await reading.text(allocation, f"{folder}/{name}", namespace) for name in _FILES]
    if not (status and code and code.isdecimal() and class_ and tried and tried.isdecimal()):
        return None
    return Trace(step, status, code, class_, int(tried))
