"""The lock, `pipec.lock`, is JSON and gives a digest for each of its images.

A lock that is half read would pin some images and leave others to their tags, so it is taken whole or not at all. A
conflict marker that a merge left behind is the usual cause.

## Bad

```yaml compile
version: 1
name: shop
jobs:
  test:
    steps:
      - script: make test
```

```json
{
  "images": {
    "registry.example/make:4": {"digest": "sha256:0123"}
  }
}
```

## Good

```yaml compile
version: 1
name: shop
jobs:
  test:
    steps:
      - script: make test
```

```json
{
  "images": {
    "registry.example/make:4": {
      "digest": "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
    }
  }
}
```

## Fix

None: the digest has to be asked of the registry. `pipec lock` writes the file anew where there is none.
"""

from ...diagnostics import Diagnostic, Rule, Span

RULE = Rule("PC512", "malformed-lock", "error")


def malformed_lock(span: Span, problem: str) -> Diagnostic:
    """Return the diagnostic of a `pipec.lock` that cannot be read."""
    return RULE.at(
        span,
        f"the lock cannot be read: {problem}",
        label="from here",
        help='it is JSON: `{"images": {"REFERENCE": {"digest": "sha256:…"}}}`; `pipec lock` writes one where none is',
    )


def no_digest(span: Span, reference: str) -> Diagnostic:
    """Return the diagnostic of an image in the lock without a digest."""
    return RULE.at(
        span,
        f"the lock has no digest for `{reference}`",
        label="no digest",
        help="remove the entry and run `pipec lock`, or give it one: `sha256:` and 64 hexadecimal digits",
    )


def conflict(span: Span) -> Diagnostic:
    """Return the diagnostic of a lock with the marker of a merge conflict in it."""
    return RULE.at(
        span,
        "the lock has a merge conflict in it",
        label="left by the merge",
        help="resolve the conflict so that each image has one digest; `pipec lock` sorts the rest",
    )


def twice(span: Span, reference: str) -> Diagnostic:
    """Return the diagnostic of an image that the lock has two entries for, as a merge may leave it."""
    return RULE.at(
        span,
        f"the lock has two entries for `{reference}`",
        label="the second one",
        help="remove one of them; `pipec lock --update IMAGE` asks the registry which is right",
    )


def unknown_version(span: Span, version: object) -> Diagnostic:
    """Return the diagnostic of a lock in a format that is not known."""
    return RULE.at(
        span,
        f"the lock is of version {version}, and this pipec reads version 1",
        label="not known",
        help="use the pipec that wrote it, or remove the file and run `pipec lock`",
    )
