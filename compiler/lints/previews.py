"""Environments that are for trying things out, by their names."""

import re
from typing import Final

_WORDS: Final = re.compile(r"previews?|reviews?|prs?|pull|test|tests|testing|dev|development|sandbox|ephemeral|ci")
_BREAKS: Final = re.compile(r"[-_]|(?<=[a-z])(?=[A-Z0-9])")


def is_for_previews(environment: str) -> bool:
    """Tell whether a word of an environment's name says that nobody relies on what runs there."""
    return any(_WORDS.fullmatch(word.lower()) for word in _BREAKS.split(environment))
