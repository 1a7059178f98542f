"""SARIF 2.1.0, the exchange format of static analysis: GitHub's code scanning, SonarQube, editors.

Messages hold no placeholders and have no arguments, so their braces stand as they are. The specification asks to
double them; those who show results do not undo that unless there are arguments, and `${{{{ x }}}}` is unreadable.
"""

from collections.abc import Mapping
from typing import Final

from .diagnostic import Diagnostic, Fix, Severity
from .fingerprint import fingerprints
from .report import Linted, Report, RuleText, dump_json, full_message
from .sarif_places import Json, artifact_location, as_location, as_region

_SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS: Final[Mapping[Severity, str]] = {"error": "error", "warning": "warning", "hint": "note"}
_FINGERPRINT: Final = "pipec/v1"
"""The number rises when fingerprints are made of something else."""


def write(report: Report) -> str:
    """Return a log with one run. It describes the rules that occur: the others would be most of each upload."""
    return dump_json(to_sarif(report))


def to_sarif(report: Report) -> Json:
    """Return the log as JSON data."""
    found = list(report.found())
    codes = {code: index for index, code in enumerate(sorted({item.code for item in found}))}
    names = fingerprints(report, found)
    run: Json = {
        "tool": {"driver": _driver(report, [report.rule(code) for code in codes])},
        "invocations": [_invocation(report)],
        "artifacts": _artifacts(report, found),
        "originalUriBaseIds": {"%SRCROOT%": {"description": _message("The root of the repository.")}},
        "columnKind": "unicodeCodePoints",
        "newlineSequences": ["\r\n", "\n", "\r"],
        "results": [_result(report, item, codes, name) for item, name in zip(found, names, strict=True)],
    }
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _message(text: str) -> Json:
    """Return a plain text message; nothing in it is taken for a link."""
    return {"text": text.replace("](", "\\](")}


def _driver(report: Report, rules: list[RuleText]) -> Json:
    return {
        "name": "pipec",
        "version": report.version,
        "semanticVersion": report.version,
        "rules": [_rule(each) for each in rules],
    }


def _rule(described: RuleText) -> Json:
    rule = described.rule
    title, _, rest = described.text.partition("\n")
    why = rest.strip().partition("\n\n")[0].replace("\n", " ")
    return {
        "id": rule.code,
        "name": rule.title,
        "shortDescription": {"text": title},
        "fullDescription": {"text": why if why and not why.startswith("#") else title},
        "help": {"text": described.text, "markdown": described.text},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"tags": list(described.tags)},
    }


def _invocation(report: Report) -> Json:
    bugs = [file for file in report.files if file.bug]
    return {
        "executionSuccessful": not bugs,
        "exitCode": report.exit_code,
        "toolExecutionNotifications": [_notification(file) for file in bugs],
    }


def _notification(file: Linted) -> Json:
    place = {"physicalLocation": {"artifactLocation": artifact_location(file.path)}}
    return {"level": "error", "message": _message(file.bug), "locations": [place]}


def _artifacts(report: Report, found: list[Diagnostic]) -> list[Json]:
    """Return every file that was linted, then those that are named beside them: fragments, profiles, locks."""
    targets = dict.fromkeys(file.path for file in report.files)
    spans = (span for item in found for span in (item.span, *(label.span for label in item.related)))
    others = dict.fromkeys(span.path for span in spans if span.path and span.path not in targets)
    linted: list[Json] = [{"location": artifact_location(path), "roles": ["analysisTarget"]} for path in targets]
    named: list[Json] = [{"location": artifact_location(path)} for path in others]
    return linted + named


def _result(report: Report, item: Diagnostic, codes: Mapping[str, int], fingerprint: str) -> Json:
    result: Json = {
        "ruleId": item.code,
        "ruleIndex": codes[item.code],
        "level": _LEVELS[item.severity],
        "message": _message(full_message(item)),
        "locations": [as_location(report, item.span)],
        "partialFingerprints": {_FINGERPRINT: fingerprint},
    }
    labels = [label for label in item.related if label.span.path]
    if labels:
        result["relatedLocations"] = [
            {"id": number, **as_location(report, label.span), "message": _message(label.text)}
            for number, label in enumerate(labels, 1)
        ]
    if item.fix is not None and item.fix.safe and all(edit.span.path in report.sources for edit in item.fix.edits):
        result["fixes"] = [_fix(report, item.fix)]
    return result


def _fix(report: Report, fix: Fix) -> Json:
    changes: dict[str, list[Json]] = {}
    for edit in sorted(set(fix.edits)):
        replacement: Json = {"deletedRegion": as_region(report, edit.span)}
        if edit.replacement:
            replacement["insertedContent"] = {"text": edit.replacement}
        changes.setdefault(edit.span.path, []).append(replacement)
    return {
        "description": _message(fix.title),
        "artifactChanges": [
            {"artifactLocation": artifact_location(path), "replacements": replacements}
            for path, replacements in changes.items()
        ],
    }
