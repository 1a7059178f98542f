"""`pipec diff` in a repository of its own, against one lint of the file that changed."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

from .pipelines import pipeline
from .process import RUN, Command, best

LINES = 300
MANY = 200
_CHANGED = 2
_UNIT = "× pipec lint"


def measure_reviews(pipec: str, folder: Path, runs: int) -> Iterator[tuple[str, float, str, float | None]]:
    """Yield rows of the table: what, figure, unit, bound.

    Git's own time, measured on the questions that are asked of it, is taken off. Each run changes the file anew, so
    that of the cache only the committed side is of use.
    """
    place = folder / "reviews"
    _repository(place / "one", 1)
    _repository(place / "many", MANY)
    commands = [
        Command((pipec, "lint", "--no-shellcheck", "p0.pipeline.yaml"), place / "one"),
        _shell("git rev-parse --show-toplevel; echo HEAD | git cat-file --batch", place / "one", 0),
        _shell(f"{_edit()}; exec {pipec} diff --no-cache", place / "one", _CHANGED),
        _shell(f"{_edit()}; exec {pipec} diff", place / "one", _CHANGED),
        _shell(f"{_edit()}; exec {pipec} diff", place / "many", _CHANGED),
    ]
    lint, git, plain, kept, many = (cost.seconds for cost in best(commands, max(2, runs)))
    yield f"pipec diff, one pipeline of {LINES} lines, changed, no cache", (plain - git) / lint, _UNIT, 1.6
    yield "the same, the committed side from the cache", (kept - git) / lint, _UNIT, None
    yield f"pipec diff, {MANY} pipelines, one changed", many / kept, "× that of one pipeline", 2.0


def _shell(script: str, folder: Path, code: int) -> Command:
    return Command(("sh", "-c", script), folder, code)


def _edit() -> str:
    return f"sed -i 's/make all-*[0-9]*$/make all-{RUN}/' p0.pipeline.yaml"


def _repository(folder: Path, count: int) -> None:
    folder.mkdir(parents=True)
    for number in range(count):
        (folder / f"p{number}.pipeline.yaml").write_text(_lines(number))
    who = ("-c", "user.name=bench", "-c", "user.email=bench@example.org")
    for words in (("init", "-q"), ("add", "-A"), (*who, "commit", "-q", "-m", "one")):
        subprocess.run(["git", *words], cwd=folder, check=True)  # noqa: S607 - the git that pipec calls
    changed = folder / "p0.pipeline.yaml"
    changed.write_text(changed.read_text().replace("make deps\n", "make all-\n", 1))


def _lines(number: int) -> str:
    """Return a pipeline of `LINES` lines, unlike every other number's."""
    lines = pipeline(15, f"review-{number}").splitlines()
    lines += [f"# {number}: line {index}" for index in range(LINES - len(lines))]
    return "".join(f"{line}\n" for line in lines[:LINES])
