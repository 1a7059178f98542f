"""Environments that are for trying things out, by their names."""

import re
from typing import Final

_WORDS: Final = r"previews?|reviews?|prs?|pull|test|tests|testing|dev|development|sandbox|ephemeral|ci"
_BREAKS: Final = r"[-_]|(?<=[a-z])(?=[A-Z0-9])"


def is_for_previews(environment: str) -> bool:
    """Tell whether a word of an environment's name says that nobody relies on what runs there."""
    return any(re.fullmatch(_WORDS, word.lower()) for word in re.split(_BREAKS, environment))
