"""Every rule with its page, in the order of the codes."""

from itertools import groupby

from compiler.catalogue import Page, pages

from .markdown import demote, link, table

AREAS: dict[str, str] = {
    "PC0": "Files and YAML",
    "PC1": "Shape",
    "PC2": "Values",
    "PC3": "Names and the graph of jobs",
    "PC4": "Variables and expressions",
    "PC5": "Images and secrets",
    "PC6": "Components, environments, deployments",
    "PC70": "Targets: steps in containers",
    "PC71": "Target `nomad`",
    "PC72": "Target `nomad`",
    "PC73": "Target `compose`",
    "PC74": "Target `compose`",
    "PC75": "Target `woodpecker`",
    "PC76": "Target `woodpecker`",
    "PC77": "Target `deploy`",
    "PC78": "Target `deploy`",
    "PC79": "Target profiles",
    "PC90": "Ignore comments",
}
"""What the codes that begin so are about."""

INTRODUCTION = """# Rules

What pipec finds, by code. `pipec explain CODE` prints the same page in the terminal. An error stops compiling, a
warning does not, a hint does not even change the exit code. `# pipec: ignore[CODE]` at the end of a line, or on the
line above, silences a diagnostic there. A fix is safe when it surely keeps or restores what the pipeline means.

"""


def rules() -> str:
    """Return the page: a table of all rules, then each of them."""
    parts = [INTRODUCTION]
    areas = [(area, list(found)) for area, found in groupby(pages(), key=_area)]
    for area, found in areas:
        parts += (f"**{area}**\n\n", table(["code", "severity", "what it asks"], map(_row, found)), "\n")
    for area, found in areas:
        parts += (f"## {area}\n\n", *map(_section, found))
    return "".join(parts).rstrip() + "\n"


def _area(page: Page) -> str:
    code = page.rule.code
    return next(name for length in (4, 3) for prefix, name in AREAS.items() if prefix == code[:length])


def _title(page: Page) -> str:
    return f"{page.rule.code} {page.rule.title}"


def _row(page: Page) -> list[str]:
    return [link(_title(page)), page.rule.severity, page.text.partition("\n")[0]]


def _section(page: Page) -> str:
    first, _, rest = page.text.partition("\n")
    return f"### {_title(page)}\n\n{first} ({page.rule.severity})\n{demote(rest, 2)}\n\n"
