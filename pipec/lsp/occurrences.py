"""From the scalars of a pipeline to the symbols that they define and use."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from compiler.diagnostics import Span
from compiler.frontend.tree import Scalar

from .index import Occurrence, Symbol, Word
from .roles import Path, is_reference, is_variable, key_role, value_role
from .words import Name, names_in

Locate = Callable[[Scalar, int, int], Span]
"""Where a range of a scalar's text stands in its file."""

_GLOB = frozenset("*?[]{}")


def occurrences_of(words: Sequence[Word], locate: Locate) -> Iterator[Occurrence]:
    """Yield every occurrence of every symbol; `words` are all scalars of the pipeline."""
    variables = {(word.path[:-1], word.scalar.text) for word in words if word.is_key and is_variable(word.path)}
    for word in words:
        if word.is_key:
            yield from _of_key(word, locate)
        else:
            yield from _of_value(word, locate)
            for name in names_in(word):
                yield from _of_name(word, name, variables, locate)


def _of_key(word: Word, locate: Locate) -> Iterator[Occurrence]:
    role = key_role(word.path)
    if role:
        span = locate(word.scalar, 0, len(word.scalar.text))
        symbol = Symbol(role, _owner(role, word.path), word.scalar.text)
        yield Occurrence(symbol, span, definition=not is_reference(word.path))


def _owner(role: str, path: Path) -> Path:
    """Return where a name is defined: names of the whole pipeline have no owner."""
    if role == "variable":
        return path[:-1]
    return path[:2] if role in {"artifact", "axis", "service", "step", "output"} else ()


def _of_value(word: Word, locate: Locate) -> Iterator[Occurrence]:
    text, path = word.scalar.text, word.path

    def whole(kind: str, owner: Path = (), *, definition: bool = False) -> Occurrence:
        return Occurrence(Symbol(kind, owner, text), locate(word.scalar, 0, len(text)), definition)

    match value_role(path):
        case "job" | "own-job":
            yield whole("job")
        case "component" | "environment" as role:
            yield whole(role)
        case "secret":
            yield whole("secret", definition=True)
        case "step":
            yield whole("step", path[:2], definition=True)
        case "own-output":
            yield whole("output", path[:2], definition=True)
        case "artifact" | "output" as role:
            yield from _of_pair(role, word.scalar, locate)
        case "artifact-glob":
            yield from _of_glob(word.scalar, locate)


def _of_pair(kind: str, scalar: Scalar, locate: Locate) -> Iterator[Occurrence]:
    """Yield the two names of `JOB.ARTIFACT` or `JOB.OUTPUT`."""
    job, dot, name = scalar.text.partition(".")
    if "${" in scalar.text:
        return
    yield Occurrence(Symbol("job", (), job), locate(scalar, 0, len(job)))
    if dot:
        yield Occurrence(Symbol(kind, ("jobs", job), name), locate(scalar, len(job) + 1, len(scalar.text)))


def _of_glob(scalar: Scalar, locate: Locate) -> Iterator[Occurrence]:
    job, dot, name = scalar.text.partition(".")
    if not dot or not _GLOB.isdisjoint(job):
        return
    yield Occurrence(Symbol("job", (), job), locate(scalar, 0, len(job)))
    if _GLOB.isdisjoint(name):
        yield Occurrence(Symbol("artifact", ("jobs", job), name), locate(scalar, len(job) + 1, len(scalar.text)))


def _of_name(word: Word, name: Name, variables: set[tuple[Path, str]], locate: Locate) -> Iterator[Occurrence]:
    symbols = _symbols(word.path, name.parts, variables)
    if symbols:
        span = locate(word.scalar, name.start, name.end)
        yield from (Occurrence(symbol, span) for symbol in symbols)


def _symbols(  # noqa: PLR0911 - one table
    path: Path, parts: tuple[str, ...], variables: set[tuple[Path, str]]
) -> Sequence[Symbol]:
    """Return what an expression's path names where it stands."""
    match parts:
        case ("env", name):
            return _variables(path, name, variables)
        case ("params", name):
            return (Symbol("param", (), name),)
        case ("secrets", name):
            return (Symbol("secret", (), name),)
        case ("matrix", name):
            return (Symbol("axis", path[:2], name),)
        case ("job", name):
            return (Symbol("job", (), name),)
        case ("job", job, "outputs", name):
            return (Symbol("output", ("jobs", job), name),)
        case ("steps", name):
            return (Symbol("step", path[:2], name),)
        case _:
            return ()


def _variables(path: Path, name: str, defined: set[tuple[Path, str]]) -> Sequence[Symbol]:
    """Return the variable that a name means at a path: the nearest, and not the one whose own value this is."""
    for owners in environments_of(path):
        found = [owner for owner in owners if (owner, name) in defined and path != (*owner, name)]
        if found:
            return [Symbol("variable", owner, name) for owner in found]
    return (Symbol("variable", (), name),)


def environments_of(path: Path) -> Iterable[Sequence[Path]]:
    """Return the maps in which a variable is looked up at a path, nearest first; those of one group are equals."""
    match path:
        case ("jobs", job, "steps" as part, int() as item, *_) | ("jobs", job, "services" as part, item, *_):
            inner: Path = ("jobs", job, part, item, "environment")
            return ((inner,), (("jobs", job, "environment"),), (("global_env",),))
        case ("jobs", job, *_):
            return ((("jobs", job, "environment"),), (("global_env",),))
        case ("environments", place, "overrides", component, *_):
            own: Path = ("environments", place, "overrides", component, "environment")
            outer: Path = ("components", component, "environment")
            return ((own,), (("environments", place, "variables"),), (outer,))
        case ("environments", place, *_):
            return ((("environments", place, "variables"),),)
        case ("components", component, *_):
            return ((("components", component, "environment"),),)
        case _:
            return ((("global_env",),),)
