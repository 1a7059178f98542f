"""The scripts of many pipelines checked at once: equal ones once, all by as few processes as can be."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from compiler.diagnostics import Diagnostic
from compiler.source import Source

from .findings import Finding
from .mapping import EXCLUDED, diagnose
from .masks import Shown
from .program import SECONDS, Question, ask


class Asked(NamedTuple):
    """What shellcheck said of each text, None where it failed; `problems` say for people how."""

    findings: Mapping[Question, Sequence[Finding] | None]
    problems: tuple[str, ...] = ()


class Found(NamedTuple):
    """What was found in one pipeline; `whole` says that shellcheck has not failed on any of its scripts."""

    diagnostics: tuple[Diagnostic, ...]
    whole: bool


def ask_about(program: str, scripts: Iterable[Shown], *, seconds: float = SECONDS) -> Asked:
    """Run shellcheck on scripts; a process may take `seconds`, and more for what is long."""
    questions = tuple(dict.fromkeys(question for shown in scripts for question in _questions(shown)))
    if not questions:
        return Asked({})
    answers = ask(program, questions, tuple(EXCLUDED), seconds=seconds)
    return Asked(dict(zip(questions, answers.findings, strict=True)), answers.problems)


def find_in(
    scripts: Iterable[Shown], sources: Mapping[str, Source], asked: Asked, ignored: Collection[str] = ()
) -> Found:
    """Return the diagnostics of one pipeline's scripts; `ignored` are codes of shellcheck, such as `SC2086`."""
    silent = {code.upper() for code in ignored}
    diagnostics: list[Diagnostic] = []
    whole = True
    for shown in scripts:
        given = [asked.findings[question] for question in _questions(shown)]
        known = [[item for item in each if f"SC{item.code}" not in silent] for each in given if each is not None]
        if len(known) < len(given):
            whole = False
        elif all(known):
            diagnostics.extend(diagnose(shown.script, shown.masked, known, sources))
    return Found(tuple(diagnostics), whole)


def _questions(shown: Shown) -> Iterator[Question]:
    for text in shown.masked.texts:
        yield Question(text, shown.script.shell)
