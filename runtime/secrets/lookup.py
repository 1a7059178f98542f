"""What looking for one secret in one place comes to."""

from collections.abc import Mapping
from typing import NamedTuple


class Looked(NamedTuple):
    """One look: what was found (None: nothing), where, and how to put it there."""

    value: str | None
    place: str
    remedy: str


def in_variables(variables: Mapping[str, str], names: tuple[str, ...]) -> Looked:
    """Look in environment variables; an empty one counts as not set."""
    value = next((variables[name] for name in names if variables.get(name)), None)
    listed = " and ".join(f"${name}" for name in names)
    return Looked(value, listed, f"set {names[-1]}" if len(names) == 1 else f"set {names[0]}")
