"""Forges: a comment on a pull request, and links to lines. Only posting loads httpx."""

from .kinds import ForgeError, Where
from .links import Links
from .places import Wanted, find_place
from .posting import Posted, post

__all__ = ["ForgeError", "Links", "Posted", "Wanted", "Where", "find_place", "post"]
