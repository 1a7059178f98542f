"""Another image: its tag and digest before and after."""

import re
from collections.abc import Iterator
from typing import Final

from ....ir.values import BuiltImage, Image
from ...changes import Path
from ..case import Case, pairs
from ..finding import WHO, Finding, Place, Reason, Rule, found, place_of
from ..words import short, shown

_REASONS: Final = {
    "unpinned": Reason("dangerous", "without a digest, what runs can change without a change here"),
    "moved": Reason("notable", "the same tag stands for other content than before"),
    "major": Reason("notable", "a new major version may behave otherwise"),
    "older": Reason("notable", "an older version comes back, with what was repaired since"),
    "repository": Reason("notable", "somebody else may have made the image"),
    "latest": Reason("notable", "`latest` is something else each day, and no digest fixes it"),
    "host": Reason("notable", "the step runs on the runner's host itself"),
    "built": Reason("notable", "the image comes from elsewhere than before"),
    "version": Reason("low", "another version of the same image"),
    "contained": Reason("low", "the step runs in a container now"),
    "same": Reason("none"),
    "pinned": Reason("none"),
}

_VERSION: Final = re.compile(r"v?(\d+)(?:\.(\d+))?(?:\.(\d+))?")


def find(case: Case) -> Iterator[Finding]:
    """Yield a finding for each image of a step, service or component that is another."""
    for path, _, before, _, after in case.steps():
        if before is not None and after is not None:
            yield from _image(case, path, before.image, after.image)
    for name, old, new in case.jobs():
        for service, was, is_ in pairs(old.services if old else (), new.services if new else (), "name"):
            if was is not None and is_ is not None:
                yield from _image(case, ("jobs", name, "services", service), was.image, is_.image)
    for holder in case.holders():
        if holder.before is not None and holder.after is not None:
            yield from _image(case, holder.path, holder.before.image, holder.after.image)
    yield from _new(case)


def _image(
    case: Case, path: Path, before: Image | BuiltImage | None, after: Image | BuiltImage | None
) -> Iterator[Finding]:
    edits = case.under(*path, "image")
    if edits:
        place, _ = place_of(path)
        yield found(_REASONS[judge(before, after)], place, f"{WHO}: image {_change(before, after)}", edits)


def _new(case: Case) -> Iterator[Finding]:
    """Yield what new steps and jobs bring along by a tag that moves."""
    for name, before, after in case.jobs():
        known = {step.id for step in before.steps} if before is not None else set()
        for step in after.steps if after is not None else ():
            if step.id not in known and step.image is not None and is_moving(step.image):
                where = Place("job", name, f"step `{step.id}`")
                text = f"{WHO}: image {shown('', step.image)} is not fixed"
                yield Finding(_REASONS["latest"], where, text, after=step.image.origin)


def is_moving(image: Image) -> bool:
    """Tell whether an image is the latest one, whatever that is."""
    return not image.digest and tag_of(image) in {"", "latest"}


def tag_of(image: Image) -> str:
    """Return the tag that was written; empty when there is none."""
    return image.reference.removeprefix(image.repository).removeprefix(":")


def judge(before: Image | BuiltImage | None, after: Image | BuiltImage | None) -> str:
    """Return the key of the reason for which a changed image has its level."""
    if after is None or before is None:
        return "host" if after is None else "contained"
    if not isinstance(before, Image) or not isinstance(after, Image):
        return "built"
    if before.digest and not after.digest:
        return "unpinned"
    if before.repository != after.repository:
        return "repository"
    if is_moving(after):
        return "latest"
    return _judge_version(before, after)


def _judge_version(before: Image, after: Image) -> str:
    if before.digest == after.digest != "":
        return "same"
    if before.reference == after.reference:
        return "moved" if before.digest else "pinned"
    old, new = _version(before), _version(after)
    if old and new and new < old:
        return "older"
    return "major" if old and new and old[0] != new[0] else "version"


def _version(image: Image) -> tuple[int, ...]:
    """Return the numbers that a tag begins with; before 1.0 the second counts as the first."""
    numbers = _VERSION.match(tag_of(image))
    parts = tuple(int(part) for part in numbers.groups() if part) if numbers else ()
    return parts[1:] if len(parts) > 1 and parts[0] == 0 else parts


def _change(before: Image | BuiltImage | None, after: Image | BuiltImage | None) -> str:
    if not isinstance(before, Image) or not isinstance(after, Image):
        return f"{shown('', before)} → {shown('', after)}"
    if before.repository != after.repository:
        return f"{shown('', before)} → {shown('', after)}"
    parts = [f"`{after.repository}`"]
    if before.reference != after.reference:
        parts.append(f"tag {_tag(before)} → {_tag(after)}")
    elif tag_of(after):
        parts.append(f"tag {_tag(after)}")
    if before.digest != after.digest:
        parts.append(f"digest {_digest(before)} → {_digest(after)}")
    elif after.digest:
        parts.append(f"digest {_digest(after)} as before")
    return ", ".join(parts)


def _tag(image: Image) -> str:
    return f"`{tag_of(image)}`" if tag_of(image) else "none"


def _digest(image: Image) -> str:
    return f"`{short(image.digest)}`" if image.digest else "none"


RULE: Final = Rule("image", "Another image, by tag and digest.", _REASONS, find)
