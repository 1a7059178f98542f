"""What is asked of a run, apart from what is run."""

from typing import NamedTuple


class RunOptions(NamedTuple):
    """The options of `pipec run` and `pipec resume` as the command line gives them; `slots` 0 is one per processor."""

    state_dir: str | None = None
    executor: str = "process"
    slots: int = 0
    keep_going: bool = False
    keep: bool = False
    allow_degraded: tuple[str, ...] = ()
    event: str = "manual"
    format: str = "text"
    color: str = "auto"
    quiet: bool = False
    secret_file: str | None = None
    metrics_file: str | None = None
