"""How a point in the past is said on the command line."""

import re
import time
from typing import Any, Final

import click

_UNITS: Final = {"d": 86_400, "h": 3_600, "m": 60, "s": 1}

TYPE_CHECKING = False
if TYPE_CHECKING:
    ParamType = click.ParamType[int]
else:
    ParamType = click.ParamType  # generic since click 8.4 only


class Since(ParamType):
    """A duration back from now (`10m`, `1h30m`), or a moment (ISO 8601; local time unless it says its zone)."""

    name = "since"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return milliseconds since 1970."""
        from datetime import datetime

        text = str(value)
        if re.fullmatch(r"(\d+[dhms])+", text):
            seconds = sum(int(count) * _UNITS[unit] for count, unit in re.findall(r"(\d+)([dhms])", text))
            return max(0, int((time.time() - seconds) * 1000))
        try:
            return max(0, int(datetime.fromisoformat(text).astimezone().timestamp() * 1000))
        except (ValueError, OverflowError, OSError):
            self.fail(f"`{text}` is no duration (`10m`) and no moment (`2026-01-31T14:05`).", param, ctx)
