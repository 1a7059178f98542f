"""What a step publishes: `name=value` lines and `name<<END` blocks in the file that `$PIPEC_OUTPUT` names.

They are never read as anything but text. The step owns the file, so it may be anything: a link, a pipe, gigabytes.
"""

import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from ..errors import RuntimeFault

MAX_BYTES: Final = 1 << 20
"""The most bytes that the file of one step may have."""

_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*", re.ASCII)


class OutputFault(RuntimeFault):
    """What a step wrote to `$PIPEC_OUTPUT` cannot be read; the step fails for it, in the class `configuration`."""

    def __init__(self, message: str) -> None:
        super().__init__(
            message,
            "write `name=value` lines, or `name<<END`, the lines of the value, and `END`",
            failure_class="configuration",
        )


def read_outputs(path: Path) -> dict[str, str]:
    """Return what a step published, the last value of each name; nothing when the file is gone or empty."""
    data = _read(path)
    if not data:
        return {}
    if b"\0" in data:
        raise OutputFault("the file `$PIPEC_OUTPUT` has a NUL character in it")
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise OutputFault("the file `$PIPEC_OUTPUT` is not UTF-8") from None
    return dict(_entries(iter(text.removesuffix("\n").split("\n"))))


def _read(path: Path) -> bytes:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise OutputFault(f"the file `$PIPEC_OUTPUT` cannot be read: {error.strerror}") from None
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OutputFault("the file `$PIPEC_OUTPUT` was replaced by something that is no file")
    with os.fdopen(descriptor, "rb") as file:
        data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise OutputFault(
            f"the file `$PIPEC_OUTPUT` has more than {MAX_BYTES >> 20} MiB; keep large data as an artifact"
        )
    return data


def _entries(lines: Iterator[str]) -> Iterator[tuple[str, str]]:
    for number, line in enumerate(lines, 1):
        if not line:
            continue
        name, sign, value = line.partition("=")
        if sign and _NAME.fullmatch(name):
            yield name, value
            continue
        name, sign, end = line.partition("<<")
        if not sign or not _NAME.fullmatch(name):
            raise OutputFault(f"line {number} of `$PIPEC_OUTPUT` is neither `name=value` nor the start of a block")
        yield name, _block(lines, name, end)


def _block(lines: Iterator[str], name: str, end: str) -> str:
    found: list[str] = []
    for line in lines:
        if line == end:
            return "\n".join(found)
        found.append(line)
    raise OutputFault(f"the block of `{name}` in `$PIPEC_OUTPUT` has no end `{end}`")
