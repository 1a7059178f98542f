"""One comment of ours on a pull request: found by its marker and written anew, or made."""

from collections.abc import Callable, Mapping
from typing import Final, Literal, NamedTuple

from .connection import Connection
from .kinds import Comment, Forge, ForgeError, Unsure, Where
from .registry import load_forge
from .tokens import find_token

MOST: Final = 65_536
"""So many characters GitHub takes; the others take more."""

_ROUNDS: Final = 4

Connect = Callable[[Where, Mapping[str, str]], Connection]


class Posted(NamedTuple):
    """Where the comment is, and what was done to it."""

    address: str
    how: Literal["created", "updated", "unchanged"]


def connect(where: Where, environment: Mapping[str, str]) -> Connection:
    """Return a connection to the forge with the token that the environment has for it."""
    token = find_token(where, environment)
    return Connection(where.api, token, load_forge(where.kind).headers(token))


def post(body: str, where: Where, environment: Mapping[str, str], connect: Connect = connect) -> Posted:
    """Make `body` our comment on a pull request; a ForgeError says why that is not possible.

    The first line is the marker, `<!-- … -->`: the oldest comment of ours that begins with it is the one. Nothing is
    ever deleted: should two have posted at the same moment, the younger comment becomes a line that names the older.
    """
    marker = marker_of(body)
    if len(body) > MOST:
        raise ForgeError(f"the comment has {len(body)} characters; forges take {MOST}")
    connection = connect(where, environment)
    try:
        return _post(body, marker, where, connection, load_forge(where.kind))
    finally:
        connection.close()


def marker_of(body: str) -> str:
    """Return the line by which a comment is found again; a ValueError where there is none."""
    line = body.partition("\n")[0].strip()
    if not (line.startswith("<!-- ") and line.endswith(" -->")):
        raise ValueError(f"a comment begins with its marker, not with {line!r}")
    return line


def _post(body: str, marker: str, where: Where, connection: Connection, forge: Forge) -> Posted:
    user = forge.user(connection)
    for round_ in range(1, _ROUNDS + 1):
        found = _ours(forge, connection, where, marker, user)
        kept = _write(forge, connection, where, found, body)
        if kept is not None:
            _fold(forge, connection, where, [each for each in found if user and each.id != kept[0].id], kept[0])
            return Posted(kept[0].address, kept[1])
        try:
            made = forge.create(connection, where, body)
        except Unsure as error:
            if round_ == _ROUNDS:
                raise
            connection.pause(2.0**round_, error)
            continue
        return _settle(forge, connection, where, made, body, user or made.author or None)
    raise AssertionError("the last round returns or raises")


def _ours(forge: Forge, connection: Connection, where: Where, marker: str, user: str | None) -> list[Comment]:
    """Return the comments with the marker that are ours, or may be where the forge does not tell, the oldest first."""
    marked = [
        each for each in forge.comments(connection, where) if each.body.lstrip().partition("\n")[0].strip() == marker
    ]
    if user is None:
        return [each for each in marked if each.bot or not forge.bots]
    return [each for each in marked if each.author.lower() == user.lower()]


def _write(
    forge: Forge, connection: Connection, where: Where, found: list[Comment], body: str
) -> tuple[Comment, Literal["updated", "unchanged"]] | None:
    """Give the first comment that lets us the new text."""
    for each in found:
        if _same(each.body, body):
            return each, "unchanged"
        try:
            return forge.update(connection, where, each, body), "updated"
        except ForgeError as error:
            if error.status not in {403, 404, 410}:  # another's, or removed in between
                raise
    return None


def _same(there: str, body: str) -> bool:
    """Tell whether a comment says this already: forges change line ends, and what is blank at the ends."""
    return there.replace("\r\n", "\n").strip() == body.strip()


def _settle(forge: Forge, connection: Connection, where: Where, made: Comment, body: str, user: str | None) -> Posted:
    """After a comment was made, see whether another of us made one at the same moment; the older one stays."""
    older = [each for each in _ours(forge, connection, where, marker_of(body), user) if each.id < made.id]
    kept = _write(forge, connection, where, older, body)
    if kept is None:
        return Posted(made.address, "created")
    _fold(forge, connection, where, [made], kept[0])
    return Posted(kept[0].address, kept[1])


def _fold(forge: Forge, connection: Connection, where: Where, others: list[Comment], kept: Comment) -> None:
    """Leave one line in comments of ours that another one takes the place of."""
    for each in others:
        forge.update(connection, where, each, f"See [the comment above]({kept.address}).\n")
