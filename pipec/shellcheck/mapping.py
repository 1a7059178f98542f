"""From what shellcheck says of a script to diagnostics of the pipeline."""

import re
from collections.abc import Iterator, Mapping, Sequence

from compiler.diagnostics import Diagnostic, Label
from compiler.ir.system import SYSTEM_VARIABLES
from compiler.source import Source

from .findings import Finding
from .masks import Masked
from .places import Places
from .program import HEADER_LINES
from .repairs import repair
from .scripts import Script

EXCLUDED: dict[int, str] = {
    1090: "what a script sources is not known before it runs",
    1091: "what a script sources need not be there before it runs",
    2153: "a variable may well be defined outside of the script; PC411 knows",
    2154: "a variable may well be defined outside of the script; PC411 knows",
    3043: "dash, BusyBox and bash have `local`, and one of them is `sh` in nearly every image",
}
"""What makes no sense of a script in a pipeline, and why; shellcheck is told not to look for it."""

_UNUSED = 2034
_PARSING = frozenset({1009, 1072, 1073})
"""They say where shellcheck gave up, of what, and in what: beside a finding that says why."""

_NAME = r"\w+ (?:appears unused|was modified in|references arguments|is referenced)\b"
"""A message of shellcheck that begins with a name of the script."""

_WORD = re.compile(rf"(?!(?:Bash|Ksh|Dash|Unicode)\b|{_NAME})[A-Z][a-z]*(?=[\s,;:']|$)")
_NEXT = re.compile(r"(?:(?<!\.)\.|(?<=\?))\s+(?=[A-Z])")
_ADVICE = re.compile(r"\s*(?:Fix any mentioned problems and try again|Fix to allow more checks)\.\s*$")
_HERE = re.compile(r"\w+|\S")


def diagnose(
    script: Script, masked: Masked, findings: Sequence[Sequence[Finding]], sources: Mapping[str, Source]
) -> list[Diagnostic]:
    """Return the diagnostics of one script from what was found in each of its masked texts."""
    from compiler.frontend.rules.shellcheck import Comment, shellcheck

    places = Places(script.lines, masked.texts[0], sources)
    found = []
    for finding, others in _causes(_common(findings)):
        start, end = _range(places, finding)
        if finding.code == _UNUSED and _is_exported(script, places.shown[start:end]):
            continue
        related = tuple(Label(places.span(*_range(places, other)), tell(other.message)[0]) for other in others)
        comment = Comment(finding.code, finding.level, *tell(finding.message))
        fix = repair(finding, places, masked.forms, HEADER_LINES)
        found.append(shellcheck(places.span(start, end), comment, related, fix))
    return found


def _common(findings: Sequence[Sequence[Finding]]) -> list[Finding]:
    """Return what was found each time, a repair only where it was the same each time."""
    first, *others = findings
    common = [finding for finding in first if finding.start[0] > HEADER_LINES]
    for other in others:
        fixes = {_key(finding): finding.replacements for finding in other}
        common = [finding for finding in common if _key(finding) in fixes]
        common = [
            finding if finding.replacements == fixes[_key(finding)] else finding._replace(replacements=())
            for finding in common
        ]
    return common


def _key(finding: Finding) -> tuple[int, tuple[int, int], tuple[int, int]]:
    return finding.code, finding.start, finding.end


def _causes(findings: Sequence[Finding]) -> Iterator[tuple[Finding, tuple[Finding, ...]]]:
    """Yield each finding with those that only say more of it: a script that cannot be read is one problem."""
    syntax = [item for item in findings if item.code in _PARSING or (item.code < 2000 and item.level == "error")]
    if not any(item.code in _PARSING for item in syntax):
        syntax = []
    else:
        cause = min(syntax, key=lambda item: (item.code in _PARSING, item.code != 1073, item.start))
        more = {item.start: item for item in syntax if item.start != cause.start and item.code != 1009}
        yield cause, tuple(more[start] for start in sorted(more))
    for item in findings:
        if item not in syntax:
            yield item, ()


def _range(places: Places, finding: Finding) -> tuple[int, int]:
    """Return the offsets of a finding; one that is a mere place covers the word that begins there."""
    start = places.offset(finding.start[0] - HEADER_LINES, finding.start[1])
    end = places.offset(finding.end[0] - HEADER_LINES, finding.end[1])
    if end <= start:
        word = _HERE.match(places.shown, start)
        end = word.end() if word else start
    return start, end


def _is_exported(script: Script, assigned: str) -> bool:
    """Tell whether an assignment changes a variable of the environment, which the programs that are run see."""
    name = assigned.partition("=")[0].rstrip("+")
    return name in script.names or name in SYSTEM_VARIABLES or name.startswith("PIPEC_")


def tell(message: str) -> tuple[str, str]:
    """Return a message of shellcheck in the style of ours: what is wrong, and what else it says."""
    text = _ADVICE.sub("", " ".join(message.split()))
    first, *rest = _NEXT.split(text, maxsplit=1)
    return _lowered(first.removesuffix(".").rstrip()), _lowered(rest[0].removesuffix(".")) if rest else ""


def _lowered(text: str) -> str:
    return text[0].lower() + text[1:] if _WORD.match(text) else text
