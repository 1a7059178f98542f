"""The chain of events: each names the hash of the one before, so that none can be altered or taken out unseen.

The hash of an event is the SHA-256, in hex, of this JSON array in ASCII without spaces, as `json.dumps(…,
separators=(",", ":"))` writes it:

    ["pipec-event-1", seq, id, timestamp, actor, action, resource, context, run, previous]

`context` is in it as the text of a JSON object with sorted keys; `previous` of the first event is 64 zeros. There is
one chain for each state directory. The signature, where a key is configured, is the HMAC-SHA-256 of the hash's text.
"""

import hashlib
import hmac
import json
import os
from collections.abc import Mapping
from json.encoder import encode_basestring_ascii as _text
from typing import Any, Final

from .records import EventRecord

FORMAT: Final = "pipec-event-1"
FIRST: Final = "0" * 64
"""What the first event names as the hash before it."""

COLUMNS: Final = "seq, id, timestamp, actor, action, resource, context, run, previous, hash, signature"
INSERT: Final = f"INSERT INTO events ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608 - a constant

_object = json.JSONEncoder(separators=(",", ":"), sort_keys=True).encode


def canonical(context: Mapping[str, Any]) -> str:
    """Return the context as it is kept and hashed: compact JSON in ASCII with sorted keys."""
    return _object(context)


def chain(fields: tuple[Any, ...]) -> str:
    """Return the hash of an event; `fields` are those before the hash, in the order of COLUMNS."""
    # Written out, as this is done for each event: encoding a list costs four times as much.
    seq, name, timestamp, actor, action, resource, context, run, previous = fields
    return hashlib.sha256(
        f'["{FORMAT}",{seq},{_text(name)},{timestamp},{_text(actor)},{_text(action)},{_text(resource)},'
        f"{_text(context)},{_text(run)},{_text(previous)}]".encode()
    ).hexdigest()


def hash_of(event: EventRecord) -> str:
    """Return the hash that an event ought to have; empty when it holds what no event can."""
    numbers, texts = (event.seq, event.timestamp), (event.id, *event[3:9])
    if all(type(each) is int for each in numbers) and all(type(each) is str for each in texts):
        return chain(event[:9])
    return ""


def sign(key: bytes, hash: str) -> str:
    """Return the signature of an event with this hash."""
    return hmac.digest(key, hash.encode(), "sha256").hex()


def new_event(
    before: tuple[int, str], now: int, actor: str, what: tuple[str, str, Mapping[str, Any], str], key: bytes | None
) -> tuple[Any, ...]:
    """Return the row that follows the event `before` (its number and hash).

    Args:
        before: Number and hash of the last event, `(0, FIRST)` when there is none.
        now: Milliseconds since 1970.
        actor: Who does it.
        what: Action, resource, context, run.
        key: The key to sign with.
    """
    action, resource, context, run = what
    fields = (before[0] + 1, os.urandom(16).hex(), now, actor, action, resource, canonical(context), run, before[1])
    own = chain(fields)
    return (*fields, own, sign(key, own) if key else "")
