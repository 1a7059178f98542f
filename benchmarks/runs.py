"""Running pipelines: jobs that do nothing against GNU make, output, memory, how soon a ready job starts."""

import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

from .process import RUN, Command, Failed, best, progress

WIDTH = 10
"""Chains of jobs side by side."""
MEGABYTES = 256

Measured = tuple[str, float, str, float | None, bool]
"""What, figure, unit, bound, whether the bound is the least."""


def measure_runs(pipec: str, folder: Path, runs: int, most: int) -> Iterator[Measured]:
    """Yield the rows of the table."""
    place = folder / "runs"
    place.mkdir()
    progress("measuring 1,000 jobs against make")
    small = [_make(place, 1_000), _jobs(pipec, place, 1_000)]
    costs = best(small, max(1, runs // 2))
    yield (
        "pipec run, 1,000 jobs that do nothing, two at once",
        costs[1].seconds / costs[0].seconds,
        "× make -j2",
        6,
        False,
    )
    if most >= 10_000:
        progress("measuring 10,000 jobs")
        large = best([small[1], _jobs(pipec, place, 10_000)], 2, warm_up=False)
        yield "the same, 10,000 jobs", large[1].seconds / large[0].seconds, "× 1,000 jobs", 11, False
        yield "the same, peak memory", large[1].memory / 1e6, "MB", None, False
    yield from _output(pipec, place, max(1, runs // 2))
    yield from _memory(pipec, place)
    progress("measuring how soon a ready job starts")
    yield "a ready job starts within (95 of 100)", _latency(pipec, place), "ms", 20, False


def _jobs(pipec: str, place: Path, count: int) -> Command:
    """Return the command that runs a compiled graph of so many jobs, in a state directory of its own each time."""
    folder = place / f"jobs-{count}"
    folder.mkdir(exist_ok=True)
    if not (folder / "out").exists():
        _write(folder, _graph(count))
        _quietly([pipec, "compile", "--quiet", "--target", "deploy", "--out", "out"], folder)
    return _run(pipec, folder, "out/bench", "--jobs", "2")


def _run(pipec: str, folder: Path, *arguments: str) -> Command:
    state = f"state-{RUN}"
    return Command((pipec, "run", *arguments, "--quiet", "--state-dir", state), folder)


def _graph(count: int, script: str = ":", width: int = WIDTH) -> str:
    lines = ["version: 1", "name: bench", "defaults: {checkout: false}", "jobs:"]
    for number in range(count):
        needs = f"depends_on: [j{number - width}], " if number >= width else ""
        text = script.replace("NUMBER", str(number))
        lines.append(f"  j{number}: {{{needs}steps: [{{name: s, script: '{text}'}}]}}")
    return "\n".join(lines) + "\n"


def _make(place: Path, count: int) -> Command:
    folder = place / "make"
    folder.mkdir()
    lines = [f"all: {' '.join(f'j{number}' for number in range(count))}"]
    needs = [""] * WIDTH + [f"j{number}" for number in range(count)]
    lines += [f"j{number}: {needs[number]}\n\t@true" for number in range(count)]
    (folder / "Makefile").write_text("\n".join(lines) + "\n")
    return Command(("make", "-s", "-j2"), folder)


def _output(pipec: str, place: Path, runs: int) -> Iterator[Measured]:
    progress("measuring output of steps")
    folder = place / "output"
    folder.mkdir()
    lines = b"".join(b"%072d output\n" % number for number in range(12_500))
    with (folder / "lines").open("wb") as file:
        for _ in range(MEGABYTES):
            file.write(lines)
    one = "version: 1\nname: bench\njobs: {a: {checkout: false, steps: [{name: s, script: 'SCRIPT'}]}}\n"
    silent, loud = place / "silent", place / "loud"
    for path, script in ((silent, ":"), (loud, f"cat {folder}/lines")):
        path.mkdir()
        _write(path, one.replace("SCRIPT", script))
    commands = [_run(pipec, silent), _run(pipec, loud), _run(pipec, loud, "--format", "json")]
    size = MEGABYTES * len(lines) / 1e6
    costs = best([commands[0], commands[1], _apart(commands[2])], runs)
    for what, cost, bound in zip(("to step files", "as JSON lines too"), costs[1:], (100, 20), strict=True):
        yield f"pipec run, output of a step, {what}", size / (cost.seconds - costs[0].seconds), "MB/s", bound, True
    yield "the same, peak memory", max(cost.memory for cost in costs[1:]) / 1e6, "MB", None, False


def _apart(command: Command) -> Command:
    """Return a command that says all, with a state directory that another one does not use."""
    words = tuple(word.replace(f"state-{RUN}", f"told-{RUN}") for word in command.words if word != "--quiet")
    return command._replace(words=words)


def _memory(pipec: str, place: Path) -> Iterator[Measured]:
    progress("measuring memory")
    many = 50
    folder = place / "memory"
    folder.mkdir()
    jobs = "".join(f"  j{number}: {{steps: [{{name: s, script: 'echo x; sleep 1'}}]}}\n" for number in range(many))
    _write(folder, f"version: 1\nname: bench\ndefaults: {{checkout: false}}\njobs:\n{jobs}")
    costs = best([_run(pipec, place / "silent"), _run(pipec, folder, "--jobs", str(many))], 2)
    yield "pipec run, one job, peak memory", costs[0].memory / 1e6, "MB", 80, False
    each = (costs[1].memory - costs[0].memory) / 1e6 / (many - 1)
    yield f"the same, {many} jobs at once, for each further one", each, "MB", 2, False


def _latency(pipec: str, place: Path) -> float:
    """Return the milliseconds after the end of its dependency within which 95 of 100 jobs have started.

    Four chains of jobs that take a moment, so that it is not the machine that they wait for. The end is that of the
    state, the start is told by the job itself, so that it has its shell's start in it too.
    """
    chains = 4
    folder = place / "latency"
    folder.mkdir()
    _write(folder, _graph(240, f"date +%s%3N > {folder}/NUMBER; sleep 0.05", chains))
    _quietly([pipec, "run", "--quiet", "--jobs", str(chains), "--state-dir", "state"], folder)
    connection = sqlite3.connect(folder / "state" / "state.db")
    ended = dict(connection.execute("SELECT job, ended FROM jobs").fetchall())
    connection.close()
    waits = [
        int((folder / str(number)).read_text()) - ended[f"j{number - chains}"] for number in range(chains, len(ended))
    ]
    return float(sorted(waits)[len(waits) * 95 // 100])


def _write(folder: Path, text: str) -> None:
    (folder / "pipeline.yaml").write_text(text)


def _quietly(words: list[str], folder: Path) -> None:
    done = subprocess.run(words, cwd=folder, check=False, capture_output=True, text=True)
    if done.returncode:
        raise Failed(f"{' '.join(words)}: exit {done.returncode}\n{done.stderr}")
