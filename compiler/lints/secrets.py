"""The secrets of a step: which of its variables hold one, and which words of a script give their values."""

import re
from typing import Final

from ..ir.values import Secret
from .commands import Word
from .subjects import StepSubject

_VARIABLE: Final = re.compile(r"\$(?:([A-Za-z_][A-Za-z0-9_]*)|\{([A-Za-z_][A-Za-z0-9_]*)(?::?-[^}]*)?\})")


def secret_variables(step: StepSubject) -> frozenset[str]:
    """Return the variables of a step whose value is a secret, whole or in part."""
    if not step.job.job.secrets:
        return frozenset()
    environment = step.step.environment
    return frozenset(item.name for item in environment if any(isinstance(part, Secret) for part in item.value.parts))


def value_in(word: Word, text: str, names: frozenset[str]) -> str:
    """Return the variable of `names` whose whole value a word of the script `text` gives; empty when none.

    A test (`${TOKEN:+set}`), a length (`${#TOKEN}`) or a part of it gives no value.
    """
    if "\0" not in word:
        return ""
    for found in _VARIABLE.finditer(text, word.start, word.end):
        name = found[1] or found[2]
        if name in names and f"\0{name}\0" in word and text[found.start() - 1 : found.start()] != "\\":
            return name
    return ""
