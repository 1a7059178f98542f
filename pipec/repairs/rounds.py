"""Repairs: the fixes of diagnostics made in the texts of a pipeline and of what it includes, until none is left.

Reading again after each round finds what a repair brought to light, and what stood too near another to be made with it.
A round never leaves less than it found: a file that loads keeps loading, a pipeline without errors stays without.
What was in the layout of `pipec fmt` is in it again at the end, wherever a repair had put its lines.
"""

# ruff: noqa: PTH118 - pathlib costs 2 ms at start-up

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from compiler.diagnostics import Diagnostic, Edit, Fix
from compiler.diagnostics.apply import apply_fixes
from compiler.driver import Request
from compiler.source import Source

_ROUNDS = 25
"""More than any file needs: each round makes every fix that does not stand in another's way."""
_UNREADABLE = "PC030"
"""Codes before it say that a file is no YAML: nothing else can be said of it."""

Texts = Mapping[str, str]
"""Texts by absolute path."""


class View(NamedTuple):
    """What is found in a pipeline as it stands: diagnostics under the names of `sources`."""

    diagnostics: Sequence[Diagnostic]
    sources: Mapping[str, Source]


class Repaired(NamedTuple):
    """The texts that changed, by absolute path, and the diagnostics that were repaired, in order."""

    texts: dict[str, str]
    made: tuple[Diagnostic, ...]


class _Round(NamedTuple):
    """The texts after a round by absolute path, what was repaired, and what is found then."""

    texts: dict[str, str]
    made: tuple[Diagnostic, ...]
    view: View


Look = Callable[[Request], View]
"""Lints one pipeline, with the control that the user asked for."""


def repair(request: Request, look: Look, *, unsafe: bool = False) -> Repaired:
    """Make every safe fix that `look` finds, and with `unsafe` all; the texts that count are those in `request`."""
    made: list[Diagnostic] = []
    texts: dict[str, str] = {}
    seen = [texts]
    view = look(request)
    before = {_location(request, path): source for path, source in view.sources.items()}
    for _ in range(_ROUNDS):
        done = _round(request, look, _Round(texts, (), view), unsafe=unsafe)
        if done is None or done.texts in seen:
            break
        seen.append(done.texts)
        texts, view = done.texts, done.view
        made += done.made
    return Repaired({path: _laid_out(text, before.get(path)) for path, text in texts.items()}, tuple(made))


def _laid_out(text: str, before: Source | None) -> str:
    """Return a repaired text in the layout of `pipec fmt` where the text before was in it, else as it is."""
    from compiler.layout import format_source

    if before is None or format_source(before) != before.text:
        return text
    formatted = format_source(Source(before.path, text))
    return formatted if isinstance(formatted, str) else text


def with_texts(request: Request, texts: Texts) -> Request:
    """Return a request for which `texts` count instead of what is on disk."""
    text = texts.get(request.path)
    source = request.source if text is None else Source(request.source.path, text)
    return request._replace(source=source, unsaved={**request.unsaved, **texts})


def _round(request: Request, look: Look, now: _Round, *, unsafe: bool) -> _Round | None:
    """Make one round's fixes: the most certain ones that can be made; None where none can."""
    for wanted in _by_certainty(item for item in now.view.diagnostics if item.fix and (item.fix.safe or unsafe)):
        done = _make(request, look, now, wanted)
        if done.made and done.texts != now.texts:
            return done
    return None


def _by_certainty(items: Iterable[Diagnostic]) -> list[list[Diagnostic]]:
    """Return the safe before others, and errors before what may be a mere consequence of them."""
    ranks: dict[tuple[bool, bool], list[Diagnostic]] = {}
    for item in items:
        unsafe = item.fix is not None and not item.fix.safe
        ranks.setdefault((unsafe, item.severity != "error"), []).append(item)
    return [ranks[rank] for rank in sorted(ranks)]


def _make(request: Request, look: Look, now: _Round, wanted: Sequence[Diagnostic]) -> _Round:
    """Make fixes; where all together would do harm, one after the other, without those that do."""
    level = _soundness(now.view)
    done = _try(request, look, now, wanted)
    if _soundness(done.view) >= level:
        return done
    harmless: list[Diagnostic] = []
    done = now
    for item in wanted:
        tried = _try(request, look, now, [*harmless, item])
        if _soundness(tried.view) >= level:
            harmless.append(item)
            done = tried
    return done


def _try(request: Request, look: Look, now: _Round, wanted: Sequence[Diagnostic]) -> _Round:
    changed, made = _apply(request, now.view, wanted)
    texts = {**now.texts, **changed}
    return _Round(texts, tuple(made), look(with_texts(request, texts)) if changed else now.view)


def _apply(request: Request, view: View, wanted: Sequence[Diagnostic]) -> tuple[dict[str, str], list[Diagnostic]]:
    sources = {path: source.text for path, source in view.sources.items() if _is_own(request, path)}
    fixes = {_native(item.fix, view.sources): item for item in wanted if item.fix is not None}
    changed, made = apply_fixes(sources, fixes)
    texts = {_location(request, path): text for path, text in changed.items() if text != sources[path]}
    return texts, [fixes[fix] for fix in made]


def _is_own(request: Request, path: str) -> bool:
    """Tell whether a source is the pipeline or a fragment: a configuration or a lock is nobody's to repair."""
    return path == request.source.path or path.endswith((".yaml", ".yml"))


def _location(request: Request, path: str) -> str:
    return request.path if path == request.source.path else os.path.join(request.root, path)


def _native(fix: Fix, sources: Mapping[str, Source]) -> Fix:
    r"""Return a fix whose new lines end as those of its files do: `\r\n` where the first line does."""
    return fix._replace(edits=tuple(_native_edit(edit, sources.get(edit.span.path)) for edit in fix.edits))


def _native_edit(edit: Edit, source: Source | None) -> Edit:
    if source is None or "\n" not in edit.replacement or not source.text.partition("\n")[0].endswith("\r"):
        return edit
    return edit._replace(replacement=edit.replacement.replace("\r\n", "\n").replace("\n", "\r\n"))


def _soundness(view: View) -> int:
    """Return how good a pipeline is: 0 it does not load, 1 it has errors, 2 it has none."""
    errors = [item for item in view.diagnostics if item.severity == "error"]
    if any(item.code < _UNREADABLE for item in errors):
        return 0
    return 1 if errors else 2
