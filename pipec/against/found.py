"""What came of asking an engine, and how its differences are shown."""

from typing import Final, NamedTuple

from compiler.diagnostics import NOWHERE, Span
from compiler.ir.release import Component, Environment
from compiler.ir.values import Image
from compiler.review.meaning.concealing import HIDDEN, concealed, sensitive
from compiler.review.statement import Level, Statement, Subject

LONGEST: Final = 160
"""Characters of a value that are shown."""

_SHORT: Final = 12
"""Digits of a digest that are shown."""


class Found(NamedTuple):
    """All that applying would change.

    `engine` says who was asked. `notes` is what is no change and people should know; `unasked` what nobody could
    answer for, each a sentence of its own: what is not known is not the same.
    """

    engine: str
    statements: tuple[Statement, ...] = ()
    notes: tuple[str, ...] = ()
    unasked: tuple[str, ...] = ()


class Named(NamedTuple):
    """Who statements are about, and where the pipeline says it."""

    subject: Subject
    text: str
    origin: Span = NOWHERE

    def say(
        self, rule: str, level: Level, text: str, reason: str = "", *, lines: tuple[str, ...] = (), at: Span = NOWHERE
    ) -> Statement:
        """Return a statement about it; `text` goes on after its name."""
        found = at if at.path else self.origin
        return Statement(f"against-{rule}", level, self.subject, f"{self.text}{text}", reason, lines, after=found)


def component_named(component: str, place: Environment, origin: Span) -> Named:
    """Return how statements about a component in an environment begin."""
    return Named(Subject("component", component), f"component `{component}` in `{place.name}`", origin)


def place_named(component: str, place: Environment, origin: Span) -> Named:
    """Return how statements about what an environment experiences begin."""
    return Named(Subject("environment", place.name), f"environment `{place.name}`: `{component}`", origin)


def instances(count: int) -> str:
    """Return `1 instance`, `2 instances`."""
    return "1 instance" if count == 1 else f"{count} instances"


def shown(name: str, value: str | None) -> str:
    """Return a value in backticks, without what must not be repeated, cut where it is long."""
    if value is None:
        return "none"
    if sensitive(name) and value:
        return f"`{HIDDEN}`"
    text = " ".join(concealed(value).split("\n")).replace("`", "'")
    if not text:
        return "`''`"
    return f"`{text}`" if len(text) <= LONGEST else f"`{text[: LONGEST - 1]}…`"


def variable(named: Named, name: str, before: str | None, after: str | None, at: Span, *, secret: bool) -> Statement:
    """Return the statement about an environment variable."""
    if secret:
        told = " (a secret) changes"
    elif before is None:
        told = f" = {shown(name, after)} is added"
    elif after is None:
        told = f" = {shown(name, before)} is removed"
    else:
        told = f" {change(name, before, after)}"
    return named.say("variable", "low", f": variable `{name}`{told}", "programs there read another value", at=at)


def change(name: str, before: str | None, after: str | None) -> str:
    """Return what becomes of something, to be written after its name."""
    if before is None:
        return f"is added, {shown(name, after)}"
    if after is None:
        return f"is removed, it was {shown(name, before)}"
    old, new = shown(name, before), shown(name, after)
    return f"{old} → {'another value' if old == new else new}"


def image(named: Named, before: str, after: str, component: Component | None, at: Span) -> Statement:
    """Return the statement about another image; its tag is what the pipeline calls it."""
    old, new = before.partition("@sha256:"), after.partition("@sha256:")
    wanted = component.image if component is not None else None
    tag = f", which is `{wanted.reference}`" if isinstance(wanted, Image) else ""
    if old[0] == new[0]:
        told = f"`{new[0]}`, digest `{old[2][:_SHORT]}` → `{new[2][:_SHORT]}`{tag}"
        return named.say("image", "low", f": image {told}", "another version of the same image", at=at)
    told = f"`{_reference(*old)}` → `{_reference(*new)}`{tag}"
    return named.say("image", "notable", f": image {told}", "somebody else may have made the image", at=at)


def _reference(name: str, _: str, digest: str) -> str:
    return f"{name}@{digest[:_SHORT]}" if digest else name
