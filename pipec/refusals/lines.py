"""What engines say with a file and a line: nginx, HAProxy, systemd, and the readers of HCL, JSON and YAML."""

import re
from collections.abc import Iterator

from .statements import Statement, one_line

_PLACE = re.compile(
    r"(?P<before>.*?)[\[ ]?(?P<file>[^\s\[\]'\"()]*\.(?:conf|cfg|service|hcl|ya?ml|json)):(?P<line>\d+)\b(?P<after>.*)"
)
_FOLDERS = {".conf": "deploy", ".cfg": "deploy", ".service": "deploy", ".hcl": "nomad"}


def read(text: str) -> Iterator[Statement]:
    """Yield all that a text says of a line of a file."""
    for line in text.splitlines():
        place = _PLACE.match(line)
        if place:
            suffix = "." + place["file"].rpartition(".")[2]
            yield Statement(_FOLDERS.get(suffix, ""), _message(place), place["file"], int(place["line"]))


def _message(place: re.Match[str]) -> str:
    """Return what is said: behind the place, or before it where nothing stands behind."""
    after = re.sub(r"^[\],:\d-]*\s*:?\s*", "", place["after"])
    before = re.sub(r"\s(?:in|parsing|at)$", "", place["before"].rstrip(" ["))
    before = re.sub(r"^(?:\d{4}/\S+ \S+ )?(?:nginx: )?(?:\[\w+\] *)(?:\(?[\d#]+\)?:? *:? *)*", "", before)
    return one_line(after or before) or "refused"
