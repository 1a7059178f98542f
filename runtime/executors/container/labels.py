"""What containers, networks and volumes are called and marked with, so that they are found again."""

import secrets
from pathlib import Path
from typing import NamedTuple

from ..base import JobOrder

RUN = "pipec.run"
JOB = "pipec.job"
STATE = "pipec.state"
ATTEMPT = "pipec.attempt"
STEP = "pipec.step"
SERVICE = "pipec.service"


class Owner(NamedTuple):
    """One attempt of a job as labels say it; `state` is the state directory that it belongs to."""

    state: str
    run: str
    job: str
    attempt: int

    def labels(self, **more: str) -> dict[str, str]:
        """Return the labels of something of this attempt; `more` by the last word of their names."""
        found = {STATE: self.state, RUN: self.run, JOB: self.job, ATTEMPT: str(self.attempt)}
        return found | {f"pipec.{word}": value for word, value in more.items()}

    def name(self, *words: str) -> str:
        """Return a name that nothing else has; engines take 255 characters, a run's jobs and steps are shorter."""
        return "-".join(("pipec", self.run, self.job, str(self.attempt), *words, secrets.token_hex(3)))[-200:].lstrip(
            "-"
        )


def state_label(directory: Path) -> str:
    """Return what stands for a state directory: its real path."""
    return str(directory.expanduser().resolve())


def owner(state: str, order: JobOrder) -> Owner:
    """Return the owner of all that an order starts."""
    return Owner(state, order.run, order.job.id, order.attempt)


def of_run(state: str, run: str) -> dict[str, list[str]]:
    """Return the engine's filter for everything of a run of this state directory."""
    return {"label": [f"{STATE}={state}", f"{RUN}={run}"]}
