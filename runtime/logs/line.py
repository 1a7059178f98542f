"""One line of a log, as people and programs get it."""

from typing import Literal, NamedTuple

from ..records import Stream

Level = Literal["debug", "info", "warning", "error"]


class Line(NamedTuple):
    """A line that a step wrote, or that the runtime says of it; masked, without its newline.

    `time` is milliseconds since 1970. `attempt` counts the tries of the step over all attempts of its job, from 1.
    `message` is text: bytes that are no UTF-8 are replaced; control characters are still in it.
    """

    time: int
    level: Level
    run: str
    job: str
    step: str
    attempt: int
    stream: Stream
    message: str
    container: str = ""
    correlation: str = ""
