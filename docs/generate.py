"""The files that are made from the sources: `python -m docs.generate` writes them, `--check` compares.

They are the reference pages, the manual of the command line, and the pipeline's schema for editors.
"""

import sys
from collections.abc import Callable
from pathlib import Path

from .generators.cli import command_line
from .generators.configuration import configuration
from .generators.draft_seven import pipeline_in_draft_seven
from .generators.manual import manual
from .generators.pipeline import pipeline_file
from .generators.review import review
from .generators.rules import overview, rule_pages
from .generators.runners import runners
from .generators.system import system_variables

ROOT = Path(__file__).parents[1]

PAGES: dict[str, Callable[[], str]] = {
    "reference/cli.md": command_line,
    "reference/configuration.md": configuration,
    "reference/pipeline.md": pipeline_file,
    "reference/review.md": review,
    "reference/runners.md": runners,
    "reference/system-variables.md": system_variables,
    "rules/README.md": overview,
}
"""Each page's file in the folder of the docs and what makes its text; beside these, every rule has its own."""

FOLDERS: dict[str, str] = {"docs/rules": "*.md", "docs/man": "*.1"}
"""The folders in which nothing else stands, and what is in them."""

NOTICE = "<!-- Written by `make docs`; change the sources, not this page. -->\n\n"


def texts() -> dict[str, str]:
    """Return the whole text of every file by its path in the repository."""
    pages = {name: make() for name, make in PAGES.items()}
    pages |= {f"rules/{name}": text for name, text in rule_pages().items()}
    files = {f"docs/{name}": NOTICE + text for name, text in pages.items()}
    files |= {f"docs/man/{name}": text for name, text in manual().items()}
    return files | {"schemas/pipeline.draft-07.schema.json": pipeline_in_draft_seven()}


def stale() -> dict[str, str | None]:
    """Return the files that are not what the sources say now, each with its text, None for one of nothing."""
    wanted = texts()
    changed: dict[str, str | None] = {name: text for name, text in wanted.items() if _read(ROOT / name) != text}
    present = (f"{folder}/{path.name}" for folder, all_ in FOLDERS.items() for path in (ROOT / folder).glob(all_))
    return changed | {name: None for name in sorted(present) if name not in wanted}


def main(arguments: list[str]) -> int:
    """Write the files; with `--check` write nothing, and return 1 when one is stale."""
    if arguments not in ([], ["--check"]):
        sys.stderr.write("usage: python -m docs.generate [--check]\n")
        return 2
    files = stale()
    for name, text in files.items():
        sys.stdout.write(f"{'stale' if arguments else 'removed' if text is None else 'written'}: {name}\n")
        if not arguments:
            _write(ROOT / name, text)
    return 1 if files and arguments else 0


def _write(path: Path, text: str | None) -> None:
    if text is None:
        path.unlink()
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
