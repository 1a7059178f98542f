"""How the database came to its present form: one module for each version, applied in their order.

A released migration is never changed: what comes later is a migration of its own.
"""

from typing import Final

from . import m0001_runs, m0002_artifacts

MIGRATIONS: Final[tuple[tuple[str, ...], ...]] = (m0001_runs.STATEMENTS, m0002_artifacts.STATEMENTS)
"""The statements of version 1, 2, …; the version of a database is its `PRAGMA user_version`."""

APPLICATION: Final = m0001_runs.APPLICATION
"""The `PRAGMA application_id` of a database of pipec."""
