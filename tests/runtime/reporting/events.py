"""A small run as an observer hears of it."""

from compiler.ir.job import Dependency, Job, Step
from compiler.ir.plan import Plan
from runtime.logs.line import Line

RUN = "20251121-160000-0a1b"
NOON = 1_763_726_400_000

HOSTILE = "\x1b[2J\x1b]0;title\x07 wiped \x1b[31mred\x1b[0m \u202egnp.exe\x07\ttab <script>alert(1)</script>"


def plan_of(*names: str) -> Plan:
    """Return a plan of jobs with two steps each, all independent but the last."""
    steps = (Step("compile", "Compile"), Step("test", "Test"))
    jobs = [Job(name, name, steps=steps) for name in names]
    if len(jobs) > 1:
        jobs[-1] = jobs[-1]._replace(depends_on=(Dependency(names[0]),))
    return Plan("shop", tuple(jobs))


def line(job: str, step: str, message: str, *, stream: str = "stdout", time: int = NOON, attempt: int = 1) -> Line:
    """Return a line that a step wrote."""
    return Line(time, "info", RUN, job, step, attempt, stream, message)


def write(observer, *arguments, **options) -> None:
    """Hand over a line where lines are wanted, as those who execute runs do."""
    if observer.wants_lines:
        observer.wrote(line(*arguments, **options))


def tell(observer, *, hostile: bool = True) -> None:
    """Tell of a run of two jobs, which write by turns, and of which one fails at its second attempt."""
    observer.run_changed(RUN, "running", "")
    for job in ("build", "lint"):
        observer.job_changed(job, "running", 1, 0, "")
        observer.step_changed(job, "compile", 1, "running", 0, "")
    for number in range(2):
        for job in ("build", "lint"):
            write(observer, job, "compile", f"{number} of {job}")
    if hostile:
        write(observer, "lint", "compile", HOSTILE, stream="stderr")
    observer.step_changed("build", "compile", 1, "success", 2_340, "")
    observer.job_changed("build", "success", 1, 2_400, "")
    observer.step_changed("lint", "compile", 1, "failure", 900, "exit code 2")
    observer.job_changed("lint", "retry", 1, 950, "attempt 1 failed")
    observer.job_changed("lint", "running", 2, 0, "")
    write(observer, "lint", "compile", "tried again", stream="system", attempt=2)
    observer.job_changed("lint", "failure", 2, 1_900, "exit code 2")
    observer.job_changed("publish", "blocked", 0, 0, "`lint` ended in failure")
    observer.run_changed(RUN, "failure", "1 of 3 jobs failed")
