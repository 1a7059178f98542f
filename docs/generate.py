"""The reference pages that are made from the sources: `python -m docs.generate` writes them, `--check` compares."""

import sys
from collections.abc import Callable
from pathlib import Path

from .generators.cli import command_line
from .generators.pipeline import pipeline_file
from .generators.rules import rules
from .generators.system import system_variables

FOLDER = Path(__file__).parent / "reference"

PAGES: dict[str, Callable[[], str]] = {
    "cli.md": command_line,
    "pipeline.md": pipeline_file,
    "rules.md": rules,
    "system-variables.md": system_variables,
}
"""Each page's file and what makes its text."""

NOTICE = "<!-- Written by `make docs`; change the sources, not this page. -->\n\n"


def text_of(name: str) -> str:
    """Return the whole text of a page."""
    return NOTICE + PAGES[name]()


def stale() -> list[str]:
    """Return the pages that are not what the sources say now."""
    return [name for name in PAGES if _read(FOLDER / name) != text_of(name)]


def main(arguments: list[str]) -> int:
    """Write the pages; with `--check` write nothing, and return 1 when one is stale."""
    if arguments not in ([], ["--check"]):
        sys.stderr.write("usage: python -m docs.generate [--check]\n")
        return 2
    names = stale()
    for name in names:
        sys.stdout.write(f"{'stale' if arguments else 'written'}: docs/reference/{name}\n")
        if not arguments:
            (FOLDER / name).write_text(text_of(name), encoding="utf-8")
    return 1 if names and arguments else 0


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
