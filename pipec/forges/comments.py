"""A forge's comment as data, read with distrust."""

import re
from collections.abc import Mapping
from typing import Any, Final

from .kinds import Comment, ForgeError

_ADDRESS: Final = re.compile(r"https?://[!#-'*-;=?-Z_a-z~-]+", re.ASCII)


def read_comment(data: object, author: str, address: str = "") -> Comment:
    """Return the comment in an answer; `author` is the member with who wrote it, `address` where the forge is silent.

    A ForgeError where it is no comment.
    """
    if not isinstance(data, Mapping) or not isinstance(data.get("id"), int):
        raise ForgeError("the forge accepted the comment, but its answer is no comment; is `--forge` right?")
    return Comment(
        data["id"],
        body if isinstance(body := data.get("body"), str) else "",
        name_of(data.get("user") or data.get("author"), author),
        _address(data.get("html_url")) or address,
        bot=_member(data.get("user"), "type") == "Bot",
    )


def name_of(user: object, key: str) -> str:
    """Return the name of a user in an answer, empty where there is none."""
    found = _member(user, key)
    return found if isinstance(found, str) else ""


def _member(data: object, key: str) -> Any:
    return data.get(key) if isinstance(data, Mapping) else None


def _address(value: object) -> str:
    """Return an address that can be printed, and stand in Markdown; empty for another."""
    return value if isinstance(value, str) and _ADDRESS.fullmatch(value) else ""
