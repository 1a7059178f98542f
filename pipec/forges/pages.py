"""Lists that come in pages."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from .connection import Answer, Connection
from .kinds import ForgeError

PER_PAGE: Final = 100
_MOST_PAGES: Final = 500
_NEXT: Final = re.compile(r'<([^<>]+)>\s*;[^,]*?\brel="?next"?')


def items(connection: Connection, path: str, size: str, page: str = "page") -> Iterator[Mapping[str, Any]]:
    """Yield the items of a list, each once, in the order of their numbers `id`.

    `size` is how the forge calls the number of items of a page. What comes next the forge says by `Link`, else by
    `X-Next-Page`, else by `X-Total-Count`; a forge that says the same page again and again ends the list.
    """
    seen: dict[int, Mapping[str, Any]] = {}
    address = f"{path}?{size}={PER_PAGE}&{page}=1"
    for number in range(1, _MOST_PAGES + 1):
        answer = connection.ask("GET", address)
        new = [item for item in _items(answer, path) if item["id"] not in seen]
        seen.update((item["id"], item) for item in new)
        following = _following(answer, f"{path}?{size}={PER_PAGE}&{page}=", number, len(seen))
        if not following or not new:
            break
        address = following
    yield from (seen[key] for key in sorted(seen))


def _items(answer: Answer, path: str) -> list[Mapping[str, Any]]:
    data = answer.data
    if not isinstance(data, list) or not all(isinstance(item, dict) and _number(item.get("id")) for item in data):
        raise ForgeError(f"{path} is no list of comments; is that the address of the forge, and the right `--forge`?")
    return data


def _number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _following(answer: Answer, path: str, number: int, seen: int) -> str:
    fields = answer.fields
    if "link" in fields:
        found = _NEXT.search(fields["link"])
        return found[1] if found else ""
    if "x-next-page" in fields:
        following = fields["x-next-page"].strip()
        return f"{path}{following}" if following.isdecimal() else ""
    total = fields.get("x-total-count", "")
    return f"{path}{number + 1}" if total.isdecimal() and int(total) > seen else ""
