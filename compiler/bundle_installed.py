"""The list of what is installed, and by which pipeline: `.pipec-installed` at the repository's root.

It has the format of `sha256sum`, which passes over the comments that name the owners::

    # shop.pipeline.yaml
    9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08  .woodpecker/test.yaml
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from .bundle_files import BundleError, Files, check_name, parse_sums, read_file

INSTALLED: Final = ".pipec-installed"

Records = list[tuple[str, str]]
"""Paths and hex digests. A path can be there twice while an installation is under way, or after one was killed."""

Owned = dict[str, Records]
"""Records by owner, which is the path of a pipeline relative to the root."""

_OWNER: Final = "# "


def read_owned(base: Path) -> Owned:
    """Return the list of the repository at `base`; a BundleError when it is damaged or leads out."""
    try:
        data, _ = read_file(base, INSTALLED)
    except FileNotFoundError:
        return {}
    owned: Owned = {}
    for owner, lines in _sections(data.decode(errors="replace")):
        if owner:
            check_name(owner)
        owned.setdefault(owner, []).extend(parse_sums(lines.encode(), INSTALLED))
    return owned


def _sections(text: str) -> Iterator[tuple[str, str]]:
    owner, lines = "", ""
    for line in text.splitlines(keepends=True):
        if line.startswith(_OWNER):
            if lines:
                yield owner, lines
            owner, lines = line.removeprefix(_OWNER).strip("\n"), ""
        else:
            lines += line
    if lines:
        yield owner, lines


def written_owned(owned: Owned) -> bytes:
    """Return the list's text, sorted; empty when nothing is installed."""
    sections = (
        f"{_OWNER}{owner}\n" + "".join(f"{digest}  {path}\n" for path, digest in sorted(set(records)))
        for owner, records in sorted(owned.items())
        if records
    )
    return "".join(sections).encode()


def take_over(base: Path, owned: Owned, owner: str) -> Owned:
    """Return the list as it is once `owner` has inherited from the pipelines that no longer exist."""
    taken: Owned = {owner: []}
    for name, records in owned.items():
        heir = name if name and os.path.lexists(base / name) else owner
        taken[heir] = [*taken.get(heir, ()), *records]
    return taken


def refuse_taken(owned: Owned, owner: str, files: Files) -> None:
    """Refuse `files` that another pipeline has installed (a BundleError that names both)."""
    for name, records in sorted(owned.items()):
        taken = sorted({path for path, _ in records} & files.keys()) if name != owner else []
        if taken:
            raise BundleError(
                f"`{taken[0]}` is what `{name}` has installed, so `{owner}` cannot install its own there; "
                "rename the job in one of the two"
            )
