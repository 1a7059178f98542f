"""Build the wheel, install it alone, measure whole processes of it, print the table."""

import argparse
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final, NamedTuple

from .artifacts import measure_artifacts
from .logs import MEGABYTES, writing
from .pipelines import pipeline, small_pipeline
from .process import RUN, Command, Failed, best, progress
from .reviews import measure_reviews
from .runs import measure_runs

TARGETS: Final = ("nomad", "compose", "woodpecker", "deploy")
SECTIONS: Final = ("start-up", "compile", "files", "reviews", "artifacts", "logs", "runs")
SIZES: Final = (100, 1_000, 10_000)
_PROFILE: Final = '[targets.nomad]\ngit_source = {url = "https://git.example/bench.git"}\n'
_EMPTY: Final = "× empty process"


class Row(NamedTuple):
    """One line of the table: what, its figure, the unit of both, its bound if it has one."""

    what: str
    figure: float
    unit: str
    bound: float | None = None
    at_least: bool = False

    @property
    def kept(self) -> bool:
        """Whether the figure is within its bound."""
        if self.bound is None:
            return True
        return self.figure >= self.bound if self.at_least else self.figure <= self.bound


class Place(NamedTuple):
    """Where measurements happen: the installed program, a command that does nothing, a folder, how many runs."""

    pipec: str
    empty: Command
    folder: Path
    runs: int


