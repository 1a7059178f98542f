"""The review as a comment on a pull request."""

import os

import click

from ..forges import ForgeError, Links, Wanted, find_place, post
from ..sides.git import ask
from ..streams import warn
from .telling import Telling, Told, comment


def post_review(told: Told, telling: Telling, destination: tuple[str, str, str, int]) -> None:
    """Post the review, or update what was posted; a ClickException says what is missing for that."""
    try:
        where = find_place(Wanted(*destination), os.environ, _remote())
        links = Links(where.kind, where.server, where.repository, *told.reviewed.commits)
        text = comment(told.reviewed, telling, told.artifacts, links)
        posted = post(text, where, os.environ)
    except ForgeError as error:
        raise click.ClickException(f"{error.text}.") from None
    warn(f"comment {posted.how}: {posted.address}")


def _remote() -> str:
    """Return the address of the repository's remote, empty where there is none."""
    return ask("remote", "get-url", "origin").out.decode(errors="replace").strip()
