"""How artifacts are shown, and what their commands share."""

import sys
from collections.abc import Sequence
from types import TracebackType
from typing import Any, Final, Self

import click

from .streams import write

_CLEAR: Final = "\r\x1b[K"
_STEP: Final = 64 << 20
"""Bytes between two looks at the progress."""

_SHORT: Final = 12


TYPE_CHECKING = False
if TYPE_CHECKING:
    ParamType = click.ParamType[int]
else:
    ParamType = click.ParamType  # generic in the newest click only


class _Size(ParamType):
    name = "size"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the bytes of `20GiB`."""
        if isinstance(value, int):
            return value
        from compiler.frontend.units import parse_size

        size = parse_size(str(value))
        if size is None:
            self.fail(f"`{value}` is no size. Write a number with its unit: `500MiB`, `20GiB`.", param, ctx)
        return size


SIZE: Final = _Size()


class ByteProgress:
    """How many bytes are done, in one line on standard error; on a terminal alone."""

    def __init__(self, word: str) -> None:
        self._word = word
        self._shown = sys.stderr is not None and sys.stderr.isatty()
        self._told = -1
        self.total = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._shown and self._told >= 0:
            write(_CLEAR, sys.stderr)

    def add(self, count: int) -> None:
        """Say that so many more bytes are done."""
        self.total += count
        if self._shown and self.total // _STEP != self._told:
            self._told = self.total // _STEP
            write(f"{_CLEAR}{size_text(self.total)} {self._word}", sys.stderr)
            sys.stderr.flush()


def complete_digests(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
    """Complete the digest of an artifact that is kept."""
    from runtime.artifacts.queries import ArtifactQueries
    from runtime.errors import RuntimeFault

    from .state_options import state_directory

    del parameter
    try:
        with ArtifactQueries(state_directory(context.params.get("state_dir"))) as queries:
            return sorted({short(each.digest) for each in queries.all() if each.digest.startswith(incomplete)})
    except RuntimeFault:
        return []


def short(digest: str) -> str:
    """Return the first digits of a digest, enough to name it."""
    return digest[:_SHORT]


def size_text(size: int) -> str:
    """Return bytes for people: `1.5 MiB`."""
    value = float(size)
    for unit in ("B", "KiB", "MiB", "GiB"):
        if value < 1024:
            return f"{value:.0f} B" if unit == "B" else f"{value:.1f} {unit}"
        value /= 1024
    return f"{value:.1f} TiB"


def time_text(milliseconds: int) -> str:
    """Return a time for people, in their zone: `2026-05-04 13:37`."""
    import time

    return time.strftime("%Y-%m-%d %H:%M", time.localtime(milliseconds / 1000))


def print_table(head: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> None:
    """Print rows below a head, in columns; nothing without rows."""
    if not rows:
        return
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    for row in (head, *rows):
        cells = (
            f"{cell:>{w}}" if at in right else f"{cell:<{w}}"
            for at, (cell, w) in enumerate(zip(row, widths, strict=True))
        )
        write("  ".join(cells).rstrip() + "\n")


def as_json(record: Any, *, referred: bool) -> dict[str, Any]:
    """Return an artifact for a program; times in milliseconds since 1970."""
    return {**record._asdict(), "policy": record.policy._asdict(), "referred": referred}
