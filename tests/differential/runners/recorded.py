"""What the step program left in a job's state directory."""

from pathlib import Path

from tests.differential.observed import Step


def steps_of(state: Path) -> dict[str, Step]:
    """Return the steps that came to their turn, by their ids."""
    found = sorted((state / "steps").glob("*/done"), key=lambda path: path.stat().st_mtime_ns)
    return {path.parent.name: _step(path.parent) for path in found}


def _step(folder: Path) -> Step:
    status, exit_code, attempts = ((folder / name).read_text() for name in ("status", "exit", "attempts"))
    return Step(status, int(exit_code), int(attempts))
