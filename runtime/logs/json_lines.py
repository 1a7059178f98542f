"""Lines as JSON, one object a line: `schemas/log.schema.json`."""

import time
from json.encoder import encode_basestring_ascii as quoted
from typing import Final

from .line import Line

_MOST_HEADS: Final = 4096


class LineEncoder:
    """Writes lines as JSON. What lines have in common is written once and kept, since most of a line is that.

    All is ASCII: control characters and marks that turn the direction of text are escapes, which no terminal obeys.
    """

    def __init__(self) -> None:
        self._heads: dict[tuple[object, ...], tuple[str, str]] = {}
        self._time = -1
        self._timestamp = ""

    def encode(self, line: Line) -> str:
        """Return a line as a JSON object and a newline; `step`, `container` and `correlation` only where known."""
        moment, level, run, job, step, attempt, stream, message, container, correlation = line
        if moment != self._time:
            self._time, self._timestamp = moment, timestamp(moment)
        key = (level, run, job, step, attempt, stream, container, correlation)
        found = self._heads.get(key)
        before, after = found or self._keep(key, line)
        return f'{{"timestamp":"{self._timestamp}{before}{quoted(message)}{after}'

    def _keep(self, key: tuple[object, ...], line: Line) -> tuple[str, str]:
        if len(self._heads) >= _MOST_HEADS:
            self._heads.clear()
        self._heads[key] = _ends(line)
        return self._heads[key]


def timestamp(moment: int) -> str:
    """Return a time in milliseconds since 1970 as ISO 8601, UTC."""
    second, rest = divmod(moment, 1000)
    return f"{time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(second))}.{rest:03}Z"


def _ends(line: Line) -> tuple[str, str]:
    """Return what stands before and after the message."""
    step = f'"step":{quoted(line.step)},' if line.step else ""
    before = (
        f'","level":"{line.level}","run":{quoted(line.run)},"job":{quoted(line.job)},{step}'
        f'"attempt":{line.attempt},"stream":"{line.stream}","message":'
    )
    known = (("container", line.container), ("correlation", line.correlation))
    return before, "".join(f',"{name}":{quoted(value)}' for name, value in known if value) + "}\n"
