"""A value of the configuration is one that can be used.

A version is one that the compiler knows or a patch release of it, an artifact store is `s3` or `https`, the image of
`pipec` is pinned by digest so that a deployment always runs the same tool, and amounts are written as in a pipeline.
A rule is named by its code, the beginning of codes (`PC3`) or its title; a registry begins with its host.

## Bad

```yaml target=compose profile
version: 1
name: shop
jobs:
  test:
    steps:
      - name: test
        image: registry.example/make:4@sha256:fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210
        script: make test
```

```toml
[targets.compose]
artifact_store = {kind = "ftp", url = "ftp://store.example"}
```

## Good

```yaml target=compose profile
version: 1
name: shop
jobs:
  test:
    steps:
      - name: test
        image: registry.example/make:4@sha256:fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210
        script: make test
```

```toml
[targets.compose]
artifact_store = {kind = "https", url = "https://store.example"}
```

## Fix

None: what was meant cannot be guessed.
"""

from collections.abc import Iterable

from ...diagnostics import Diagnostic, Rule, Span
from ...ir.expression.nearest import suggestion

RULE = Rule("PC793", "configuration-value", "error")


def unknown_version(span: Span, target: str, version: str, known: Iterable[str]) -> Diagnostic:
    """Return the diagnostic of an engine version that the compiler does not know."""
    listed = ", ".join(f"`{each}`" for each in known)
    return RULE.at(
        span, f"the version `{version}` of {target} is not known", label="unknown version", help=f"known are {listed}"
    )


def unknown_store(span: Span, kind: str, known: Iterable[str]) -> Diagnostic:
    """Return the diagnostic of an artifact store of an unknown kind."""
    return RULE.at(
        span, f"there is no artifact store `{kind}`", label="unknown kind", help=suggestion(kind, known, "kinds")
    )


def store_url(span: Span, kind: str, text: str, reason: str) -> Diagnostic:
    """Return the diagnostic of an address at which no store of this kind can be; `reason` ends a sentence about it."""
    forms = "`https://HOST:PORT/PREFIX` of a `pipec artifact serve`"
    if kind == "s3":
        forms = "`https://HOST/BUCKET/PREFIX` or `s3://BUCKET/PREFIX?endpoint=https://HOST&region=REGION`"
    return RULE.at(span, f"`{text}` {reason}", label=f"no address of kind `{kind}`", help=f"write {forms}")


def unknown_driver(span: Span, driver: str, known: Iterable[str]) -> Diagnostic:
    """Return the diagnostic of a driver that cannot run a step without an image."""
    return RULE.at(
        span,
        f"no step runs on the host by the driver `{driver}`",
        label="not a driver of the host",
        help=suggestion(driver, known, "drivers"),
    )


def mhz(span: Span, text: str) -> Diagnostic:
    """Return the diagnostic of a speed that no core has."""
    return RULE.at(span, f"`{text}` MHz is no core's speed", label="out of range", help="write about `1000` to `5000`")


def folder(span: Span, text: str) -> Diagnostic:
    """Return the diagnostic of a path that is no folder inside the repository."""
    return RULE.at(
        span,
        f"`{text}` is no folder of the repository",
        label="outside",
        help="write a path from the repository's root, such as `pipec-out`",
    )


def malformed_image(span: Span, text: str) -> Diagnostic:
    """Return the diagnostic of what is no image reference."""
    return RULE.at(span, f"`{text}` is no image reference", label="malformed", help="write `REGISTRY/NAME@sha256:…`")


def unpinned_image(span: Span, text: str) -> Diagnostic:
    """Return the diagnostic of an image without digest."""
    return RULE.at(
        span,
        f"the image `{text}` is not pinned",
        label="has no digest",
        help="add its digest: `@sha256:` and 64 digits",
    )


def checksum(span: Span, text: str) -> Diagnostic:
    """Return the diagnostic of a malformed checksum."""
    return RULE.at(
        span, f"`{text}` is no checksum", label="malformed", help="write `sha256:` and 64 hexadecimal digits"
    )


