"""Which view a run gets: a live table on a terminal, plain lines elsewhere, JSON lines for programs."""

import os
import sys
from pathlib import Path
from typing import IO, Literal

from compiler.ir.plan import Plan

from .outlet import Outlet
from .view import View, Views

Format = Literal["auto", "live", "plain", "json"]


def choose_observer(
    format: Format,
    plan: Plan | None,
    *,
    color: bool = False,
    quiet: bool = False,
    stream: IO[str] | None = None,
    metrics_file: Path | None = None,
    elapsed: int = 0,
) -> View:
    """Return the view, a context manager that gives the terminal back.

    `plan` tells which jobs will come. `auto` is `live` where `stream` (standard output without one) is a terminal that
    can do it, else `plain`. `metrics_file` is kept up to date beside it.
    `elapsed` is how many milliseconds the run has gone on already.
    """
    plan = plan or Plan("", ())
    if metrics_file is not None:
        from .metrics import MetricsFile

        view = choose_observer(format, plan, color=color, quiet=quiet, stream=stream, elapsed=elapsed)
        return Views((view, MetricsFile(plan, metrics_file)))
    stream = stream or sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - the caller closed its own
    if format == "json":
        from .json_lines import JsonLines, lost_line

        return JsonLines(Outlet(stream, lost=lost_line), quiet=quiet)
    if format == "live" or (format == "auto" and not quiet and _can_move(stream)):
        from .live import LiveTable

        return LiveTable(plan, stream, color=color, quiet=quiet, elapsed=elapsed)
    from .plain import PlainLines

    labels = [f"{job.id}/{step.id}" for job in plan.jobs for step in job.steps]
    return PlainLines(Outlet(stream), color=color, quiet=quiet, labels=labels)


def _can_move(stream: IO[str]) -> bool:
    """Tell whether a terminal can go back to lines that it shows."""
    return os.environ.get("TERM", "dumb") not in {"dumb", ""} and _is_terminal(stream)


def _is_terminal(stream: IO[str]) -> bool:
    try:
        return stream.isatty()
    except ValueError:
        return False
