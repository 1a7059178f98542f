"""`x-pipec`: what a file is a lock of, where no engine compares it."""

from hashlib import sha256
from typing import Any

from ...ir.digest import plan_digest, release_id
from ...ir.plan import Plan
from ..serialize import yaml_bytes

FIELD = b"  digest: "
"""The line of `x-pipec` that holds the digest of the file itself."""


_EMPTY = b'""'


def stamp(plan: Plan) -> dict[str, str]:
    """Return the section, the file's own digest still empty."""
    return {"release": release_id(plan.components), "plan": plan_digest(plan), "digest": ""}


def sealed(data: dict[str, Any], header: str) -> bytes:
    """Return the file's bytes, the digest filled in (in `data` too)."""
    data["x-pipec"]["digest"] = file_digest(yaml_bytes(data, header))
    return yaml_bytes(data, header)


def file_digest(content: bytes) -> str:
    r"""Return the digest of a file with the value of its first line `  digest: …` replaced by `""`.

    In other words: `sed '0,/^  digest: .*/s//  digest: ""/' FILE | sha256sum`.
    """
    head, mark, tail = content.partition(b"\n" + FIELD)
    _, newline, rest = tail.partition(b"\n")
    return f"sha256:{sha256(head + mark + _EMPTY + newline + rest).hexdigest()}"
