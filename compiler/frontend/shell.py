"""Which variables a POSIX or bash script reads, and whether it may define them itself.

A reading of the text, not a run of it: where it cannot be sure it says so (`opaque`) or takes a name as defined.
Single quotes, comments and heredocs with a quoted word are not read; our own forms (`${{ … }}`, `${params.x}`) are
passed over. Offsets are into the script's text.
"""

import re
from typing import NamedTuple

from ..ir.expression import ROOTS
from .shell_words import ARITHMETIC, DECLARING, KEYWORDS, NAME, OPAQUE, defined_by

_ASSIGNED = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)(?:\[[^\]]{0,200}\])?\+?=")
_HEREDOC = re.compile(r"<<(-?)[ \t]*(?:'([^'\n]*)'|\"([^\"\n]*)\"|(\\?)([A-Za-z0-9_.%+@!-]+))")
_PATH = re.compile(r"\$\{(?:" + "|".join((*ROOTS, "secrets")) + r")\.[^}]*\}")
_ANSI_C = re.compile(r"\$'(?:\\.|[^'\\])*'?", re.DOTALL)
_EXPANSION = re.compile(
    r"(?P<prefix>[#!]?)(?P<name>[A-Za-z_][A-Za-z0-9_]*)?(?:\[[^\]]{0,200}\])?(?P<operator>:?[-+=?])?"
)
_MAX_DEPTH = 40
"""How deep substitutions may stand in each other to be read; what is deeper is passed over."""
_REDIRECTION = re.compile(r"&>>?|[<>]&|<>|>>|>\||[<>]")
_SEPARATORS = frozenset(";&|()\n")
_SHELLS = frozenset({"sh", "bash", "dash", "ash", "ksh", "zsh"})


class Reference(NamedTuple):
    """A variable that the script reads; `guarded` when the place says what happens without it (`${X:-y}`)."""

    name: str
    start: int
    end: int
    guarded: bool = False
    command: str = ""
    """The command whose argument it stands in, where that reads it as a program: `eval`, `sh -c`."""


class Script(NamedTuple):
    """What a script reads and defines. An `opaque` one may define anything."""

    references: tuple[Reference, ...]
    defined: frozenset[str]
    opaque: bool


def read_script(text: str) -> Script:
    """Read a script; any text can be read."""
    reader = ShellReader(text)
    reader.commands(0, "")
    return Script(tuple(reader.references), frozenset(reader.defined), reader.opaque)


class Word(str):
    """A word without its quotes, and where it stands in the text."""

    __slots__ = ("end", "start")
    start: int
    end: int


