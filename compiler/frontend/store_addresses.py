"""The address of an artifact store: what `kind` and `url` of a profile may say together."""

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from urllib.parse import SplitResult

_BUCKET: Final = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", re.ASCII)
_WEB: Final = frozenset({"http", "https"})


def refusal(kind: str, url: str) -> str:
    """Return why a store of this kind cannot be at `url`, as the end of a sentence about it; empty when it can."""
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "has no valid host"
    if parts.username is not None or parts.password is not None:
        return "holds credentials"
    if port == 0 or not parts.hostname:
        return "has no valid host"
    if parts.fragment:
        return "has a fragment"
    if "//" in parts.path.rstrip("/"):
        return "has two slashes in a row in its path"
    return _server(parts) if kind == "https" else _bucket(parts)


def _server(parts: "SplitResult") -> str:
    if parts.scheme not in _WEB:
        return "is no `https://` address"
    return "has a query" if parts.query else ""


def _bucket(parts: "SplitResult") -> str:
    from urllib.parse import parse_qs

    if parts.scheme not in {*_WEB, "s3"}:
        return "is neither an `s3://` nor an `https://` address"
    given = parse_qs(parts.query, keep_blank_values=True)
    allowed = {"region", "endpoint"} if parts.scheme == "s3" else {"region"}
    unknown = sorted(given.keys() - allowed)
    if unknown:
        return f"has an unknown part `{unknown[0]}` in its query"
    for endpoint in given.get("endpoint", ()):
        if not re.fullmatch(r"https?://[^/?#@\s]+/?", endpoint):
            return f"has an endpoint `{endpoint}` that is no `https://HOST:PORT`"
    bucket = parts.netloc if parts.scheme == "s3" else parts.path.strip("/").partition("/")[0]
    return "" if _BUCKET.fullmatch(bucket) else "names no bucket"
