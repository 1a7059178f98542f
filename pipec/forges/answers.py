"""What a forge's refusals mean, in plain words, and how long it asks to wait."""

import json
import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Final

from compiler.diagnostics.terminal import visible

from .kinds import Token

_LONGEST_SAID: Final = 200
_LIMITED: Final = 60.0
"""How long to wait where a forge says that it is too much, and not until when."""


def refusal(method: str, address: str, status: int, content: bytes, token: Token) -> str:
    """Return what a status other than 2xx says, and what to do about it."""
    said = _said(content)
    at = f"{method} {address}: {status}{f' ({said})' if said else ''}"
    if status in {401, 403, 404} and token.variable == "CI_JOB_TOKEN":
        return f"{at}; GitLab lets a job's own token write no comments: {_OF_A_PROJECT}"
    if status == 401:
        return f"{at}; the token in {token.variable} is not accepted: is it of this forge, and not expired?"
    if status == 403:
        return f"{at}; the token in {token.variable} may not do this: {_SCOPES}"
    if status == 404:
        return f"{at}; there is no such pull request, or the token in {token.variable} may not see it: {_SCOPES}"
    if status == 429:
        return f"{at}; too many requests"
    return at


_SCOPES: Final = (
    "on GitHub it needs `pull-requests: write`, on Forgejo and Gitea `write:issue`, on GitLab the scope `api`"
)

_OF_A_PROJECT: Final = "make a project access token with the scope `api` and give it as GITLAB_TOKEN"


def _said(content: bytes) -> str:
    """Return the message in a forge's answer; no page of HTML."""
    try:
        data = json.loads(content)
    except (ValueError, RecursionError):
        return ""
    if not isinstance(data, dict):
        return ""
    text = " ".join(str(data.get("message") or data.get("error") or "").split())
    return visible(text if len(text) <= _LONGEST_SAID else f"{text[:_LONGEST_SAID]}…")


def pause_asked(status: int, fields: Mapping[str, str]) -> float | None:
    """Return for how many seconds a forge does not want to be asked; None where it does not say so.

    GitHub says 403 for 429, and then when in `retry-after` or, for the hour's limit, in `x-ratelimit-reset`.
    """
    given = _seconds(fields.get("retry-after", ""))
    if status == 429 or (status == 403 and given is not None):
        return _LIMITED if given is None else given
    if status == 403 and fields.get("x-ratelimit-remaining") == "0":
        return _until(fields.get("x-ratelimit-reset", ""))
    return given if status == 503 else None


def _seconds(text: str) -> float | None:
    """Return what `Retry-After` says (RFC 9110, 10.2.3), at least a moment: seconds, or a date."""
    if text.strip().isdecimal():
        return max(float(text), 0.1)
    try:
        return max(parsedate_to_datetime(text).timestamp() - time.time(), 0.1)
    except (ValueError, TypeError, OverflowError):
        return None


def _until(text: str) -> float:
    return max(float(text) - time.time(), 1.0) if text.isdecimal() else _LIMITED
