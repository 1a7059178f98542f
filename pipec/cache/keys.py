"""The digest of everything that a plan is made of."""

from collections.abc import Iterator, Mapping
from hashlib import sha256

from compiler.frontend.parameters import Given

from ..sides.tree import Snapshot
from .program import program


def plan_key(path: str, given: Mapping[str, Given], snapshot: Snapshot) -> str:
    """Return the key of the plan of the pipeline at `path`; empty where the program itself cannot be told apart.

    Of it are the program, the pipeline's path from the root, the values of parameters, and every file and link that
    is read or decides what is read: pipeline, fragments, lock, configurations. What is not there is not in it.
    """
    return _digest(("plan", path, *_values(given), *_files(snapshot)))


def includes_key(data: bytes) -> str:
    """Return the key of what a file includes, which its bytes alone decide."""
    return _digest(("includes", sha256(data).hexdigest()))


def _values(given: Mapping[str, Given]) -> Iterator[str]:
    yield str(len(given))
    for name in sorted(given):
        yield name
        yield repr(given[name])


def _files(snapshot: Snapshot) -> Iterator[str]:
    yield str(len(snapshot))
    for path in sorted(snapshot):
        yield path
        yield snapshot[path].kind
        yield sha256(snapshot[path].data).hexdigest()


def _digest(parts: tuple[str, ...]) -> str:
    known = program()
    if not known:
        return ""
    state = sha256()
    for part in (known, *parts):
        data = part.encode(errors="surrogatepass")
        state.update(b"%d:" % len(data))
        state.update(data)
    return state.hexdigest()
