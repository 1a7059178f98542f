"""The options of a command, as `getopt` reads them."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from .commands import Word


class Options(NamedTuple):
    """What a command is given: `flags` by name (`-f`, `--fail`), the `values` of those that take one, the rest."""

    flags: dict[str, Word]
    values: dict[str, str]
    operands: tuple[Word, ...]

    def has(self, *names: str) -> bool:
        """Tell whether one of the options is there."""
        return not self.flags.keys().isdisjoint(names)


def read_options(arguments: Sequence[Word], valued: Collection[str] = (), *, first_operand: bool = False) -> Options:
    """Read the words behind a program; those in `valued` take a value. Options may end at the `first_operand`."""
    flags: dict[str, Word] = {}
    values: dict[str, str] = {}
    operands: list[Word] = []
    waiting = ""
    for place, word in enumerate(arguments):
        if waiting:
            values[waiting], waiting = word, ""
        elif word == "--" or (first_operand and not word.startswith("-")):
            operands += arguments[place + (word == "--") :]
            break
        elif word.startswith("--"):
            name, sign, value = word.partition("=")
            flags[name] = word
            values.update({name: value} if sign else {})
            waiting = name if name in valued and not sign else ""
        elif word.startswith("-") and len(word) > 1:
            waiting = _read_letters(word, valued, flags, values)
        else:
            operands.append(word)
    return Options(flags, values, tuple(operands))


def _read_letters(word: Word, valued: Collection[str], flags: dict[str, Word], values: dict[str, str]) -> str:
    """Read options of one letter in a row; return the one whose value is the next word."""
    for place, letter in enumerate(word[1:], 2):
        name = f"-{letter}"
        flags[name] = word
        if name in valued:
            if word[place:]:
                values[name] = word[place:]
                return ""
            return name
    return ""
