"""What is wrong with a lock as it stands: without a request, and with them what has moved on."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from compiler.diagnostics import Diagnostic
from compiler.frontend.lock import Lock, entry_span, pin_images
from compiler.frontend.rules.image_platform import missing_platforms
from compiler.frontend.rules.moved_tag import moved
from compiler.frontend.rules.unused_lock_entry import unused
from compiler.ir.plan import Plan
from compiler.source import Source

from .needs import Need


def check(plan: Plan, lock: Lock, source: Source | None, superfluous: Collection[str]) -> tuple[Diagnostic, ...]:
    """Return the images that the lock misses, and its entries that are `superfluous`."""
    _, missing = pin_images(plan, lock, locked=True)
    found = [item for item in missing if item.severity == "error"]
    if source is not None:
        found += [unused(entry_span(source, name), name) for name in sorted(superfluous)]
    return tuple(found)


def check_platforms(
    needs: Mapping[str, Need], platforms: Mapping[str, Collection[str]], wanted: Sequence[str]
) -> Iterator[Diagnostic]:
    """Yield the images that do not exist for a platform that is wanted; those that `platforms` does not have are left.

    `linux/arm64` is satisfied by `linux/arm64/v8`.
    """
    for reference, known in platforms.items():
        lacking = [each for each in wanted if not any(_is(one, each) for one in known)]
        if lacking and reference in needs:
            yield missing_platforms(needs[reference].images, lacking, sorted(known))


def _is(known: str, wanted: str) -> bool:
    return known == wanted or known.startswith(f"{wanted}/")


def check_tags(needs: Mapping[str, Need], lock: Lock, source: Source, now: Mapping[str, str]) -> Iterator[Diagnostic]:
    """Yield the images whose tag points `now` at another digest than the locked one."""
    for reference, digest in now.items():
        if lock.digests.get(reference, digest) != digest:
            yield moved(needs[reference].images, digest, entry_span(source, reference))
