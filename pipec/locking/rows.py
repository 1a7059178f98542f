"""What became of each image."""

from collections.abc import Collection, Mapping
from typing import Literal, NamedTuple

from .book import Entries

Status = Literal["kept", "added", "updated", "removed", "written"]


class Row(NamedTuple):
    """What became of one image: its digest now, and the one before where that is another."""

    reference: str
    status: Status
    digest: str
    platforms: tuple[str, ...] = ()
    before: str = ""


def rows_of(entries: Entries, before: Entries, gone: Collection[str], written: Collection[str]) -> tuple[Row, ...]:
    """Return a row for each entry, those that are `gone` and those that were `written` into the pipeline too."""
    rows: list[Row] = []
    for name in sorted({*entries, *gone}):
        old = str(before.get(name, {}).get("digest", ""))
        if name in gone:
            rows.append(row_of(name, "removed", before[name]))
        elif name in written:
            rows.append(row_of(name, "written", entries[name]))
        elif not old:
            rows.append(row_of(name, "added", entries[name]))
        elif old != entries[name]["digest"]:
            rows.append(row_of(name, "updated", entries[name])._replace(before=old))
        else:
            rows.append(row_of(name, "kept", entries[name]))
    return tuple(rows)


def row_of(name: str, status: Status, entry: Mapping[str, object]) -> Row:
    """Return the row of an entry."""
    platforms = entry.get("platforms")
    return Row(name, status, str(entry["digest"]), tuple(platforms) if isinstance(platforms, list) else ())
