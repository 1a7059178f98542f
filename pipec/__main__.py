"""The entry point: runs the command line and turns whatever happens into an exit code."""

import sys
from typing import NoReturn

FINDINGS, USAGE, INTERNAL, INTERRUPTED = 1, 2, 3, 130


def main() -> NoReturn:
    """Run the command line; exit 0 clean, 1 findings, 2 usage, 3 internal error, 130 interrupted."""
    # The work is one short burst of many small objects that all live to its end: collecting them in between only
    # costs time, and makes the cost of 10,000 jobs more than ten times that of 1,000.
    import gc

    gc.disable()
    sys.exit(_run())


def _run() -> int:
    import click

    from .cli import cli

    try:
        code = cli.main(prog_name="pipec", standalone_mode=False)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.Abort:
        return INTERRUPTED
    except click.ClickException as error:
        error.show()
        return USAGE
    except BrokenPipeError:
        _silence_output()
        return 0
    except Exception as error:  # noqa: BLE001  the last resort: a bug must not look like a finding
        return _report_bug(error)
    return code if isinstance(code, int) else 0


def _silence_output() -> None:
    """Whoever read our output has gone; the interpreter must not complain about that at its end."""
    import os

    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _report_bug(error: Exception) -> int:
    import os
    import traceback

    import click

    from ._version import __version__

    if os.environ.get("PIPEC_TRACEBACK"):
        traceback.print_exception(error)
    click.echo(f"pipec {__version__}: internal error: {type(error).__name__}: {error}", err=True)
    click.echo("This is a bug of pipec. PIPEC_TRACEBACK=1 shows where; please report it with that.", err=True)
    return INTERNAL


if __name__ == "__main__":
    main()
