"""What a component keeps: volumes that come, go, or are used otherwise."""

from collections.abc import Iterator
from typing import Final

from ....ir.values import Image
from ..case import Case, Edit, Holder
from ..finding import WHO, Finding, Reason, Rule, found, place_of
from ..words import change
from .image import judge

_REASONS: Final = {
    "gone": Reason("dangerous", "what was written there is not seen by new instances"),
    "elsewhere": Reason("dangerous", "new instances look for what was written in another place"),
    "shared": Reason("dangerous", "two versions may write to it at the same time"),
    "major": Reason("dangerous", "a new major version meets data of the old one, and the way back may be closed"),
    "writable": Reason("notable", "what could only be read can be changed now"),
    "other": Reason("low", "the volume is used otherwise"),
    "added": Reason("low", "what is written there outlives the instance"),
}


def find(case: Case) -> Iterator[Finding]:
    """Yield a finding for each volume that is new, gone or another, and for new major versions beside old data."""
    for holder in case.holders():
        if holder.before is None or holder.after is None:
            continue
        place, _ = place_of(holder.path)
        for edit in case.under(*holder.path, "volumes"):
            if edit.kind == "changed" and len(edit.path) > len(holder.path) + 2:
                field = str(edit.path[-1])
                text = f"{WHO}: volume `{_name(holder, edit)}` {field} {change('', edit.before, edit.after)}"
                yield found(_REASONS[_key(field, after=edit.after)], place, text, [edit])
            elif edit.kind in {"added", "removed"}:
                key, value = ("gone", edit.before) if edit.kind == "removed" else ("added", edit.after)
                yield found(
                    _REASONS[key], place, f"{WHO}: volume `{value.name}` at `{value.path}` is {edit.kind}", [edit]
                )
        yield from _upgraded(case, holder)


def _key(field: str, *, after: object) -> str:
    if field == "read_only":
        return "other" if after else "writable"
    if field == "shared":
        return "shared" if after else "other"
    return "elsewhere" if field in {"path", "name"} else "other"


def _name(holder: Holder, edit: Edit) -> str:
    """Return the name of the volume that an edit is in; its path may stand for it."""
    label = str(edit.path[len(holder.path) + 1])
    every = (*(holder.before.volumes if holder.before else ()), *(holder.after.volumes if holder.after else ()))
    return next((volume.name for volume in every if label in volume), label)


def _upgraded(case: Case, holder: Holder) -> Iterator[Finding]:
    before, after = holder.before, holder.after
    if before is None or after is None or not isinstance(before.image, Image) or not isinstance(after.image, Image):
        return
    kept = [volume.name for volume in after.volumes if not volume.read_only]
    if kept and judge(before.image, after.image) in {"major", "older"} and case.under(*holder.path, "image"):
        text = f"{WHO}: data in volume `{kept[0]}` meets another major or an older version"
        finding = found(_REASONS["major"], place_of(holder.path)[0], text, case.under(*holder.path, "image"))
        yield finding._replace(tells=())


RULE: Final = Rule("volume", "What a component keeps, and who writes to it.", _REASONS, find)
