"""A state directory with runs in it, written by the changes that write real ones."""

from pathlib import Path

from compiler.ir.codec import canonical_bytes
from runtime.records import StepResult
from runtime.state import changes
from runtime.state.journal import apply_changes
from runtime.state.records import RunRecord
from tests.runtime.reporting.events import RUN, plan_of

PLAN = plan_of("build", "lint", "publish")


def begin(directory: Path, run: str = RUN, *, pipeline: str = "shop") -> None:
    """Make a run with its plan; it is running, and so are `build` and its first step."""
    folder = directory / "runs" / run
    folder.mkdir(parents=True)
    (folder / "plan.json").write_bytes(canonical_bytes(PLAN))
    record = RunRecord(run, pipeline, "pipeline.yaml", "/repository", "sha256:0")
    write(
        directory,
        changes.CreateRun(record, tuple(job.id for job in PLAN.jobs)),
        changes.MoveRun(run, "running"),
        changes.MoveJob(run, "build", "running", attempt=1),
        changes.BeginAttempt(run, "build", 1),
        changes.BeginStep(run, "build", 1, "compile", 1),
    )


def succeed(directory: Path, run: str = RUN, *, duration: int = 40) -> None:
    """End everything of a run well."""
    write(
        directory,
        changes.EndStep(run, "build", "compile", 1, StepResult("success"), duration),
        changes.EndAttempt(run, "build", 1, "success", 0, duration_ms=duration),
        changes.MoveJob(run, "build", "success", duration_ms=duration),
        changes.MoveJob(run, "lint", "skipped", "its condition is false"),
        changes.MoveJob(run, "publish", "skipped"),
        changes.MoveRun(run, "success", active_ms=duration),
    )


def fail(directory: Path, run: str = RUN, *, message: str = "boom") -> None:
    """Let the step fail, with a log."""
    log(directory, run, f"{message}\n")
    write(
        directory,
        changes.EndStep(run, "build", "compile", 1, StepResult("failure", 2, "code", "exit code 2"), 30),
        changes.EndAttempt(run, "build", 1, "failure", 2, "code", "exit code 2", 30),
        changes.MoveJob(run, "build", "failure", "exit code 2", duration_ms=30),
        changes.MoveJob(run, "lint", "cancelled"),
        changes.MoveJob(run, "publish", "blocked", "`build` ended in failure"),
        changes.MoveRun(run, "failure", active_ms=30),
    )


def ask(directory: Path, run: str = RUN) -> None:
    """Let `lint` wait for two people, of whom one agreed."""
    write(
        directory,
        changes.AskApproval(run, "lint", 2, ("anna", "bo"), "Go live?"),
        changes.MoveJob(run, "lint", "waiting"),
        changes.Decide(run, "lint", approved=True, who="anna", reason="looks good"),
    )


def log(directory: Path, run: str, text: str, *, job: str = "build", step: str = "compile") -> None:
    """Let a step write."""
    from runtime.logs.files import LogWriter
    from runtime.logs.index import Stretch
    from runtime.logs.layout import LogKey, log_files

    writer = LogWriter(log_files(directory / "runs" / run, LogKey(job, step, 1)), 0)
    data = text.encode()
    writer.append(Stretch(writer.size, 1_763_726_400_000, len(data), "stdout", "info"), data)
    writer.close()


def write(directory: Path, *every: object) -> None:
    """Apply changes, each in a transaction of its own."""
    for change in every:
        apply_changes(directory, "tester", change)
