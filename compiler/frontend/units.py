"""Quantities as people write them: durations, sizes, percentages and processor shares.

Each parser returns None for what is not one; the schema's patterns accept the same texts, so that a mistake is
found before anything is converted.
"""

import re
from typing import Final

_DURATION: Final = re.compile(r"(?=[0-9])(?:([0-9]+)d)?(?:([0-9]+)h)?(?:([0-9]+)m)?(?:([0-9]+)s)?", re.ASCII)
_SECONDS: Final = re.compile(r"\+?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", re.ASCII)
_SIZE: Final = re.compile(r"([0-9]+)(?:\.([0-9]+))?(B|[kKMGT]B|[KMGT]iB)", re.ASCII)
_PERCENTAGE: Final = re.compile(r"([0-9]{1,3}(?:\.[0-9]+)?)%", re.ASCII)
_CORES: Final = re.compile(r"\+?([0-9]+)?(?:\.([0-9]*))?", re.ASCII)
_MILLICORES: Final = re.compile(r"([0-9]+)m", re.ASCII)
_MAX_LENGTH: Final = 64
"""Longer texts are no quantity; Python refuses integers of more than 4,300 digits."""

_UNITS: Final[dict[str, int]] = {
    "TiB": 1 << 40,
    "TB": 10**12,
    "GiB": 1 << 30,
    "GB": 10**9,
    "MiB": 1 << 20,
    "MB": 10**6,
    "KiB": 1 << 10,
    "kB": 10**3,
    "KB": 10**3,
    "B": 1,
}
_PERIODS: Final = (("d", 86400), ("h", 3600), ("m", 60), ("s", 1))


def parse_duration(text: str) -> int | None:
    """Return the seconds of `90`, `90s`, `15m`, `1h30m` or `30d`."""
    if len(text) > _MAX_LENGTH:
        return None
    if _SECONDS.fullmatch(text):
        return _whole(text)
    found = _DURATION.fullmatch(text)
    if found is None:
        return None
    return sum(int(count or 0) * seconds for count, (_, seconds) in zip(found.groups(), _PERIODS, strict=True))


def format_duration(seconds: int) -> str:
    """Return the shortest text that `parse_duration` reads back: `5400` is `1h30m`, nothing is `0s`."""
    parts: list[str] = []
    for unit, length in _PERIODS:
        count, seconds = divmod(seconds, length)
        if count:
            parts.append(f"{count}{unit}")
    return "".join(parts) or "0s"


def parse_size(text: str) -> int | None:
    """Return the bytes of `512MiB`, `2GB` or `1.5GiB`; a fraction of a byte is dropped."""
    found = _SIZE.fullmatch(text) if len(text) <= _MAX_LENGTH else None
    if found is None:
        return None
    whole, fraction, unit = found[1], found[2] or "", found[3]
    scale: int = 10 ** len(fraction)
    return int(whole + fraction) * _UNITS[unit] // scale


def format_size(size: int) -> str:
    """Return bytes in the unit that leaves the smallest whole number: `536870912` is `512MiB`."""
    if not size:
        return "0B"
    fitting = (unit for unit, factor in _UNITS.items() if size % factor == 0)
    unit = min(fitting, key=lambda unit: size // _UNITS[unit])
    return f"{size // _UNITS[unit]}{unit}"


def parse_percentage(text: str) -> float | None:
    """Return the number of `5%`, from 0 to 100."""
    found = _PERCENTAGE.fullmatch(text) if len(text) <= _MAX_LENGTH else None
    value = float(found[1]) if found else None
    return value if value is None or value <= 100 else None


def parse_cpu(text: str) -> int | None:
    """Return thousandths of a core: `0.5` and `500m` are 500; smaller parts are dropped, none left is None."""
    if len(text) > _MAX_LENGTH:
        return None
    if found := _MILLICORES.fullmatch(text):
        return int(found[1]) or None
    if found := _CORES.fullmatch(text):
        fraction = (found[2] or "").ljust(3, "0")[:3]
        return int((found[1] or "0") + fraction) or None
    return None


def _whole(text: str) -> int:
    """Return an integer of YAML's core schema."""
    return int(text, 0) if text.startswith(("0o", "0x")) else int(text)
