"""Asking for digests: registries, or their mirrors as the profiles say, or the engine of this machine."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from compiler.backends.registries import mirrored
from compiler.diagnostics import Diagnostic
from compiler.diagnostics.nearest import nearest
from compiler.frontend.rules.unresolved_image import unresolved
from compiler.ir.profile import Profile

from .needs import Need

if TYPE_CHECKING:
    from runtime.registry import RegistryFault, Settings
    from runtime.registry.client import Found


_SHOWN = 5
"""How many tags are named where none is near."""


class Wish(NamedTuple):
    """What is to be known of an image: with `digest` of that manifest; `known` is what its tag pointed at."""

    digest: str = ""
    known: str = ""


class Answers(NamedTuple):
    """What was found by reference, what stood in the way, and how many requests it took."""

    found: "Mapping[str, Found]"
    diagnostics: tuple[Diagnostic, ...] = ()
    requests: int = 0


def mirror_of(reference: str, profiles: Sequence[Profile]) -> str:
    """Return where the targets pull an image from: the first mirror that a profile has for it, else itself."""
    return next((found for each in profiles if (found := mirrored(reference, each)) != reference), reference)


def ask_registries(
    wishes: Mapping[str, Wish], needs: Mapping[str, Need], profiles: Sequence[Profile], settings: "Settings"
) -> Answers:
    """Ask the registries for all images at once."""
    if not wishes:
        return Answers({})
    from runtime.registry import ask_all
    from runtime.registry.resolve import Question

    places = {reference: mirror_of(reference, profiles) for reference in wishes}
    questions = {name: Question(places[name], wish.digest, wish.known) for name, wish in wishes.items()}
    answered = ask_all(questions, settings)
    return _told(answered.answers, needs, places, answered.requests)


def ask_engine(wishes: Mapping[str, Wish], needs: Mapping[str, Need], profiles: Sequence[Profile]) -> Answers:
    """Ask the engine of this machine for the digests that it pulled the images by."""
    if not wishes:
        return Answers({})
    from .engine import look

    places = {reference: mirror_of(reference, profiles) for reference in wishes}
    return _told(look({name: (places[name], wish.known) for name, wish in wishes.items()}), needs, places, 0)


def _told(
    answers: "Mapping[str, Found | RegistryFault]", needs: Mapping[str, Need], places: Mapping[str, str], requests: int
) -> Answers:
    from runtime.registry import RegistryFault

    faults = {name: each for name, each in answers.items() if isinstance(each, RegistryFault)}
    found = {name: each for name, each in answers.items() if not isinstance(each, RegistryFault)}
    told = tuple(_diagnostic(needs[name], fault, places[name]) for name, fault in faults.items())
    return Answers(found, told, requests)


def _diagnostic(need: Need, fault: "RegistryFault", asked: str) -> Diagnostic:
    tag = need.reference.rpartition("/")[2].partition(":")[2]
    near = nearest(tag, fault.known)
    remedy = f"did you mean the tag `{near}`?" if near else fault.help
    if fault.known and not near:
        more = f" and {len(fault.known) - _SHOWN} more" if len(fault.known) > _SHOWN else ""
        remedy = f"its tags are {', '.join(f'`{each}`' for each in fault.known[:_SHOWN])}{more}"
    return unresolved(need.images, str(fault), remedy, asked)
