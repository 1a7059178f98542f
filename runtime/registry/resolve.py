"""Many questions at once; what one registry refuses keeps no other answer back."""

import asyncio
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from .client import Found, Registry
from .faults import RegistryFault
from .names import ImageName
from .settings import Settings


class Question(NamedTuple):
    """What is asked of an image: `reference` is where it is pulled from.

    With `digest` that manifest and not the tag. With `known`, the platforms are asked for only where the tag's digest
    is another one.
    """

    reference: str
    digest: str = ""
    known: str = ""


class Answered(NamedTuple):
    """All answers, each by what the asker calls the image, and how many requests it took."""

    answers: Mapping[str, Found | RegistryFault]
    requests: int


def ask_all(questions: Mapping[str, Question], settings: Settings) -> Answered:
    """Ask for all images at the same time, at most `settings.jobs` requests at once."""
    return asyncio.run(_ask_all(questions, settings)) if questions else Answered({}, 0)


async def _ask_all(questions: Mapping[str, Question], settings: Settings) -> Answered:
    async with Registry(settings) as registry:
        answers = await asyncio.gather(*(_ask(registry, each) for each in questions.values()))
        return Answered(dict(_paired(questions, answers)), registry.wire.requests)


def _paired(
    names: Iterable[str], answers: Iterable[Found | RegistryFault]
) -> Iterable[tuple[str, Found | RegistryFault]]:
    return zip(names, answers, strict=True)


async def _ask(registry: Registry, question: Question) -> Found | RegistryFault:
    name = ImageName.of(question.reference)
    try:
        if question.known and await registry.digest(name) == question.known:
            return Found(question.known)
        return await registry.find(name, question.digest)
    except RegistryFault as fault:
        return fault
