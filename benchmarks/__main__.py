"""`make bench`: build the wheel, install it alone, measure, print the table."""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from .pipelines import pipeline, small_pipeline
from .process import Cost, best, progress


class Row(NamedTuple):
    """One line of the table: what, its figure, its bound, and the unit of both."""

    what: str
    figure: float
    bound: float
    unit: str
    at_least: bool = False

    @property
    def kept(self) -> bool:
        """Whether the figure is within its bound."""
        return self.figure >= self.bound if self.at_least else self.figure <= self.bound


_PROFILE = '[targets.nomad]\ngit_source = {url = "https://git.example/bench.git"}\n'


def main() -> None:
    """Measure everything and print the table; a bound that is not kept is said, not failed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--runs", type=int, default=7, help="counted runs of each command")
    parser.add_argument("--most", type=int, default=10_000, help="jobs of the largest pipeline")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="pipec-bench-") as folder:
        rows = _measure(Path(folder), options.runs, options.most)
    _print(rows)


def _measure(folder: Path, runs: int, most: int) -> list[Row]:
    python = _install(folder)
    pipec = str(python.parent / "pipec")
    progress("an empty Python process")
    empty = best([str(python), "-I", "-c", "pass"], folder, runs * 3).seconds
    return [
        *_start_up(pipec, folder, runs, empty),
        *_sizes(pipec, folder, runs, empty, most),
        _many_files(pipec, folder, runs),
    ]


def _install(folder: Path) -> Path:
    """Return the interpreter of an environment that holds nothing but the wheel."""
    progress("nothing yet: building and installing the wheel")
    root = Path(__file__).resolve().parent.parent
    dist = folder / "dist"
    subprocess.run(
        [sys.executable, "-m", "build", "--quiet", "--wheel", "--no-isolation", "--outdir", str(dist), str(root)],
        check=True,
    )
    environment = folder / "environment"
    subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
    python = environment / "bin" / "python"
    subprocess.run([str(python), "-m", "pip", "install", "--quiet", *map(str, dist.glob("*.whl"))], check=True)
    return python


def _start_up(pipec: str, folder: Path, runs: int, empty: float) -> list[Row]:
    (folder / "small.pipeline.yaml").write_text(small_pipeline(0))
    progress("start-up")
    version = best([pipec, "--version"], folder, runs * 2).seconds
    lint = best([pipec, "lint", "small.pipeline.yaml"], folder, runs * 2).seconds
    return [
        Row("pipec --version", version / empty, 5, "× empty process"),
        Row("pipec lint, one file of 60 lines", lint / empty, 9, "× empty process"),
    ]


def _sizes(pipec: str, folder: Path, runs: int, empty: float, most: int) -> list[Row]:
    costs: dict[int, Cost] = {}
    for jobs in (size for size in (100, 1_000, 10_000) if size <= most):
        progress(f"compile of {jobs} jobs")
        place = folder / f"jobs-{jobs}"
        place.mkdir()
        (place / "pipeline.yaml").write_text(pipeline(jobs))
        (place / ".pipec.toml").write_text(_PROFILE)
        command = [pipec, "compile", "--quiet", "pipeline.yaml"]
        for target in ("nomad", "compose", "woodpecker", "deploy"):
            command += ["--target", target]
        costs[jobs] = best(command, place, max(1, runs if jobs == 100 else runs * 300 // jobs))
    rows = [
        Row("pipec compile, 100 jobs, four targets", costs[100].seconds / empty, 60, "× empty process"),
        Row("pipec compile, 100 jobs, peak memory", costs[100].memory / 1e6, 80, "MB"),
    ]
    bounds = {1_000: 10.5, 10_000: 11.0}
    for jobs, bound in bounds.items():
        if jobs in costs:
            ratio = costs[jobs].seconds / costs[jobs // 10].seconds
            rows.append(Row(f"pipec compile, {jobs} jobs", ratio, bound, f"× {jobs // 10} jobs"))
            rows.append(Row(f"pipec compile, {jobs} jobs, peak memory", costs[jobs].memory / 1e6, float("inf"), "MB"))
    return rows


def _many_files(pipec: str, folder: Path, runs: int) -> Row:
    progress("lint of 1,000 files")
    place = folder / "many"
    place.mkdir()
    for number in range(1_000):
        (place / f"p{number}.pipeline.yaml").write_text(small_pipeline(number))
    seconds = best([pipec, "lint", "--quiet", "."], place, runs).seconds
    return Row("pipec lint, 1,000 files of 60 lines", 1_000 / seconds, 1_000, "files a second", at_least=True)


def _print(rows: list[Row]) -> None:
    width = max(len(row.what) for row in rows)
    print(f"{'measured':<{width}}  {'figure':>8}  {'bound':>8}  unit")
    for row in rows:
        bound = "" if row.bound == float("inf") else f"{row.bound:g}"
        mark = "" if row.kept else "  NOT KEPT"
        print(f"{row.what:<{width}}  {row.figure:8.2f}  {bound:>8}  {row.unit}{mark}")


if __name__ == "__main__":
    main()
