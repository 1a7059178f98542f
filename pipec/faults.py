"""Bugs of the compiler itself, told apart from what is wrong with a file."""

# ruff: noqa: PTH109 - pathlib costs 2 ms at start-up

import os
import sys

import click

from ._version import __version__

INTERNAL = 3
"""The exit code."""


def is_bug(error: Exception) -> bool:
    """Tell a bug from a usage error, and from what fails because the directory that we stand in was removed."""
    return not isinstance(error, click.ClickException) and not nowhere()


def nowhere() -> str:
    """Return why the current directory cannot be used, nothing where it can."""
    try:
        os.getcwd()
    except OSError as error:
        return error.strerror or str(error)
    return ""


def describe_bug(error: BaseException, path: str = "") -> str:
    """Return what to print when pipec itself failed, on the file `path` if one was at work."""
    at = f" on {path}" if path else ""
    text = f"pipec {__version__}: internal error{at}: {type(error).__name__}: {error}\n"
    if os.environ.get("PIPEC_TRACEBACK"):
        import traceback

        text += "".join(traceback.format_exception(error))
    return text + "This is a bug of pipec. PIPEC_TRACEBACK=1 shows where; please report it with that."


def say_bug(text: str) -> None:
    """Print a bug's description on standard error."""
    if sys.stderr is not None:
        sys.stderr.write(f"{text}\n")