def main() -> None:
    """Measure everything and print the table; a bound that is not kept is said, not failed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--runs", type=int, default=7, help="counted runs of each command (default 7)")
    parser.add_argument("--most", type=int, default=SIZES[-1], help="jobs of the largest pipeline (default 10000)")
    parser.add_argument("--only", action="append", choices=SECTIONS, help="measure only this; may be given again")
    options = parser.parse_args()
    wanted = options.only or SECTIONS
    cores = sorted(os.sched_getaffinity(0))[:2]
    os.sched_setaffinity(0, cores)
    with tempfile.TemporaryDirectory(prefix="pipec-bench-") as folder:
        place = _install(Path(folder), max(1, options.runs))
        rows = [row for section in wanted for row in _section(section, place, options.most)]
    print(f"Python {platform.python_version()}, {len(cores)} cores; the least of several runs\n")
    _print(rows)


def _section(section: str, place: Place, most: int) -> list[Row]:
    if section == "start-up":
        return _start_up(place)
    if section == "compile":
        return _sizes(place, [size for size in SIZES if size <= most])
    if section == "files":
        return _files(place)
    if section in {"reviews", "artifacts"}:
        progress(f"measuring {section}")
        measure = measure_reviews if section == "reviews" else measure_artifacts
        return [Row(*row) for row in measure(place.pipec, place.folder, place.runs)]
    if section == "runs":
        return [Row(*row) for row in measure_runs(place.pipec, place.folder, place.runs, most)]
    return _logs(place)


def _install(folder: Path, runs: int) -> Place:
    """Make an environment that holds nothing but the wheel, what it depends on, and shellcheck."""
    progress("building and installing the wheel")
    root, dist, environment = Path(__file__).resolve().parent.parent, folder / "dist", folder / "environment"
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(dist), str(root)]
    python = environment / "bin" / "python"
    _quietly(build)
    _quietly([sys.executable, "-m", "venv", str(environment)])
    wheels = [f"{wheel}[shellcheck]" for wheel in dist.iterdir()]
    _quietly([str(python), "-m", "pip", "install", "--disable-pip-version-check", *wheels])
    empty = Command((str(python), "-I", "-c", "pass"), folder)
    return Place(str(environment / "bin" / "pipec"), empty, folder, runs)


def _quietly(words: list[str]) -> None:
    done = subprocess.run(words, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        raise Failed(f"{' '.join(words)}: exit {done.returncode}\n{done.stdout}")


def _start_up(place: Place) -> list[Row]:
    progress("measuring start-up")
    (place.folder / "small.pipeline.yaml").write_text(small_pipeline(0))
    version = Command((place.pipec, "--version"), place.folder)
    lint = Command((place.pipec, "lint", "--no-shellcheck", "small.pipeline.yaml"), place.folder)
    scripts = Command((place.pipec, "lint", "--shellcheck", "small.pipeline.yaml"), place.folder)
    costs = best([place.empty, version, lint, scripts], place.runs * 3)
    empty = costs[0].seconds
    return [
        Row("an empty Python process", empty * 1e3, "ms"),
        Row("pipec --version", costs[1].seconds / empty, _EMPTY, 5),
        Row("pipec lint, all rules, one file of 60 lines", costs[2].seconds / empty, _EMPTY, 9),
        Row("the same, with shellcheck on its scripts", costs[3].seconds / empty, _EMPTY),
    ]


def _sizes(place: Place, sizes: list[int]) -> list[Row]:
    rows: list[Row] = []
    if 100 in sizes:
        rows += _hundred_jobs(place)
    for smaller, jobs, bound in ((100, 1_000, 10.5), (1_000, 10_000, 11.0)):
        if jobs in sizes:
            rows += _ten_times(place, smaller, jobs, bound)
    return rows


def _hundred_jobs(place: Place) -> list[Row]:
    progress("measuring compile of 100 jobs")
    command = _compile(place, 100)
    again = command._replace(words=tuple(word.replace(RUN, "again") for word in command.words))
    costs = best([place.empty, command, again], place.runs)
    return [
        Row("pipec compile, 100 jobs, four targets", costs[1].seconds / costs[0].seconds, _EMPTY, 60),
        Row("the same, peak memory", costs[1].memory / 1e6, "MB", 80),
        Row("the same once more, nothing changed", costs[2].seconds / costs[0].seconds, _EMPTY),
    ]


def _ten_times(place: Place, smaller: int, jobs: int, bound: float) -> list[Row]:
    progress(f"measuring compile of {jobs:,} jobs")
    long = jobs > 1_000
    costs = best(
        [_compile(place, smaller), _compile(place, jobs)], 2 if long else max(1, place.runs // 2), warm_up=not long
    )
    return [
        Row(f"pipec compile, {jobs:,} jobs", costs[1].seconds / costs[0].seconds, f"× {smaller:,} jobs", bound),
        Row("the same, peak memory", costs[1].memory / 1e6, "MB"),
    ]


def _compile(place: Place, jobs: int) -> Command:
    """Return the command that compiles so many jobs for all targets, into a new directory each time."""
    folder = place.folder / f"jobs-{jobs}"
    if not folder.exists():
        folder.mkdir()
        (folder / "pipeline.yaml").write_text(pipeline(jobs))
        (folder / ".pipec.toml").write_text(_PROFILE)
    targets = [word for target in TARGETS for word in ("--target", target)]
    return Command((place.pipec, "compile", "--quiet", "--out", f"out-{RUN}", "pipeline.yaml", *targets), folder)


def _files(place: Place) -> list[Row]:
    progress("measuring 1,000 files")
    folder = place.folder / "many"
    folder.mkdir()
    for number in range(1_000):
        (folder / f"p{number}.pipeline.yaml").write_text(small_pipeline(number))
    lint = Command((place.pipec, "lint", "--no-shellcheck", "--quiet", "."), folder)
    layout = Command((place.pipec, "fmt", "--quiet", "."), folder)
    costs = best([lint, layout], place.runs)
    return [
        Row("pipec lint, all rules, 1,000 files", 1_000 / costs[0].seconds, "files a second", 1_000, at_least=True),
        Row("pipec fmt, the same files, nothing to do", 1_000 / costs[1].seconds, "files a second"),
    ]


def _logs(place: Place) -> list[Row]:
    progress("measuring logs")
    python = place.empty.words[0]
    writers = [writing(python, place.folder, lines=lines) for lines in (False, True)]
    costs = best([place.empty, *writers], max(1, place.runs // 2))
    kept, told = (MEGABYTES / (cost.seconds - costs[0].seconds) for cost in costs[1:])
    return [
        Row("output of steps, 20 secrets masked, to files", kept, "MB/s", 100, at_least=True),
        Row("the same, peak memory", costs[1].memory / 1e6, "MB"),
        Row("the same, each line of 80 characters as JSON too", told, "MB/s", 20, at_least=True),
    ]


def _print(rows: list[Row]) -> None:
    width = max(len(row.what) for row in rows)
    print(f"{'measured':<{width}}  {'figure':>8}  {'bound':>8}  unit")
    for row in rows:
        bound = "" if row.bound is None else f"{'≥' if row.at_least else '≤'} {row.bound:g}"
        print(f"{row.what:<{width}}  {row.figure:8.1f}  {bound:>8}  {row.unit}{'' if row.kept else '  NOT KEPT'}")


if __name__ == "__main__":
    main()
