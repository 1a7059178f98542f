"""The commands of a shell script, with their words and places: what rules about scripts look at."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from ..frontend.shell import ShellReader, Word

__all__ = ["Command", "Word", "read_commands"]

_TESTING: Final = frozenset({"if", "elif", "while", "until", "!"})
_PREFIXES: Final = frozenset({"sudo", "doas", "nice", "nohup", "env", "time", "stdbuf", "timeout"})


class Command(NamedTuple):
    """A simple command: its words without quotes and redirections, each with `start` and `end` in the script.

    A variable in a word is its name between two NUL characters, another substitution a single NUL. `operator` is what
    follows: `|`, `&&`, `||`, `&`, `;`, a line break, `)`, or nothing. A `nested` one stands in a substitution,
    a `tested` one is a condition (`if`, `while`, `!`), whose failure is no failure of the script.
    """

    words: tuple[Word, ...]
    operator: str
    nested: bool
    tested: bool

    @property
    def start(self) -> int:
        """Where its first word begins."""
        return self.words[0].start

    @property
    def end(self) -> int:
        """Where its last word ends."""
        return self.words[-1].end

    @property
    def name(self) -> str:
        """The program, without its folder and without what only runs it (`sudo`, `env`, `timeout`)."""
        words = self.bare
        return words[0].rpartition("/")[2] if words else ""

    @property
    def arguments(self) -> tuple[Word, ...]:
        """The words behind the program."""
        return self.bare[1:]

    @property
    def bare(self) -> tuple[Word, ...]:
        """The words from the program on."""
        at = 0
        while at < len(self.words) and self.words[at].rpartition("/")[2] in _PREFIXES:
            at += 1
            while at < len(self.words) and _belongs(self.words[at]):
                at += 1
        return self.words[at:]


def _belongs(word: Word) -> bool:
    """Tell whether a word behind `sudo` and its like is theirs: an option, a variable, a duration."""
    return word.startswith("-") or "=" in word or word[:1].isdigit()


def read_commands(text: str) -> tuple[Command, ...]:
    """Return the commands of a script in the order in which they end; any text can be read."""
    reader = _CommandReader(text)
    reader.commands(0, "")
    return tuple(reader.found)


class _CommandReader(ShellReader):
    """A shell reader that keeps what it reads."""

    __slots__ = ("found", "tested")

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.found: list[Command] = []
        self.tested = False

    def end_word(self) -> None:
        if not self.words and self.word in _TESTING:
            self.tested = True
        super().end_word()

    def hear(self, words: Sequence[Word]) -> None:
        self.found.append(Command(tuple(words), "", self.depth > 1, self.tested))
        self.tested = False

    def separator(self, at: int, char: str) -> int:
        count = len(self.found)
        behind = super().separator(at, char)
        if len(self.found) > count:
            operator = self.text[at : at + 2]
            operator = operator if operator in {"&&", "||"} else char
            self.found[count] = self.found[count]._replace(operator=operator)
        return behind
