"""What the shell completes besides commands, options and files: codes, and names that stand in the pipelines."""

from collections.abc import Iterable, Iterator

import click

TYPE_CHECKING = False
if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

COMPLETE = "_PIPEC_COMPLETE"
"""The variable in which the shell's function says what it wants; click reads it."""

MOST_PIPELINES = 50
"""So many pipelines are read for their names: whoever presses a key waits for them."""


def complete_subject(
    context: click.Context, parameter: click.Parameter, incomplete: str
) -> "list[str] | list[CompletionItem]":
    """Complete what can be explained: a code, `codes`, or a file."""
    from click.shell_completion import CompletionItem

    from compiler.catalogue import codes

    del context, parameter
    found = _beginning(["codes"], incomplete) + _beginning(codes(), incomplete.upper())
    return found or [CompletionItem(incomplete, type="file")]


def complete_rules(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
    """Complete the last one of rules that commas separate."""
    from compiler.catalogue import codes

    del context, parameter
    before, comma, last = incomplete.rpartition(",")
    return [f"{before}{comma}{code}" for code in codes() if code.startswith(last.upper())]


def complete_schemas(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
    """Complete the name of a schema."""
    from .commands.schema import schema_names

    del context, parameter
    return _beginning(schema_names(), incomplete)


def complete_jobs(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
    """Complete the name of a job."""
    del parameter
    return _beginning(_names(context, "jobs"), incomplete)


def complete_environments(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
    """Complete the name of an environment."""
    del parameter
    return _beginning(_names(context, "environments"), incomplete)


def complete_values(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
    """Complete the name of a parameter, with the sign that its value follows."""
    del parameter
    return _beginning([f"{name}=" for name in _names(context, "params")], incomplete)


def _beginning(words: Iterable[str], start: str) -> list[str]:
    return [word for word in dict.fromkeys(words) if word.startswith(start)]


def _names(context: click.Context, key: str) -> Iterator[str]:
    """Yield the names that stand under a key in the pipelines of a command line, right or wrong as they are."""
    from compiler.driver import included_reader
    from compiler.frontend.includes import load_pipeline
    from compiler.frontend.tree import Mapping

    from .selection import Unreadable, read_request

    for path in _paths(context):
        request = read_request(path, {})
        if not isinstance(request, Unreadable):
            tree = load_pipeline(request.path, request.source, request.root, included_reader(request)).tree
            named = tree.get(key) if isinstance(tree, Mapping) else None
            if isinstance(named, Mapping):
                yield from (entry.key.text for entry in named.entries)


def _paths(context: click.Context) -> tuple[str, ...]:
    from .selection import STANDARD_INPUT, select_paths

    # Behind an option that still lacks its value, click has not told arguments apart: they are what is left.
    given = context.params.get("files") or context.params.get("file") or context.args
    files = (given,) if isinstance(given, str) else tuple(given)
    if STANDARD_INPUT in files:
        return ()
    try:
        return select_paths(files)[:MOST_PIPELINES]
    except click.UsageError:
        return ()
