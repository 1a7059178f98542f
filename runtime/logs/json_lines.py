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
        self._second = (-1, "")

    def encode(self, line: Line) -> str:
        """Return a line as a JSON object and a newline; `step`, `container` and `correlation` only where known."""
        key = line[1:7] + line[8:]
        head = self._heads.get(key)
        if head is None:
            if len(self._heads) >= _MOST_HEADS:
                self._heads.clear()
            head = self._heads[key] = _ends(line)
        before, after = head
        return f'{{"timestamp":"{self._timestamp(line.time)}{before}{quoted(line.message)}{after}'

    def _timestamp(self, moment: int) -> str:
        second, rest = divmod(moment, 1000)
        if second != self._second[0]:
            self._second = (second, time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(second)))
        return f"{self._second[1]}.{rest:03}Z"


def _ends(line: Line) -> tuple[str, str]:
    """Return what stands before and after the message."""
    step = f'"step":{quoted(line.step)},' if line.step else ""
    before = (
        f'","level":"{line.level}","run":{quoted(line.run)},"job":{quoted(line.job)},{step}'
        f'"attempt":{line.attempt},"stream":"{line.stream}","message":'
    )
    known = (("container", line.container), ("correlation", line.correlation))
    return before, "".join(f',"{name}":{quoted(value)}' for name, value in known if value) + "}\n"
