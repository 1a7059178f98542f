"""The keys under which a run's values travel to a job that an engine starts by name: what Nomad calls its meta.

Who emits the job declares them, and who dispatches it gives them; both ask here.
"""

import re
from hashlib import sha256
from typing import Final

RUN: Final = "pipec_run"
"""The key of the run's id: by it the run's dispatches are found again."""

_NO_KEY: Final = re.compile(r"[^A-Za-z0-9_]")


def meta_key(path: str) -> str:
    """Return the key under which a run's value travels: `params.region` is `params_region`."""
    key = path.replace(".", "_")
    return key if not _NO_KEY.search(key) else f"{_NO_KEY.sub('_', key)}_{mark(path)}"


def input_keys(index: int) -> tuple[str, str]:
    """Return the keys under which an input's address and its `sha256:…` travel, by its position among the inputs."""
    return f"input_{index}_url", f"input_{index}_checksum"


def mark(name: str) -> str:
    """Return six hexadecimal digits that tell this name from others that would be written alike."""
    return sha256(name.encode()).hexdigest()[:6]
