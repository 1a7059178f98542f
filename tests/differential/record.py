"""The committed results: what each runner makes of each case, from which the page of the runners is written."""

import fcntl
import json
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.differential.refusals import ALLOWED

RESULTS = Path(__file__).parents[2] / "docs" / "reference" / "runners.json"
"""`cases`: each case's features, sentence and outcomes by runner; `refusals`: what may be refused, and why.

Written by `pytest tests/differential --update-runners`; the page `docs/reference/runners.md` is made from it.
"""

SAME, VALIDATED, WITHOUT = "same", "same, order validated", "without"


def results() -> dict[str, Any]:
    """Return the committed results."""
    found: dict[str, Any] = json.loads(RESULTS.read_text()) if RESULTS.exists() else {"cases": {}}
    return found


def recorded(case: str, runner: str) -> str:
    """Return the committed outcome, empty where there is none."""
    outcome: str = results()["cases"].get(case, {}).get("runners", {}).get(runner, "")
    return outcome


def refusals() -> list[list[str]]:
    """Return the table of what may be refused as it stands in the results."""
    return [[*key, sentence] for key, sentence in sorted(ALLOWED.items())]


def keep(case: str, about: Mapping[str, object], runner: str, outcome: str) -> None:
    """Write an outcome; several processes of one test run do so."""
    with _alone():
        data = results()
        runners = {**data["cases"].get(case, {}).get("runners", {}), runner: outcome}
        data = {"cases": {**data["cases"], case: {**about, "runners": runners}}, "refusals": refusals()}
        RESULTS.write_text(json.dumps(data, indent=1, sort_keys=True, ensure_ascii=False) + "\n")


def forget_others(cases: list[str]) -> None:
    """Leave only these cases."""
    with _alone():
        data = {"cases": {name: each for name, each in results()["cases"].items() if name in cases}}
        data["refusals"] = refusals()
        RESULTS.write_text(json.dumps(data, indent=1, sort_keys=True, ensure_ascii=False) + "\n")


@contextmanager
def _alone() -> Iterator[None]:
    with Path(tempfile.gettempdir(), "pipec-tests-runners.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
