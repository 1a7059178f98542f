"""What each runner makes of each feature, from the results of the tests that run the same pipelines everywhere."""

import json
import re
from pathlib import Path
from typing import Any

from .markdown import table

RESULTS = Path(__file__).parents[1] / "reference" / "runners.json"
WITHOUT = "without: "
RUNNERS = ("process", "container", "compose", "nomad", "woodpecker")

INTRODUCTION = """# One meaning, several runners

A pipeline means the same wherever it runs, or is refused before it starts. This page is what tests found: each line is
a small pipeline of its own (`tests/differential/cases/`), run on every runner and compared with what the executor
`process` does: which jobs ran, how each ended, exit codes, how often a step was tried, each line that it wrote, the
order, the files handed over. Where `process` refuses, `container` is what others are compared with.

| runner | what runs |
| --- | --- |
| `process` | `pipec run --executor process`, the programs of this machine |
| `container` | `pipec run --executor container`, Docker |
| `compose` | the emitted `compose.jobs.yaml`, by `docker compose run --rm pipec-result` |
| `nomad` | `pipec run --executor nomad`, the emitted batch jobs |
| `woodpecker` | the emitted workflows, each by `woodpecker-cli exec` with Docker in its own copy of the tree |

| mark | means |
| --- | --- |
| = | the same |
| ≈ | each workflow did the same; which of them run was not asked: `exec` runs one, only a server knows them all |
| `PC…` | refused when it is compiled, at the line; a word instead of a code is what `pipec run` says it cannot keep |
| none | has no part in it, for the reason below the table |

"""

REFUSALS = """## What may be refused

Nothing else may: a test fails when a runner refuses more than this, or other than this.

"""


def runners() -> str:
    """Return the page."""
    data = json.loads(RESULTS.read_text(encoding="utf-8"))
    cases: dict[str, Any] = data["cases"]
    sections = dict.fromkeys(sorted(each["features"][0] for each in cases.values()))
    parts = [_section(name, [each for each in cases.values() if each["features"][0] == name]) for name in sections]
    rows = ((feature, runner, _mark(f"refused {code}"), why) for feature, runner, code, why in data["refusals"])
    return "".join((INTRODUCTION, *parts, REFUSALS, table(("feature", "runner", "refused with", "because"), rows)))


def _section(name: str, cases: list[dict[str, Any]]) -> str:
    ordered = sorted(cases, key=lambda each: str(each["description"]))
    rows = ((each["description"], *(_mark(each["runners"].get(runner, "")) for runner in RUNNERS)) for each in ordered)
    notes = "".join(
        f"- {each['description']}, {runner}: {outcome.removeprefix(WITHOUT)}.\n"
        for each in ordered
        for runner, outcome in each["runners"].items()
        if outcome.startswith(WITHOUT)
    )
    return f"## {name[0].upper()}{name[1:]}\n\n{table(('what', *RUNNERS), rows)}\n{notes}{notes and chr(10)}"


def _mark(outcome: str) -> str:
    known = {"same": "=", "same, order validated": "≈", "": "?"}
    if outcome in known:
        return known[outcome]
    if outcome.startswith(WITHOUT):
        return "none"
    words = outcome.removeprefix("refused ").split()
    return " ".join(_code(word) for word in words)


def _code(word: str) -> str:
    return f"[{word}](../rules/{word}.md)" if re.fullmatch(r"PC\d{3}", word) else f"`{word}`"
