"""The objects of a repository, asked for one by one from a single git that waits for questions."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from compiler.frontend.files import MAX_BYTES

from .git import GitError, Process, ask

_CHUNK: Final = 1 << 20
_AT_ONCE: Final = 400
"""Names in one go: ids of 64 digits fit into a pipe of 64 KiB with room to spare."""


class Object(NamedTuple):
    """An object of the repository: its name in hexadecimal digits, what it is, its bytes."""

    id: str
    type: str
    data: bytes


class Objects:
    """`git cat-file --batch`, started with the first question; of the repository here, or of the one in `folder`.

    `close` ends it, with those of submodules.
    """

    def __init__(self, folder: str = "") -> None:
        self._process: Process | None = None
        self._folder = folder
        self._modules: dict[str, Objects] = {}

    def of_submodule(self, folder: str) -> "Objects":
        """Return the objects of a submodule that is checked out in a folder."""
        return self._modules.setdefault(folder, Objects(folder))

    def find(self, name: str) -> Object | None:
        """Return the object that a revision or an id names; None when there is none."""
        if "\n" in name or "\0" in name or not name:
            return None
        return next(self.find_all([name]))

    def find_all(self, names: Sequence[str]) -> Iterator[Object | None]:
        """Yield the object of each name, None where there is none; all have to be taken before the next question.

        Many questions are asked before the first answer is read, as many as surely fit into a pipe.
        """
        for start in range(0, len(names), _AT_ONCE):
            asked = names[start : start + _AT_ONCE]
            process = self._process = self._process or Process(("cat-file", "--batch"), self._folder)
            process.say("".join(f"{name}\n" for name in asked).encode(errors="surrogateescape"))
            for _ in asked:
                yield self._answer(process)

    def _answer(self, process: Process) -> Object | None:
        line = process.output.readline()
        if not line.endswith(b"\n"):
            self._process = None
            raise _broken(process.end().errors)
        words = line.split()
        if len(words) < 3 or not words[-1].isdigit() or line.rstrip(b"\n").endswith((b" missing", b" ambiguous")):
            return None
        return Object(words[0].decode(), words[1].decode(), self._data(process, int(words[2])))

    def need(self, identifier: str, what: str) -> Object:
        """Return an object that must be there; a GitError that says how to get it when it is not."""
        found = self.find(identifier)
        if found is None:
            raise GitError(f"{what} is not in this repository: {missing_advice()}")
        return found

    def _data(self, process: Process, size: int) -> bytes:
        data = process.output.read(min(size, MAX_BYTES + 1))
        left = size - len(data)
        while left > 0:
            left -= len(process.output.read(min(left, _CHUNK))) or left
        process.output.read(1)
        return data

    def close(self) -> None:
        """End git."""
        for module in self._modules.values():
            module.close()
        if self._process is not None:
            self._process.end()
            self._process = None


def _broken(errors: str) -> GitError:
    if "promisor" in errors:
        return GitError(f"An object of that revision is not in this repository: {missing_advice()}")
    return GitError(f"Git cannot read this repository: {errors.removeprefix('fatal: ') or 'it ended without a word'}")


def missing_advice() -> str:
    """Return what to do about objects that are not there: they were left out of a clone, or are damaged."""
    if ask("rev-parse", "--is-shallow-repository").out.strip() == b"true":
        return "the clone is shallow; fetch more of the history with `git fetch --depth=N` or `git fetch --unshallow`."
    if ask("config", "--get-regexp", r"^remote\..*\.promisor$").out:
        return "the clone is partial; fetch it with `git fetch --refetch --no-filter`."
    return "it is damaged (`git fsck` says more), or `git fetch` gets what is missing."
