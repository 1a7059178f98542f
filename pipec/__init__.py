"""The user's door: the command line and the public API."""

from ._version import __version__

__all__ = ["__version__"]
