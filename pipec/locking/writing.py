"""Digests written into the pipeline itself, behind the names of images; all else stays as it is.

What a place means afterwards is proved: with its digests written, the pipeline has the plan that it had with the lock.
"""

# ruff: noqa: PTH118 - pathlib costs 2 ms at start-up

import os
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from compiler.diagnostics import Diagnostic, Edit, Span
from compiler.diagnostics.apply import apply_edits
from compiler.driver import Request, plan_pipeline
from compiler.frontend.images import parse_reference
from compiler.frontend.lock import every_image, map_images
from compiler.frontend.rules.unwritable_image import unwritable
from compiler.ir.codec import canonical_bytes
from compiler.ir.passes.digest_components import digest_components
from compiler.ir.plan import Plan
from compiler.source import Source

from ..diffs import Change
from ..repairs.rounds import with_texts

_QUOTES = "'\""


class Written(NamedTuple):
    """The files that change, the images that now have their digest in them everywhere, and what could not be."""

    changes: tuple[Change, ...]
    references: frozenset[str]
    diagnostics: tuple[Diagnostic, ...]


def write_digests(
    request: Request, plan: Plan, sources: Mapping[str, Source], digests: Mapping[str, str], fresh: Mapping[str, str]
) -> Written:
    """Return the texts with `digests` in them, and with the `fresh` ones where another digest stands."""
    known = {**digests, **fresh}
    edits: dict[Span, Edit] = {}
    told: list[Diagnostic] = []
    places = _places(plan, digests, fresh)
    for span, references in places.items():
        edit = _edit(span, references, sources, known)
        if isinstance(edit, Edit):
            edits[span] = edit
        else:
            told.append(unwritable(span, sorted(references), edit))
    for span in _harmful(request, sources, edits, _meaning(plan, known), known):
        told.append(unwritable(span, sorted(places[span]), "the same text is used for something else as well"))
        del edits[span]
    left = {name for span, references in places.items() if span not in edits for name in references}
    done = {name for references in places.values() for name in references} - left
    return Written(_changes(request, sources, edits.values()), frozenset(done), tuple(told))


def _places(plan: Plan, digests: Mapping[str, str], fresh: Mapping[str, str]) -> dict[Span, set[str]]:
    """Return the places where images stand that get a digest, each with its images."""
    places: dict[Span, set[str]] = {}
    for image, _ in every_image(plan):
        wanted = fresh.get(image.reference) if image.digest else digests.get(image.reference)
        if wanted is not None and wanted != image.digest:
            places.setdefault(image.origin, set()).add(image.reference)
    return places


def _edit(span: Span, references: set[str], sources: Mapping[str, Source], digests: Mapping[str, str]) -> Edit | str:
    """Return the edit of a place, or why there is none."""
    source = sources.get(span.path)
    raw = "" if source is None else source.text[span.start : span.end]
    quote = raw[:1] if raw[:1] in _QUOTES and len(raw) > 1 else ""
    inner = raw[len(quote) : len(raw) - len(quote)]
    if "${" in inner or len(references) > 1:
        return "the name is made of variables"
    parsed, (reference,) = parse_reference(inner), references
    if parsed is None or parsed.tagged != reference:
        return "the name does not stand there in one piece"
    return Edit(span, f"{quote}{inner.partition('@')[0]}@{digests[reference]}{quote}")


def _harmful(
    request: Request,
    sources: Mapping[str, Source],
    edits: Mapping[Span, Edit],
    wanted: bytes,
    known: Mapping[str, str],
) -> list[Span]:
    """Return the places whose edit changes what the pipeline means beyond the digest of an image."""

    def keeps(chosen: Iterable[Edit]) -> bool:
        texts = {change.path: change.after for change in _changes(request, sources, chosen)}
        plan = plan_pipeline(with_texts(request, texts)).plan
        return plan is not None and _meaning(plan, known) == wanted

    if not edits or keeps(edits.values()):
        return []
    return [span for span, edit in edits.items() if not keeps([edit])]


def _meaning(plan: Plan, known: Mapping[str, str]) -> bytes:
    """Return the plan with the `known` digests, whoever says them."""
    pinned = map_images(plan, lambda image: image._replace(digest=known.get(image.reference, image.digest)))
    return canonical_bytes(digest_components(pinned))


def _changes(request: Request, sources: Mapping[str, Source], edits: Iterable[Edit]) -> tuple[Change, ...]:
    by_path: dict[str, list[Edit]] = {}
    for edit in edits:
        by_path.setdefault(edit.span.path, []).append(edit)
    found: list[Change] = []
    for name in sorted(by_path):
        path = request.path if name == request.source.path else os.path.join(request.root, name)
        text = sources[name].text
        found.append(Change(path, text, apply_edits(text, by_path[name])))
    return tuple(found)
