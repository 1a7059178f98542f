"""What is written to the state: changes that are applied inside one transaction, each with its event."""

from collections.abc import Mapping
from typing import Any, Protocol


class Transaction(Protocol):
    """One transaction of the database, open for writing."""

    @property
    def now(self) -> int:
        """The time of the transaction: milliseconds since 1970."""
        ...

    def execute(self, sql: str, parameters: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        """Run one statement; return its rows."""
        ...

    def event(self, action: str, resource: str, context: Mapping[str, Any], *, run: str = "") -> None:
        """Append an event to the hash chain: what was done to what, and why. `context` holds no secret."""
        ...


class Change(Protocol):
    """One change. Raises IllegalTransition, and with that undoes the whole transaction, when it may not be."""

    def apply(self, transaction: Transaction) -> None:
        """Write it."""
        ...
