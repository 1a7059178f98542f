"""A baseline is what `pipec lint --write-baseline` wrote.

A baseline is a JSON file with the findings that a repository knows of and lives with. It is written, not edited; when
it cannot be read, nothing is hidden. Errors of reading and of YAML, up to PC029, cannot stand in it.

## Bad

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - script: make test
#--- .pipec-baseline.json
{"version": 1, "files": {"pipeline.yaml": {"PC305 depends_on: [build, test]": "twice"}}}
```

## Good

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - script: make test
#--- .pipec-baseline.json
{"version": 1, "files": {}}
```

## Fix

None: it is written anew, by `pipec lint --write-baseline` after the file was removed.
"""

from ...diagnostics import Diagnostic, Rule, Span

RULE = Rule("PC794", "malformed-baseline", "error")

_HELP = "remove the file and write it anew with `pipec lint --write-baseline`"


def malformed_baseline(span: Span, reason: str) -> Diagnostic:
    """Return the diagnostic of a baseline; `reason` is a sentence about it."""
    return RULE.at(span, reason, label="not a baseline", help=_HELP)


def conflict(span: Span) -> Diagnostic:
    """Return the diagnostic of a baseline with the marker of a merge conflict at `span`."""
    return RULE.at(span, "the baseline has a merge conflict", label="unresolved", help=_HELP)


def newer_version(span: Span, version: int) -> Diagnostic:
    """Return the diagnostic of a format that this program does not know."""
    return RULE.at(
        span,
        f"the baseline has the format {version}, and 1 is known",
        label="unknown format",
        help="use the version of pipec that wrote it, or write it anew",
    )


def entry(span: Span, what: str) -> Diagnostic:
    """Return the diagnostic of one entry; `what` is a sentence about it."""
    return RULE.at(span, what, label="cannot be in a baseline", help=_HELP)
