"""One root cause, one diagnostic: pipelines broken at random, held against an oracle without code of the linter.

A mutant that is still valid by the published schema and the language's contract has no error; each other one has
exactly one, and it touches what was broken or names what is missing because of it. `PIPEC_MUTATION_SEED` and
`PIPEC_MUTATIONS` (how many of each pipeline) choose other ones; a failure says both, and everything that a person
needs to see.
"""

import os
from pathlib import Path
from random import Random

import pytest

from tests.mutations.mutants import MUTATIONS, mutate
from tests.mutations.oracle import reasons
from tests.mutations.trial import described, lint_errors, try_mutant

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted(path.parent.name for path in (ROOT / "examples").glob("*/pipeline.yaml"))
PLANS = (
    "actions",
    "anchors",
    "deploy-compose-blue-green",
    "deploy-systemd-canary",
    "expressions",
    "health-checks",
    "includes",
    "matrix",
    "outputs",
    "overrides",
    "params",
    "promotion",
    "secrets",
    "services",
    "variables",
)
PIPELINES = (*(f"examples/{name}" for name in EXAMPLES), *(f"golden/plans/{name}" for name in PLANS))
SEED = os.environ.get("PIPEC_MUTATION_SEED", "1")
FEW = int(os.environ.get("PIPEC_MUTATIONS", "40"))
MANY = int(os.environ.get("PIPEC_MUTATIONS", "500"))


def files_of(name: str) -> dict[str, str]:
    folder = ROOT / name
    paths = [folder / "pipeline.yaml", *sorted(folder.rglob("*.fragment.yaml"))]
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in paths}


@pytest.mark.parametrize("name", PIPELINES)
def test_the_oracle_takes_what_the_linter_takes(name, tmp_path):
    files = files_of(name)
    (tmp_path / ".git").mkdir()
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    assert reasons(files) == []
    assert lint_errors(tmp_path) == ()


def test_a_seed_gives_the_same_mutants():
    files = files_of("examples/monorepo")
    assert mutate(Random("7"), files) == mutate(Random("7"), files)


def test_every_kind_of_mutation_is_made():
    files = files_of("examples/go-service")
    assert {mutate(Random(str(number)), files).kind for number in range(200)} == set(MUTATIONS)


def run(name, count, tmp_path):
    """Try so many mutants; all that fail are told, the seed of each with it."""
    files = files_of(name)
    failed = []
    for number in range(count):
        folder = tmp_path / str(number)
        (folder / ".git").mkdir(parents=True)
        trial = try_mutant(mutate(Random(f"{SEED}/{name}/{number}"), files), folder)
        if trial.fault:
            failed.append(f"PIPEC_MUTATION_SEED={SEED}, {name}, mutant {number}\n{described(trial, files)}")
    assert not failed, f"{len(failed)} of {count}\n\n" + "\n\n".join(failed)


@pytest.mark.parametrize("name", PIPELINES[: len(EXAMPLES)])
def test_a_broken_example_is_told_once(name, tmp_path):
    run(name, FEW, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("name", PIPELINES)
def test_a_pipeline_broken_in_many_ways_is_told_once(name, tmp_path):
    run(name, MANY, tmp_path)
