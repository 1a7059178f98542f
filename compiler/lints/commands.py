"""The commands of a shell script, with their words and places: what rules about scripts look at."""

import re
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from ..frontend.shell import ShellReader, Word

__all__ = ["Command", "Redirection", "Word", "pipelines", "read_commands", "shown"]

_VARIABLE: Final = r"\0([A-Za-z_][A-Za-z0-9_]*)\0"
_TESTING: Final = frozenset({"if", "elif", "while", "until", "!"})
_PREFIXES: Final = frozenset({"sudo", "doas", "nice", "nohup", "env", "time", "stdbuf", "timeout"})
_OPENING: Final = frozenset({"if", "while", "until", "{"})
_OPENING_COMMANDS: Final = frozenset({"for", "select", "case"})
_CLOSING_COMMANDS: Final = frozenset({"done", "fi", "esac"})


class Redirection(NamedTuple):
    """A redirection: its `sign` (`>`, `>>`, `<`, `<<`, `<<<`, `>&`, …), the number before it, the word behind it.

    The word of a heredoc (`<<`) is empty.
    """

    sign: str
    number: str
    target: str

    @property
    def takes_output(self) -> bool:
        """Whether standard output goes where it says; `>&2` is standard error, which is shown as well."""
        if self.sign == ">&":
            return self.number in {"", "1"} and not self.target.isdigit()
        return self.sign in {"&>", "&>>"} or (self.sign in {">", ">>", ">|", "<>"} and self.number in {"", "1"})

    @property
    def gives_input(self) -> bool:
        """Whether standard input comes from where it says."""
        return self.sign.startswith("<") and self.number in {"", "0"}


class Command(NamedTuple):
    """A simple command: its words without quotes and redirections, each with `start` and `end` in the script.

    A variable in a word is its name between two NUL characters, another substitution a single NUL. `operator` is what
    follows: `|`, `&&`, `||`, `&`, `;`, a line break, `)`, or nothing. A `nested` one stands in a substitution,
    a `tested` one is a condition (`if`, `while`, `!`), whose failure is no failure of the script.

    `depth` counts the substitutions around it from 1, `inside` the groups, loops, branches and functions. A `piped`
    one reads what the command before it writes. The name of a function that is defined is a command before `(`.
    """

    words: tuple[Word, ...]
    operator: str
    nested: bool
    tested: bool
    depth: int = 1
    inside: int = 0
    piped: bool = False
    redirections: tuple[Redirection, ...] = ()
    assignments: tuple[Word, ...] = ()

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

    @property
    def output_kept(self) -> bool:
        """Whether what it prints goes elsewhere than the log: into a pipe, a file, a substitution."""
        return self.operator == "|" or self.nested or any(item.takes_output for item in self.redirections)


def _belongs(word: Word) -> bool:
    """Tell whether a word behind `sudo` and its like is theirs: an option, a variable, a duration."""
    return word.startswith("-") or "=" in word or word[:1].isdigit()


def shown(word: str) -> str:
    """Return a word as it is told to people: `$NAME` for a variable, `…` for another substitution."""
    return re.sub(_VARIABLE, r"$\1", word).replace("\0", "…")


def read_commands(text: str) -> tuple[Command, ...]:
    """Return the commands of a script in the order in which they end; any text can be read."""
    reader = _CommandReader(text)
    reader.commands(0, "")
    return tuple(reader.found)


def pipelines(commands: Iterable[Command]) -> list[tuple[Command, ...]]:
    """Return the commands joined as pipes join them, by the places where they begin; most stand alone."""
    rows: list[list[Command]] = []
    open_rows: dict[int, list[Command]] = {}
    for command in commands:
        row = open_rows.pop(command.depth, None)
        if row is None or not command.piped:
            row = []
            rows.append(row)
        row.append(command)
        if command.operator == "|":
            open_rows[command.depth] = row
    return [tuple(row) for row in rows]


