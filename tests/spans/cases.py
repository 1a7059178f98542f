"""Pipelines in which the place of every mistake is written down: `⟦PC302|biuld⟧`.

A file of cases holds many, each after a line `=== name: options`. What follows is `pipeline.yaml`, and `#--- path`
begins another file. `␉` is a tab, `␈` a control character, `␤` a line separator, `⟪3*ab⟫` is `ababab`. Marks may
stand inside each other, and `⟦PC013|⟧` marks an empty place. Where no mark may stand (the text is no UTF-8, nobody
wrote it) the header says it: `at=PATH:START-END:CODE`, `nowhere=CODE`.

What is marked is what a person has to change: a name without its quotes where one name is wrong, a value with its
quotes where the whole value is, the key where a key is missing inside or something has no value, the form (`${…}`) or
the part of an expression where that is to blame.

Options: `bare` (else `version` and `name` are put before it), `job` (a job is put behind it), `crlf`, `cr` (how lines
end), `bom`, and those of examples (`compile`, `locked`, `var.X=Y`, `encoding=latin-1`).
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent / "cases"
OPEN = re.compile(r"⟦(PC\d{3})\||⟧")
HEAD = "version: 1\nname: shop\n"
JOB = "jobs:\n  t:\n    steps:\n      - script: make\n"
OWN = ("bare", "job", "crlf", "cr", "bom", "nowhere=", "at=")

Place = tuple[str, int, int, str]
"""A file, a range of its code points, a code."""


class Case(NamedTuple):
    """A case: its files without marks, and the mistakes that they have."""

    name: str
    files: dict[str, str]
    places: tuple[Place, ...]
    options: tuple[str, ...]
    bom: bool


def read_cases() -> Iterator[Case]:
    """Yield every case of every file."""
    for path in sorted(FOLDER.glob("*.txt")):
        text = path.read_text("utf-8")
        for row in re.split(r"^=== ", text, flags=re.MULTILINE)[1:]:
            head, _, body = row.partition("\n")
            name, _, options = head.partition(":")
            yield _case(f"{path.stem}-{name.strip().replace(' ', '-')}", tuple(options.split()), body)


def _repeated(text: str) -> str:
    """Write out `⟪3*ab⟫`."""
    return re.sub(r"⟪(\d+)\*(.*?)⟫", lambda found: found[2] * int(found[1]), text)


def _case(name: str, options: tuple[str, ...], body: str) -> Case:
    if "bare" not in options:
        body = HEAD + body
    first, *others = re.split(r"^#--- (\S+)\n", body, flags=re.MULTILINE)
    if "job" in options:
        first += JOB
    marked = {"pipeline.yaml": first, **dict(zip(others[::2], others[1::2], strict=True))}
    files: dict[str, str] = {}
    places: list[Place] = []
    for path, written in marked.items():
        ends = "\r\n" if "crlf" in options else "\r" if "cr" in options else "\n"
        files[path], found = strip(
            _repeated(written).replace("␉", "\t").replace("␈", "\x08").replace("␤", "\u2028").replace("\n", ends)
        )
        places += [(path, *each) for each in found]
    for option in options:
        if option.startswith("nowhere="):
            places.append(("", 0, 0, option.partition("=")[2]))
        if option.startswith("at="):
            path, span, code = option.partition("=")[2].split(":")
            start, end = span.split("-")
            places.append((path, int(start), int(end), code))
    kept = tuple(option for option in options if not option.startswith(OWN))
    return Case(name, files, tuple(sorted(places)), kept, "bom" in options)


def strip(text: str) -> tuple[str, list[tuple[int, int, str]]]:
    """Return a text without its marks, and what they mark; a ValueError where one is not closed."""
    plain, at = "", 0
    open_: list[tuple[int, str]] = []
    found: list[tuple[int, int, str]] = []
    for mark in OPEN.finditer(text):
        plain += text[at : mark.start()]
        at = mark.end()
        if mark[1]:
            open_.append((len(plain), mark[1]))
        else:
            start, code = open_.pop()
            found.append((start, len(plain), code))
    if open_:
        raise ValueError("a mark is not closed")
    return plain + text[at:], found