def url(span: Span, text: str) -> Diagnostic:
    """Return the diagnostic of a malformed URL."""
    return RULE.at(span, f"`{text}` is no URL", label="malformed", help="write `SCHEME://HOST/PATH` without blanks")


def cpu(span: Span, text: str) -> Diagnostic:
    """Return the diagnostic of a malformed share of the processor."""
    return RULE.at(span, f"`{text}` is no share of the processor", label="malformed", help='write `0.5` or `"500m"`')


def size(span: Span, text: str) -> Diagnostic:
    """Return the diagnostic of a malformed size."""
    return RULE.at(span, f"`{text}` is no size", label="malformed", help='write `"512MiB"` or `"2GB"`')


def unknown_rule(span: Span, name: str, help: str) -> Diagnostic:
    """Return the diagnostic of a code, a beginning of codes or a title that no rule has."""
    return RULE.at(span, f"there is no rule `{name}`", label="unknown rule", help=help)


def fixed_rule(span: Span, name: str) -> Diagnostic:
    """Return the diagnostic of an error of reading that was to be left out or made less of."""
    return RULE.at(
        span,
        f"`{name}` is an error of reading, which always counts",
        label="always an error",
        help="repair the file; what can be left out begins with PC030",
    )


def unknown_word(span: Span, key: str, word: str, words: Iterable[str]) -> Diagnostic:
    """Return the diagnostic of a word that is none of the few that a key takes."""
    return RULE.at(
        span, f"`{key}` cannot be `{word}`", label="unknown word", help=suggestion(word, words, "possible are")
    )


def pattern(span: Span, text: str, reason: str, help: str) -> Diagnostic:
    """Return the diagnostic of a pattern that matches nothing; `reason` ends a sentence about it."""
    return RULE.at(span, f"`{text}` {reason}", label="matches nothing", help=help)


def shellcheck_code(span: Span, text: str) -> Diagnostic:
    """Return the diagnostic of what is no code of shellcheck."""
    return RULE.at(
        span, f"`{text}` is no code of shellcheck", label="malformed", help="write `SC` and four digits: `SC2086`"
    )


def missing_baseline(span: Span, path: str) -> Diagnostic:
    """Return the diagnostic of a baseline that was named and is not there."""
    return RULE.at(
        span,
        f"there is no baseline `{path}`",
        label="no such file",
        help="write it with `pipec lint --write-baseline`, or correct the path",
    )


def secret_name(span: Span, name: str) -> Diagnostic:
    """Return the diagnostic of a name that no secret of a pipeline can have."""
    return RULE.at(
        span,
        f"`{name}` is no name of a secret",
        label="malformed name",
        help="write a letter, then letters, digits, `_` and `-`, at most 50 in all",
    )


def one_place(span: Span, name: str, places: Iterable[str]) -> Diagnostic:
    """Return the diagnostic of a secret that comes from nowhere, or from several places."""
    listed = ", ".join(f"`{place}`" for place in places)
    return RULE.at(
        span, f"the secret `{name}` needs one place", label="none, or several", help=f"write exactly one of {listed}"
    )


def idle_secret_key(span: Span, kind: str) -> Diagnostic:
    """Return the diagnostic of a `key` for a place that holds one secret only."""
    return RULE.at(
        span, f"`key` says nothing beside `{kind}`", label="idle", help="`nomad` and `vault` alone hold several secrets"
    )


def variable_name(span: Span, text: str) -> Diagnostic:
    """Return the diagnostic of what is no name of an environment variable."""
    return RULE.at(
        span, f"`{text}` is no name of a variable", label="malformed name", help="write a name such as `REGISTRY_TOKEN`"
    )


def secret_path(span: Span, text: str) -> Diagnostic:
    """Return the diagnostic of a path that leads to no secret."""
    return RULE.at(
        span,
        f"{text!a} is no path of a secret",
        label="malformed path",
        help="write a path such as `secret/data/shop`, without `..` and control characters",
    )