class _CommandReader(ShellReader):
    """A shell reader that keeps what it reads."""

    __slots__ = ("assigned", "found", "inside", "number", "pattern", "piped", "redirections", "sign", "tested")

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.found: list[Command] = []
        self.fresh()

    def fresh(self) -> None:
        """Forget what is known of the current command and of what stands around it."""
        self.tested = self.piped = self.pattern = False
        self.inside = 0
        self.sign = self.number = ""
        self.redirections: list[Redirection] = []
        self.assigned: list[Word] = []

    def commands(self, at: int, closing: str) -> int:
        """Read the commands of a substitution; those around it go on as they were."""
        outer = self.tested, self.piped, self.pattern, self.inside, self.sign, self.number
        lists = self.redirections, self.assigned
        self.fresh()
        behind = super().commands(at, closing)
        self.tested, self.piped, self.pattern, self.inside, self.sign, self.number = outer
        self.redirections, self.assigned = lists
        return behind

    def redirection(self, at: int) -> int:
        """Read the sign of a redirection, or a substitution that stands for a file: `<(…)`."""
        if self.text.startswith(("<(", ">("), at):
            self.word_start = at if self.word_start < 0 else self.word_start
            self.word += "\0"
            return self.commands(at + 2, ")")
        self.number = self.word if self.word_start >= 0 and self.word.isdigit() else ""
        behind = super().redirection(at)
        self.sign = self.text[at:behind]
        return behind

    def heredoc(self, at: int) -> int:
        behind = super().heredoc(at)
        self.number = ""
        self.sign = "<<<" if self.redirected else "<<"
        if not self.redirected:
            self.redirections.append(Redirection("<<", "", ""))
        return behind

    def end_word(self) -> None:
        if self.word_start >= 0:
            self.hear_word()
        super().end_word()

    def hear_word(self) -> None:
        """Keep what the words of a command do not say: where it is redirected, what it assigns, what it begins."""
        word = self.word
        if self.redirected:
            self.redirections.append(Redirection(self.sign, self.number, word))
        elif not self.words:
            self.tested = self.tested or word in _TESTING
            self.inside = max(0, self.inside + (word in _OPENING) - (word == "}"))
            name = word.partition("=")[0]
            if "=" in word and name.removesuffix("+").replace("_", "a").isalnum() and not name[:1].isdigit():
                placed = Word(word)
                placed.start, placed.end = self.word_start, self.at
                self.assigned.append(placed)

    def hear(self, words: Sequence[Word]) -> None:
        first = words[0]
        if not self.pattern or first == "esac":
            self.inside = max(0, self.inside - (first in _CLOSING_COMMANDS))
            self.keep(tuple(words))
            opens = first in _OPENING_COMMANDS or (first == "function" and words[-1] == "{")
            self.inside += opens
            self.pattern = first == "case"
        self.forget()

    def keep(self, words: tuple[Word, ...]) -> None:
        """Add a command that has been read."""
        words[-1].end = min(words[-1].end, len(self.text))
        kept = tuple(self.redirections), tuple(self.assigned)
        self.found.append(
            Command(words, "", self.depth > 1, self.tested, self.depth, self.inside, self.piped, *kept),
        )

    def forget(self) -> None:
        """Begin the next command."""
        self.tested = self.piped = False
        if self.redirections or self.assigned:
            self.redirections, self.assigned = [], []

    def separator(self, at: int, char: str) -> int:
        count = len(self.found)
        text = self.text
        operator = text[at : at + 2] if text[at : at + 2] in {"&&", "||", ";;"} else char
        behind = super().separator(at, char)
        if len(self.found) > count:
            self.found[-1] = self.found[-1]._replace(operator=operator.replace(";;", ";"))
        elif char in ";\n" and not self.words:
            self.forget_alone(char)
        self.after(operator, text[max(at - 1, 0) : at])
        return behind

    def forget_alone(self, char: str) -> None:
        """Pass the end of what is no command: an assignment, an empty line; a pipe goes on behind a line break."""
        piped = self.piped and char == "\n"
        self.forget()
        self.piped = piped

    def after(self, operator: str, before: str) -> None:
        """Learn from a separator where the next command stands; the words of an array stand as patterns do."""
        if operator == "|" and before != "|":
            self.piped = True
        elif operator == ";;" and self.cases:
            self.pattern = True
        elif operator == ")":
            self.inside = max(0, self.inside - (not self.pattern))
            self.pattern = False
        elif operator == "(" and before == "=":
            self.pattern = True
        elif operator == "(" and not self.pattern:
            self.inside += 1
