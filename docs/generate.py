"""The reference pages that are made from the sources: `python -m docs.generate` writes them, `--check` compares."""

import sys
from collections.abc import Callable
from pathlib import Path

from .generators.cli import command_line
from .generators.configuration import configuration
from .generators.pipeline import pipeline_file
from .generators.rules import overview, rule_pages
from .generators.system import system_variables

FOLDER = Path(__file__).parent

PAGES: dict[str, Callable[[], str]] = {
    "reference/cli.md": command_line,
    "reference/configuration.md": configuration,
    "reference/pipeline.md": pipeline_file,
    "reference/system-variables.md": system_variables,
    "rules/README.md": overview,
}
"""Each page's file and what makes its text; beside these, every rule has its own."""

RULES = "rules"

NOTICE = "<!-- Written by `make docs`; change the sources, not this page. -->\n\n"


def texts() -> dict[str, str]:
    """Return the whole text of every page by its file."""
    pages = {name: make() for name, make in PAGES.items()}
    pages |= {f"{RULES}/{name}": text for name, text in rule_pages().items()}
    return {name: NOTICE + text for name, text in pages.items()}


def stale() -> dict[str, str | None]:
    """Return the pages that are not what the sources say now, each with its text, None for one of no rule."""
    wanted = texts()
    changed: dict[str, str | None] = {name: text for name, text in wanted.items() if _read(FOLDER / name) != text}
    present = (f"{RULES}/{path.name}" for path in sorted((FOLDER / RULES).glob("*.md")))
    return changed | {name: None for name in present if name not in wanted}


def main(arguments: list[str]) -> int:
    """Write the pages; with `--check` write nothing, and return 1 when one is stale."""
    if arguments not in ([], ["--check"]):
        sys.stderr.write("usage: python -m docs.generate [--check]\n")
        return 2
    pages = stale()
    for name, text in pages.items():
        sys.stdout.write(f"{'stale' if arguments else 'removed' if text is None else 'written'}: docs/{name}\n")
        if not arguments:
            _write(FOLDER / name, text)
    return 1 if pages and arguments else 0


def _write(path: Path, text: str | None) -> None:
    if text is None:
        path.unlink()
        return
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
