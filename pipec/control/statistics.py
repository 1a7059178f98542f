"""How often each rule was broken."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import click

from compiler.diagnostics import Diagnostic

from ..linting import Result
from ..output import print_json
from ..streams import write

FORMAT_VERSION = 1


class Statistic(NamedTuple):
    """A rule, how often it was broken, and how many of those a machine can repair."""

    code: str
    title: str
    findings: int
    fixable: int


def count_rules(found: Iterable[Diagnostic]) -> list[Statistic]:
    """Return the rules that were broken, the most frequent first."""
    from compiler.catalogue import page

    counts: dict[str, tuple[int, int]] = {}
    for item in found:
        count, fixable = counts.get(item.code, (0, 0))
        counts[item.code] = (count + 1, fixable + (item.fix is not None))
    made = (Statistic(code, page(code).rule.title, *each) for code, each in counts.items())
    return sorted(made, key=lambda each: (-each.findings, each.code))


def print_statistics(found: Iterable[Sequence[Diagnostic]], results: Sequence[Result], format_: str) -> None:
    """Print them as a table, or as a JSON document; a usage error for other formats."""
    if format_ not in {"text", "json"}:
        raise click.UsageError(f"`--statistics` goes with the formats text and json, not with {format_}.")
    statistics = count_rules(item for each in found for item in each)
    if format_ == "json":
        rules = [each._asdict() for each in statistics]
        print_json({"version": FORMAT_VERSION, "statistics": rules, "files": [result.path for result in results]})
    elif statistics:
        write(_table(statistics))


def _table(statistics: Sequence[Statistic]) -> str:
    head = ("code", "rule", "findings", "fixable")
    rows = [(each.code, each.title, f"{each.findings:,}", f"{each.fixable:,}") for each in statistics]
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(4)]
    lines = (
        f"{code:<{widths[0]}}  {title:<{widths[1]}}  {findings:>{widths[2]}}  {fixable:>{widths[3]}}\n"
        for code, title, findings, fixable in (head, *rows)
    )
    return "".join(lines)
