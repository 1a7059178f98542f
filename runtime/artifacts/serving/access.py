"""What a server says of each answer."""

from collections.abc import Callable
from typing import NamedTuple


class Access(NamedTuple):
    """An answer. `digest` is empty where none was asked for rightly; `sent` is bytes of the body; `help` what to do."""

    client: str
    method: str
    digest: str
    status: int
    sent: int
    seconds: float
    reason: str = ""
    help: str = ""


Tell = Callable[[Access], None]
