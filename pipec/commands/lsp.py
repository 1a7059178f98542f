"""`pipec lsp`: the language server, for editors."""

import sys

import click


@click.command()
@click.option("--stdio", is_flag=True, help="Talk over standard input and output, as it does anyway.")
def command(stdio: bool) -> int:
    """Serve an editor: diagnostics, completion, hover, navigation, renaming, fixes, formatting.

    An editor starts it and talks to it by the language server protocol, over standard input and output. It needs what
    `pip install 'pipec[lsp]'` brings.

    \b
    Examples:
      pipec lsp

    Exit codes: 0 the editor has ended it, 1 it went away without that, 2 usage, 3 internal error.
    """  # noqa: D301 - click wants the character
    del stdio
    try:
        import pygls.lsp.server  # noqa: F401 - whether it is there is the question
    except ImportError as error:
        raise click.UsageError("The language server is not installed: pip install 'pipec[lsp]'") from error
    if sys.stdin is None or sys.stdout is None:
        raise click.UsageError("The language server needs standard input and output, and one of them is closed.")
    from ..lsp.server import serve

    _collect_garbage()
    return serve(sys.stdin.buffer, sys.stdout.buffer)


def _collect_garbage() -> None:
    """Let the collector run again, which commands do without: a server lives long.

    It looks at what was made since, rarely: each text that is read makes ten thousand objects, few of them in cycles.
    """
    import gc

    gc.freeze()
    gc.set_threshold(100_000, 20, 20)
    gc.enable()
