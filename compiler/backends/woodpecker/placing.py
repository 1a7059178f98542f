"""Texts that become files in the shared volume, by commands of a step.

Woodpecker makes of a step's commands one variable: each command, and each again, quoted, for the log, the whole in
base64. The kernel allows a variable 128 KiB. What does not fit is written by steps before.
"""

from collections.abc import Iterable, Iterator

from ..shim.quote import quote

LIMIT = 90_000
"""How much a step's commands may cost; 128 KiB of base64 hold 98,304 bytes, and Woodpecker adds some of its own."""

CHUNK = 60_000

_END = "PIPEC_END"


def cost(command: str) -> int:
    """Return the bytes that a command adds to Woodpecker's script: itself and its quoted self."""
    return 2 * len(command.encode()) + 4 * command.count("'") + 16


def fits(commands: Iterable[str]) -> bool:
    """Tell whether one step can have these commands."""
    return sum(map(cost, commands)) <= LIMIT


def place(path: str, text: str) -> str:
    """Return the command that writes a file with exactly this text."""
    if not text.endswith("\n"):
        return f"printf '%s' {quote(text)} >{path}"
    end = _END
    lines = set(text.split("\n"))
    while end in lines:
        end += "_"
    return f"cat >{path} <<'{end}'\n{text}{end}"


def place_in_chunks(path: str, text: str) -> Iterator[str]:
    """Yield commands, each for a step of its own, that together write a file with exactly this text."""
    sign = ">"
    for chunk in _chunks(text):
        yield f"printf '%s' {quote(chunk)} {sign}{path}"
        sign = ">>"


def _chunks(text: str) -> Iterator[str]:
    begin = spent = 0
    for at, char in enumerate(text):
        price = 20 if char == "'" else 2 * len(char.encode())
        if spent + price > CHUNK:
            yield text[begin:at]
            begin, spent = at, 0
        spent += price
    yield text[begin:]


def placed(commands: Iterable[str]) -> dict[str, str]:
    """Return the files that commands of these two forms write: the way back, for those who read a workflow."""
    files: dict[str, str] = {}
    for command in commands:
        if command.startswith("cat >"):
            head, _, body = command.partition("\n")
            path, _, end = head.removeprefix("cat >").partition(" <<")
            files[path] = body.removesuffix(end.strip("'"))
        elif command.startswith("printf '%s' "):
            word, _, path = command.removeprefix("printf '%s' ").rpartition(" >")
            before = files.get(path[1:], "") if path.startswith(">") else ""
            files[path.removeprefix(">")] = before + _unquoted(word)
    return files


def _unquoted(word: str) -> str:
    return word[1:-1].replace("'\\''", "'")