class ShellReader:
    """A walk over the text. `word` collects the current word's plain letters, `words` the command's words so far.

    `redirected` says that the next word is a file, which is no word of the command; `at` is where the walk is.
    """

    __slots__ = (
        "at",
        "cases",
        "defined",
        "depth",
        "heredocs",
        "opaque",
        "redirected",
        "references",
        "text",
        "word",
        "word_start",
        "words",
    )

    def __init__(self, text: str) -> None:
        self.text = text
        self.references: list[Reference] = []
        self.defined: set[str] = set()
        self.opaque = False
        self.heredocs: list[tuple[str, bool, bool]] = []
        self.words: list[Word] = []
        self.word = ""
        self.word_start = -1
        self.redirected = False
        self.at = 0
        self.cases = 0
        self.depth = 0

    def commands(self, at: int, closing: str) -> int:
        """Read commands to `closing` (`)`, a back-quote) or the end; return the place behind it."""
        self.depth += 1
        outer = self.words, self.word, self.word_start, self.cases, self.redirected
        self.words, self.word, self.word_start, self.cases, self.redirected = [], "", -1, 0, False
        depth = 0
        while at < len(self.text):
            self.at = at
            char = self.text[at]
            if char == closing and not depth and not self.in_case():
                at += 1
                break
            depth += (char == "(") - (char == ")" and depth > 0)
            at = self.step(at, char)
        else:
            self.at = at
        self.end_command()
        self.words, self.word, self.word_start, self.cases, self.redirected = outer
        self.depth -= 1
        return at

    def in_case(self) -> bool:
        """Tell whether a `)` here ends a pattern."""
        return self.cases > (self.word == "esac")

    def step(self, at: int, char: str) -> int:
        """Read one piece of a command; return the place behind it."""
        if char in _SEPARATORS and not self.text.startswith("&>", at):
            return self.separator(at, char)
        if char == "\\" and self.text.startswith(("\\\n", "\\\r\n"), at):
            return self.text.index("\n", at) + 1
        if char in " \t\r" or (char == "#" and self.word_start < 0):
            return self.blank(at, char)
        if char == "<" and self.text.startswith("<<", at):
            return self.heredoc(at)
        if char in "<>" or self.text.startswith("&>", at):
            return self.redirection(at)
        if self.word_start < 0:
            self.word_start = at
        return self.piece(at, char)

    def blank(self, at: int, char: str) -> int:
        """Read white space, or a comment up to the end of its line."""
        self.end_word()
        end = self.text.find("\n", at) if char == "#" else at + 1
        return len(self.text) if end < 0 else end

    def redirection(self, at: int) -> int:
        """Read the sign of a redirection; the number before it and the word behind it are no words of the command."""
        if self.word.isdigit() and self.word_start >= 0:
            self.word, self.word_start = "", -1
        self.end_word()
        self.redirected = True
        sign = _REDIRECTION.match(self.text, at)
        return sign.end() if sign else at + 1

    def piece(self, at: int, char: str) -> int:
        """Read a piece of a word."""
        if char == "\\":
            self.word += self.text[at + 1 : at + 2].strip("\n")
            return at + 2
        if char == "'":
            end = self.text.find("'", at + 1)
            end = len(self.text) if end < 0 else end
            self.word += self.text[at + 1 : end]
            return end + 1
        if char == '"':
            return self.double(at + 1)
        return self.dollar(at, quoted=False) if char == "$" else self.plain(at, char)

    def double(self, at: int) -> int:
        """Read the rest of a text in double quotes."""
        while at < len(self.text):
            char = self.text[at]
            if char == '"':
                return at + 1
            if char == "\\":
                self.word += self.text[at + 1 : at + 2]
                at += 2
            else:
                at = self.plain(at, char)
        return at

    def plain(self, at: int, char: str) -> int:
        """Read a piece in which single quotes quote nothing."""
        if char == "`" and self.depth <= _MAX_DEPTH:
            self.word += "\0"
            return self.commands(at + 1, "`")
        if char == "$":
            return self.dollar(at, quoted=True)
        self.word += char
        return at + 1

    def dollar(self, at: int, *, quoted: bool) -> int:
        """Read what begins with `$`."""
        text = self.text
        behind = self.passed_over(at, quoted=quoted)
        if behind > at or self.depth > _MAX_DEPTH:
            self.word += "\0"
            return max(behind, at + 1)
        if text.startswith("$(", at):
            self.word += "\0"
            return self.arithmetic(at + 3) if text.startswith("((", at + 1) else self.commands(at + 2, ")")
        if text.startswith("${", at):
            return self.braces(at + 2, quoted=quoted)
        name = NAME.match(text, at + 1)
        if name is None:
            self.word += "$"
            return at + 1
        self.refer(name[0], at, name.end())
        return name.end()

    def passed_over(self, at: int, *, quoted: bool) -> int:
        """Return the place behind a form of ours or a text in `$'…'`; the same place where there is none."""
        if self.text.startswith("${{", at):
            return max(self.text.find("}}", at) + 2, at + 3)
        found = _PATH.match(self.text, at) or (None if quoted else _ANSI_C.match(self.text, at))
        return found.end() if found else at

    def braces(self, at: int, *, quoted: bool) -> int:
        """Read a parameter expansion to its brace; the words inside are read too."""
        head = _EXPANSION.match(self.text, at)
        if head is None:
            return at
        self.depth += 1
        end = self.inside_braces(head.end(), quoted=quoted)
        self.depth -= 1
        name, operator = head["name"] or "", head["operator"]
        if operator in {"=", ":="}:
            self.defined.add(name)
        if name:
            self.refer(name, at - 2, min(end, len(self.text)), guarded=bool(operator) or head["prefix"] == "!")
        return end

    def inside_braces(self, at: int, *, quoted: bool) -> int:
        """Read the words of a parameter expansion; return the place behind its brace."""
        word = self.word
        while at < len(self.text) and self.text[at] != "}":
            char = self.text[at]
            if char == '"':
                at = self.double(at + 1)
            elif char == "\\":
                at += 2
            else:
                at = self.plain(at, char) if quoted else self.piece(at, char)
        self.word = word
        return at + 1

    def arithmetic(self, at: int) -> int:
        """Read `$(( … ))`: a bare name in it is 0 when it is not set, which scripts rely on."""
        self.depth += 1
        depth = 0
        begin = at
        while at < len(self.text):
            char = self.text[at]
            if char == "$":
                at = self.dollar(at, quoted=True)
                continue
            if char == ")" and not depth:
                break
            depth += (char == "(") - (char == ")")
            at += 1
        self.depth -= 1
        self.defined.update(found[1] for found in ARITHMETIC.finditer(self.text, begin, at))
        return at + 2 if self.text.startswith("))", at) else at + 1

    def heredoc(self, at: int) -> int:
        """Remember a heredoc, whose body begins with the next line."""
        self.end_word()
        if self.text.startswith("<<<", at):
            self.redirected = True
            return at + 3
        found = _HEREDOC.match(self.text, at)
        if found is None:
            return at + 2
        quoted = found[2] if found[2] is not None else found[3]
        word = found[5] if quoted is None else quoted
        self.heredocs.append((word, quoted is not None or bool(found[4]), bool(found[1])))
        return found.end()

    def separator(self, at: int, char: str) -> int:
        """End the command at a separator, and read the heredocs that wait for a line break."""
        if char == "(" and self.word_start >= 0 and _ASSIGNED.fullmatch(self.word):
            self.end_word()  # an array: its words are no command
            return at + 1
        if char == "(" and self.text.startswith("((", at) and not self.words and self.word_start < 0:
            return self.arithmetic(at + 2)
        self.end_command()
        if char == "\n" and self.heredocs:
            return self.bodies(at + 1)
        return at + 1

    def bodies(self, at: int) -> int:
        """Read the bodies of the heredocs of a line; those of a quoted word are passed over."""
        pending, self.heredocs = self.heredocs, []
        for word, quoted, stripped in pending:
            end, behind = self.body_end(at, word, stripped=stripped)
            while at < end and not quoted:
                at = self.body_piece(at)
            at = behind
        return at

    def body_end(self, at: int, word: str, *, stripped: bool) -> tuple[int, int]:
        """Return where a heredoc ends, and the place behind its last line."""
        while at < len(self.text):
            line_end = self.text.find("\n", at)
            line_end = len(self.text) if line_end < 0 else line_end
            line = self.text[at:line_end].rstrip("\r")
            if (line.lstrip("\t") if stripped else line) == word:
                return at, min(line_end + 1, len(self.text))
            at = line_end + 1
        return len(self.text), len(self.text)

    def body_piece(self, at: int) -> int:
        """Read a piece of a heredoc; return the place behind it."""
        char = self.text[at]
        if char == "\\":
            return at + 2
        word = self.word
        at = self.plain(at, char)
        self.word = word
        return at

    def refer(self, name: str, start: int, end: int, *, guarded: bool = False) -> None:
        """Note that a variable is read; what is still open at the end of the text ends there."""
        self.references.append(Reference(name, start, min(end, len(self.text)), guarded, self.program()))
        self.word += f"\0{name}\0"

    def program(self) -> str:
        """Return the command that will read the current word as a program; empty for most."""
        words = self.words
        if words[:1] == ["eval"]:
            return "eval"
        if len(words) > 1 and words[0].rpartition("/")[2] in _SHELLS and re.fullmatch(r"-[a-z]*c", words[-1]):
            return f"{words[0]} -c"
        return ""

    def end_word(self) -> None:
        """End the current word, if there is one."""
        if self.word_start < 0:
            return
        word, start, self.word, self.word_start = self.word, self.word_start, "", -1
        if self.redirected:
            self.redirected = False
            return
        assigned = _ASSIGNED.match(word)
        if not self.words and word in KEYWORDS:
            return
        if assigned and (not self.words or self.words[0] in DECLARING):
            self.defined.add(assigned[1])
            if not self.words:
                return  # an assignment before a command, or alone
        placed = Word(word)
        placed.start, placed.end = start, self.at
        self.words.append(placed)

    def end_command(self) -> None:
        """End the current command, if there is one."""
        self.end_word()
        words, self.words, self.redirected = self.words, [], False
        if not words:
            return
        self.hear(words)
        first = words[0]
        self.cases += (first == "case") - (first == "esac" and self.cases > 0)
        if first in OPAQUE or "eval" in words[:3]:
            self.opaque = True
        self.defined.update(defined_by(words))
        if first in DECLARING and any("\0" in word.partition("=")[0] for word in words[1:]):
            self.opaque = True  # a name that is computed

    def hear(self, words: list[Word]) -> None:
        """Hear of a command that has been read; whoever wants the commands keeps them."""
