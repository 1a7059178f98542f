"""The key that events are signed with, where one is configured."""

import os
from pathlib import Path
from typing import Final

from ..errors import StateError

VARIABLE: Final = "PIPEC_AUDIT_KEY_FILE"
SHORTEST: Final = 32
"""Bytes; as long as what HMAC-SHA-256 makes of it."""


def signing_key() -> bytes | None:
    """Return the key in the file that `PIPEC_AUDIT_KEY_FILE` names, None when it names none.

    The key is not looked for in the state directory: whoever can alter the events there could sign them, too.
    StateError when the file cannot be read or is too short; never holds a part of it.
    """
    name = os.environ.get(VARIABLE)
    if not name:
        return None
    try:
        key = Path(name).read_bytes()
    except OSError as error:
        raise StateError(
            f"the key of the audit chain in {name} cannot be read: {error.strerror}", f"Mend or unset {VARIABLE}."
        ) from error
    if len(key) < SHORTEST:
        raise StateError(
            f"the key of the audit chain in {name} is shorter than {SHORTEST} bytes",
            f"Make one with `head -c {SHORTEST} /dev/urandom > {name}`.",
        )
    return key
