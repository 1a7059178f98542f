"""Bugs of the compiler itself, told apart from what is wrong with a file."""

import os
import sys

from ._version import __version__

INTERNAL = 3
"""The exit code."""


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
