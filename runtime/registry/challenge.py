"""How a registry wants to be asked: the `WWW-Authenticate` header (RFC 9110, section 11.6.1)."""

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

_SCHEME: Final = re.compile(r"\s*,?\s*(?P<scheme>[A-Za-z][A-Za-z0-9_-]*)(?:\s+|\s*$)")
_PAIR: Final = re.compile(r'\s*,?\s*(?P<key>[A-Za-z0-9_-]+)\s*=\s*(?:"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<word>[^\s,"]+))')


class Challenge(NamedTuple):
    """A way to log in: `bearer` with a token that `realm` gives, or `basic`. `error` is why the last try failed."""

    scheme: str
    realm: str = ""
    service: str = ""
    scope: str = ""
    error: str = ""


def read_challenge(headers: Iterable[str]) -> Challenge | None:
    """Return the challenge that is answered: a token before a password, None where neither is wanted."""
    found = [each for header in headers for each in _challenges(header)]
    tokens = [each for each in found if each.scheme == "bearer" and each.realm]
    return next(iter((*tokens, *(each for each in found if each.scheme == "basic"))), None)


def _challenges(header: str) -> list[Challenge]:
    found: list[Challenge] = []
    at = 0
    while match := _SCHEME.match(header, at):
        at = match.end()
        pairs: dict[str, str] = {}
        while pair := _PAIR.match(header, at):
            at = pair.end()
            quoted = pair["quoted"]
            pairs[pair["key"].lower()] = pair["word"] if quoted is None else re.sub(r"\\(.)", r"\1", quoted)
        known = {key: pairs[key] for key in ("realm", "service", "scope", "error") if key in pairs}
        found.append(Challenge(match["scheme"].lower(), **known))
    return found
