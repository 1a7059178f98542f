"""`pipec audit verify`: is the chain of events whole?"""

import re
from typing import TYPE_CHECKING, Any, Final

import click

from ...options import format_option
from ...output import counted, print_json
from ...state_options import FAILED, state_directory, state_option, tells_faults
from ...streams import write

if TYPE_CHECKING:
    from runtime.state.audit import AuditReport

FORMAT: Final = 1
_HASH: Final = re.compile(r"[0-9a-fA-F]{64}")
_CUT: Final = (
    "That nothing was cut from its end can only be told with an anchor: keep what `pipec audit head` prints elsewhere, "
    "and give it as --anchor."
)
_NO_ANCHOR: Final = "The anchor is not in the chain: its end was cut, or all of it was made anew."


def _checked_anchor(context: click.Context, parameter: click.Parameter, value: str) -> str:
    anchor = value.strip()
    if anchor and not _HASH.fullmatch(anchor):
        raise click.BadParameter("a hash has 64 hex digits; `pipec audit head` prints one.", context, parameter)
    return anchor.lower()


@click.command()
@click.option(
    "--anchor", default="", metavar="HASH", callback=_checked_anchor, help="This event has to be in the chain."
)
@state_option
@format_option("text", "json")
@tells_faults
def command(anchor: str, state_dir: str | None, format_: str) -> int:
    """Find events that were altered, taken out, put in or moved.

    Signatures are checked where PIPEC_AUDIT_KEY_FILE names the key. Without a key, and without an anchor from
    elsewhere, it can be told neither that the end of the chain was cut nor that all of it was made anew.

    \b
    Examples:
      pipec audit verify
      pipec audit verify --anchor 8f43…
      pipec audit verify --format json | jq .findings

    Exit codes: 0 whole, 1 something is wrong, 2 usage, 3 internal error, 130 interrupted.
    """  # noqa: D301 - click wants the character
    from runtime.state.audit import verify

    report = verify(state_directory(state_dir), anchor)
    if format_ == "json":
        print_json(_as_json(report))
    else:
        write("".join(f"{line}\n" for line in _lines(report)))
    return 0 if report.whole else FAILED


def _as_json(report: "AuditReport") -> dict[str, Any]:
    return {
        "format": FORMAT,
        "whole": report.whole,
        "events": report.events,
        "signed": report.signed,
        "anchored": report.anchored,
        "head": report.head._asdict(),
        "found": report.found,
        "findings": [finding._asdict() for finding in report.findings],
    }


def _lines(report: "AuditReport") -> list[str]:
    lines = [f"{finding.problem:>8}  {finding.message}" for finding in report.findings]
    if report.found > len(report.findings):
        lines.append(f"          … and {report.found - len(report.findings):,} more")
    signed = f", {report.signed:,} of them signed" if report.signed else ""
    what = f"{counted(report.events, 'event')}{signed}"
    lines.append(
        f"{what}: {counted(report.found, 'problem')}"
        if report.found
        else f"{what}: nothing was altered, taken out or moved"
    )
    if report.anchored is None:
        lines.append(_CUT)
    else:
        lines.append("The anchor is in the chain." if report.anchored else _NO_ANCHOR)
    return lines
