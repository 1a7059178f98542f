"""One mutant held against the oracle: valid ones give no error, each other one exactly one, where it was broken."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from compiler.diagnostics import Diagnostic, Span
from compiler.driver import Request, lint
from compiler.frontend.files import read_source
from compiler.source import Source

from .cutting import Files, Mutant, Place
from .oracle import reasons


class Trial(NamedTuple):
    """What came of one mutant; `fault` says what is wrong about it, empty when all agree."""

    mutant: Mutant
    reasons: tuple[str, ...]
    errors: tuple[Diagnostic, ...]
    fault: str


def try_mutant(mutant: Mutant, folder: Path) -> Trial:
    """Write a mutant into an empty repository and lint it."""
    for name, text in mutant.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    errors = lint_errors(folder)
    why = tuple(reasons(mutant.files))
    return Trial(mutant, why, errors, _fault(mutant, why, errors))


def lint_errors(folder: Path) -> tuple[Diagnostic, ...]:
    """Return the errors of the pipeline in a folder; a Diagnostic for a file that cannot be read too."""
    path = str(folder / "pipeline.yaml")
    source = read_source(path, "pipeline.yaml")
    found = lint(Request(path, source, str(folder))).diagnostics if isinstance(source, Source) else (source,)
    return tuple(item for item in found if item.severity == "error")


def _fault(mutant: Mutant, why: tuple[str, ...], errors: tuple[Diagnostic, ...]) -> str:
    if not why:
        return f"valid, and has {len(errors)} errors" if errors else ""
    if not errors:
        return "not valid, and has no error"
    if _count(mutant, errors) > (2 if mutant.kind == "swap-values" else 1):
        return f"one mistake, and {len(errors)} errors"
    away = [item for item in errors if not any(map(mutant_touches(mutant), _spans(item)))]
    return f"told elsewhere: {away[0].code}" if away else ""


TWO_PLACES = frozenset({"swap-values", "move-up", "move-down"})
"""Mutations that break two places, of which each may be told once."""


def _count(mutant: Mutant, errors: tuple[Diagnostic, ...]) -> int:
    """Return how many errors there are for one mistake.

    What is wrong inside of what was put elsewhere is the second half of moving it, and counts as nothing; where several
    definitions are gone at once each name that is missed counts as nothing, once.
    """
    if mutant.kind in TWO_PLACES and mutant.kind != "swap-values":
        put = mutant.places[1]
        errors = tuple(item for item in errors if not any(_meets(span, put) for span in _spans(item)))
    if not mutant.many:
        return len(errors)
    missed = [_words(mutant, item.span) & mutant.names for item in errors]
    distinct = all(one and not any(one & other for other in missed[:index]) for index, one in enumerate(missed))
    return min(len(errors), 1) if distinct else len(errors)


def _words(mutant: Mutant, span: Span) -> set[str]:
    said = mutant.files.get(span.path, "")[span.start : span.end]
    return {said, *re.findall(r"[A-Za-z_][\w-]*", said), *re.findall(r"[\w.-]+", said)} if len(said) < 400 else set()


def _meets(span: Span, place: Place) -> bool:
    return place.file == span.path and span.start <= place.end and place.start <= span.end


def _spans(item: Diagnostic) -> Iterator[Span]:
    yield item.span
    for label in item.related:
        yield label.span


def mutant_touches(mutant: Mutant) -> Callable[[Span], bool]:
    """Return a test whether a span meets a place that was broken, or a name that is missing now."""
    words = {name for name in mutant.names if name}

    def touches(span: Span) -> bool:
        near = any(_meets(span, place) for place in mutant.places)
        return near or not words.isdisjoint(_words(mutant, span))

    return touches


def described(trial: Trial, files: Files) -> str:
    """Return what a person needs to see of a trial that failed."""
    from difflib import unified_diff

    rows = [f"{trial.fault}\n{trial.mutant.kind}: {trial.mutant.what}"]
    for name, text in trial.mutant.files.items():
        rows.extend(unified_diff(files[name].splitlines(), text.splitlines(), name, "mutant", lineterm="", n=1))
    rows.append(f"oracle: {'; '.join(trial.reasons) or 'valid'}")
    for item in trial.errors:
        text = trial.mutant.files.get(item.span.path, "")
        line = text.count("\n", 0, item.span.start) + 1
        rows.append(
            f"{item.span.path}:{line}: {item.code} {item.message} [{text[item.span.start : item.span.end][:60]!r}]"
        )
    return "\n".join(rows)
