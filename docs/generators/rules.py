"""Every rule: a page of its own, and an overview in the order of the codes."""

from itertools import groupby

from compiler.catalogue import Page, pages

from .markdown import table

AREAS: dict[str, str] = {
    "PC0": "Files and YAML",
    "PC1": "Shape",
    "PC2": "Values",
    "PC3": "Names and the graph of jobs",
    "PC4": "Variables and expressions",
    "PC50": "Images and secrets",
    "PC51": "The lock",
    "PC52": "Advice: images",
    "PC53": "Advice: what scripts fetch and install",
    "PC54": "Advice: secrets and rights",
    "PC55": "Advice: scripts that do not do what they seem to",
    "PC56": "Advice: scripts that do not do what they seem to",
    "PC60": "Components and environments",
    "PC61": "Components and environments",
    "PC62": "Deployments",
    "PC63": "Advice: delivery",
    "PC64": "Advice: delivery",
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
    "PC83": "Advice: waiting and width",
    "PC85": "Advice: dead weight",
    "PC86": "Advice: dead weight",
    "PC87": "Advice: dead weight",
    "PC88": "Policy",
    "PC90": "Ignore comments",
}
"""What the codes that begin so are about."""

INTRODUCTION = """# Rules

What pipec finds, by code; each has a page. `pipec explain CODE` prints the same page in the terminal. An error stops
compiling, a warning does not, a hint does not even change the exit code. `# pipec: ignore[CODE]` at the end of a line,
or on the line above, silences a diagnostic there. A fix is safe when it surely keeps or restores what the pipeline
means: `pipec lint --fix` makes those, `--fix=unsafe` the others too.

Advice, and what the configuration asks, is given by `pipec lint` alone: on scripts and images in every job in which
nothing is wrong, on the rest where the file has no error. Rules of targets
(`PC7..`) are told when the pipeline is compiled for them, or linted where `.pipec.toml` names them.

"""


def overview() -> str:
    """Return the page of all rules: a table for each area."""
    parts = [INTRODUCTION]
    for area, found in groupby(pages(), key=_area):
        parts += (f"## {area}\n\n", table(["code", "severity", "fix", "what it asks"], map(_row, found)), "\n")
    return "".join(parts).rstrip() + "\n"


def rule_pages() -> dict[str, str]:
    """Return the text of each rule's page by its file."""
    return {f"{page.rule.code}.md": _text(page) for page in pages()}


def _area(page: Page) -> str:
    code = page.rule.code
    for length in (4, 3):
        if code[:length] in AREAS:
            return AREAS[code[:length]]
    raise ValueError(f"{code}: no area is given for codes that begin so")


def _row(page: Page) -> list[str]:
    code = page.rule.code
    return [
        f"[{code}]({code}.md) {page.rule.title}", page.rule.severity, fix_of(page), page.text.partition("\n")[0]
    ]  # fmt: skip


def fix_of(page: Page) -> str:
    """Return what kind of fix a rule has at best: `safe`, `unsafe`, or nothing."""
    said = page.text.rpartition("## Fix\n\n")[2].partition(":")[0].partition(" ")[0].strip(".,;").lower()
    return "" if said == "none" else said


def _text(page: Page) -> str:
    first, _, rest = page.text.partition("\n")
    rule = page.rule
    return f"# {rule.code} {rule.title}\n\n{first} ({rule.severity})\n{rest.rstrip()}\n\n[All rules](README.md)\n"
