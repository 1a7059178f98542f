"""The entry point: runs the command line and turns whatever happens into an exit code."""

import sys
from typing import NoReturn

USAGE, INTERRUPTED = 2, 130


def entry() -> NoReturn:
    """Run the command line as a process of its own, which is not tidied up object by object when it ends.

    Taking down a million objects costs an eighth of a lint and a tenth of a large compilation; the system frees them
    at once. Everything printed is flushed by then, and nothing else waits for the interpreter's end.
    """
    import os

    try:
        main()
    except SystemExit as stop:
        os._exit(stop.code if isinstance(stop.code, int) else 0)


def main() -> NoReturn:
    """Run the command line; exit 0 clean, 1 findings, 2 usage, 3 internal error, 130 interrupted."""
    # The work is one short burst of many small objects that all live to its end: collecting them in between only
    # costs time, and makes the cost of 10,000 jobs more than ten times that of 1,000.
    import gc

    gc.disable()
    try:
        code = _run()
    except KeyboardInterrupt:
        code = INTERRUPTED
    sys.exit(_finish(code))


def _run() -> int:
    import click

    from .cli import cli
    from .streams import prepare_streams

    prepare_streams()
    try:
        code = cli.main(prog_name="pipec", standalone_mode=False)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.Abort:
        return INTERRUPTED
    except click.ClickException as error:
        error.show()
        return USAGE
    except Exception as error:  # noqa: BLE001 - the last resort: a bug must not look like a finding
        return _report(error)
    return code if isinstance(code, int) else 0


def _report(error: Exception) -> int:
    from .faults import INTERNAL, describe_bug, nowhere, say_bug

    why = nowhere()
    if why:
        sys.stderr.write(f"Error: the current directory cannot be used: {why}. Change to another one.\n")
        return USAGE
    say_bug(describe_bug(error))
    return INTERNAL


def _finish(code: int) -> int:
    """Flush what is printed, while failing can still be told."""
    from .streams import discard_output, flush_streams

    try:
        flush_streams()
    except OSError as error:
        discard_output()
        sys.stderr.write(f"Error: standard output cannot be written: {error.strerror}.\n")
        return USAGE
    except KeyboardInterrupt:
        return INTERRUPTED
    return code


if __name__ == "__main__":
    entry()
