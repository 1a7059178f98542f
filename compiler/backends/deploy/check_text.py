"""Texts that a unit or a router's configuration cannot hold."""

import re
from collections.abc import Iterator
from typing import Final

from ...diagnostics import Diagnostic, Span
from ...ir.plan import Plan
from ...ir.release import Component, Environment
from .dotenv import assignments
from .layout import host_directory

_LABEL: Final = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_HOST: Final = re.compile(rf"(?:\*\.)?(?=.{{1,253}}$){_LABEL}(?:\.{_LABEL})*")
_PLACE: Final = re.compile(r"/[A-Za-z0-9._/@+-]*")
_HIDDEN: Final = re.compile(r"/+(?:var/+)?tmp(?:/|\Z)")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")

_LONGEST_STRING: Final = 128 * 1024
"""Linux takes no longer single argument or variable (MAX_ARG_STRLEN), its NUL included."""

_LONGEST_BODY: Final = 8 * 1024
"""HAProxy looks for the text of a health check in one buffer of 16 KiB, less what it reserves."""


def check_text(plan: Plan, environment: Environment) -> Iterator[Diagnostic]:
    """Yield the texts of an environment that its runner's and router's formats have no form for."""
    if environment.runner == "systemd":
        directory = host_directory(plan, environment)
        yield from _place(environment.origin, "the directory", directory)
        yield from _seen(environment.origin, directory)
    for component in environment.components:
        if environment.router:
            yield from _router(environment, component)
        if environment.runner == "systemd":
            yield from _unit(component)


def _router(environment: Environment, component: Component) -> Iterator[Diagnostic]:
    from .rules.not_expressible import not_expressible

    for route in component.routes:
        if route.host is not None and not _HOST.fullmatch(route.host):
            yield not_expressible(
                route.origin,
                "the host",
                route.host,
                "write a host name of letters, digits, `-` and `.`; `*.` may begin it",
            )
        if not route.path.startswith("/") or _CONTROL.search(route.path):
            yield not_expressible(
                route.origin, "the path", route.path, "begin the path with `/`, and use no control characters"
            )
    check = component.health_check
    if check is None or check.type != "http" or environment.router != "haproxy":
        return
    if not check.path.startswith("/") or re.search(r"[\x00-\x20\x7f]", check.path):
        yield not_expressible(
            check.origin, "the path", check.path, "begin the path with `/`, and encode blanks as `%20`"
        )
    body = check.expected_body or ""
    if "\0" in body or len(body.encode()) > _LONGEST_BODY:
        yield not_expressible(check.origin, "the body", body, "expect a shorter part of the body, at most 8 KiB")


def _unit(component: Component) -> Iterator[Diagnostic]:
    for volume in component.volumes:
        yield from _place(volume.origin, "the volume's path", volume.path)
    for secret in component.secrets:
        if secret.file is not None:
            yield from _place(secret.origin, "the secret's file", secret.file)
    for each in assignments(component):
        yield from _string(each.origin, f"the variable `{each.name}`", f"{each.name}={each.value}")
    for word in component.command:
        yield from _string(component.origin, "the argument", word)


def _place(span: Span, what: str, text: str) -> Iterator[Diagnostic]:
    from .rules.not_expressible import not_expressible

    if not _PLACE.fullmatch(text):
        yield not_expressible(span, what, text, "write an absolute path of letters, digits and `._/@+-`")


def _seen(span: Span, directory: str) -> Iterator[Diagnostic]:
    """Yield the diagnostic of a directory that is hidden from the units, which have a `/tmp` of their own."""
    from .rules.not_expressible import not_expressible

    if _HIDDEN.match(directory):
        yield not_expressible(
            span, "the directory", directory, "units have a `/tmp` and `/var/tmp` of their own: write another place"
        )


def _string(span: Span, what: str, text: str) -> Iterator[Diagnostic]:
    from .rules.not_expressible import not_expressible

    if "\0" in text or len(text.encode()) >= _LONGEST_STRING:
        yield not_expressible(span, what, text, "a program gets no NUL and no text of 128 KiB; read it from a file")
