"""One meaning: every case does the same on every runner, or is refused where the design says so.

`pytest tests/differential --update-runners` writes what was found to `docs/reference/runners.json`, from which
`make docs` makes the page; without the option an outcome that is not the committed one fails.
"""

import sys
from functools import cache
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.differential.case import Case, load, names
from tests.differential.expectations import disorder, unmet
from tests.differential.observed import Observed, differences
from tests.differential.record import SAME, VALIDATED, WITHOUT, forget_others, keep, recorded, refusals, results
from tests.differential.refusals import ALLOWED

RUNNERS = ("process", "container", "compose", "nomad", "woodpecker")
MARKS = {"process": [], "container": [pytest.mark.engine]}
"""Of those whose columns take less than a minute; the others are slow too."""


def observe(runner: str, case: Case, directory: Path) -> Observed:
    module = import_module(f"tests.differential.runners.{runner}")
    observed: Observed = module.run(case, directory)
    return observed


@cache
def alone(name: str, runner: str) -> Observed:
    """Return what a runner does with a case, once for all that want to know."""
    with TemporaryDirectory() as folder:
        return observe(runner, load(name), Path(folder, runner))


def reference(name: str) -> Observed:
    """Return what the process executor does; where it refuses the case, what the container executor does."""
    seen = alone(name, "process")
    return alone(name, "container") if seen.refused else seen


PAIRS = [
    pytest.param(name, runner, marks=MARKS.get(runner, [pytest.mark.engine, pytest.mark.slow]), id=f"{name}-{runner}")
    for name in names()
    for runner in RUNNERS
]


@pytest.mark.parametrize(("name", "runner"), PAIRS)
def test_it_means_the_same(name, runner, tmp_path, request):
    case = load(name)
    if runner in case.mapping("without"):
        outcome = f"{WITHOUT}: {case.mapping('without')[runner]}"
    else:
        seen = alone(name, runner) if runner == "process" else observe(runner, case, tmp_path / "run")
        outcome = _outcome(case, runner, seen)
    if request.config.getoption("--update-runners"):
        about = {"features": case.features, "description": case.description}
        keep(name, about, runner, outcome)
    else:
        assert outcome == recorded(name, runner), "the committed results say otherwise: `--update-runners`, `make docs`"


def _outcome(case: Case, runner: str, seen: Observed) -> str:
    allowed = {code for feature, where, code in ALLOWED if where == runner and feature in case.features}
    if seen.refused:
        assert set(seen.refused) <= allowed, f"refused without leave: {seen.refused}\n{seen.log}"
        return f"refused {' '.join(seen.refused)}"
    wrong = [*unmet(case, seen), *disorder(case, seen)]
    if runner != "process":
        wrong += differences(reference(case.name), seen)
    sys.stdout.write(seen.log[-20_000:])  # shown with a failure
    assert not wrong, "\n".join(wrong)
    return VALIDATED if "endings" in seen.limits else SAME


def test_the_results_are_of_these_cases_and_refusals(request):
    if request.config.getoption("--update-runners"):
        forget_others(names())
    data = results()
    assert sorted(data["cases"]) == names(), "`pytest tests/differential --update-runners`, then `make docs`"
    for name in names():
        case = load(name)
        about = {"features": list(case.features), "description": case.description}
        assert {key: data["cases"][name][key] for key in about} == about, name
        assert set(data["cases"][name]["runners"]) == set(RUNNERS), name
    assert data["refusals"] == refusals()


def test_every_leave_to_refuse_is_used():
    used = {
        (feature, runner, code)
        for case in results()["cases"].values()
        for feature in case["features"]
        for runner, outcome in case["runners"].items()
        for code in outcome.removeprefix("refused ").split()
    }
    assert set(ALLOWED) <= used, sorted(set(ALLOWED) - used)
