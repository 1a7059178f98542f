"""A credential stands in no file of the repository.

Whoever can read the repository, now or later, a clone or a fork, has the key; deleting the line does not delete it from
the history. It has to be revoked, and its successor belongs to the runner's secrets. What is told is what has the exact
form of a key: those of AWS, GitHub, GitLab, Slack, Stripe, npm, PyPI, Docker Hub and Google, private keys in PEM, a
password in the URL of a public host. Texts that are examples by themselves (`EXAMPLE`, `xxxx`, `password`) are exempt.
`pipec lint` shows the line with `*` in the credential's place.

## Bad

```yaml
version: 1
name: shop
jobs:
  docs:
    steps:
      - script: git push https://deploy:tr0ub4dor-and-3@git.shop.example/docs.git main
```

## Good

```yaml
version: 1
name: shop
jobs:
  docs:
    secrets: [push_token]
    steps:
      - environment: {PUSH_TOKEN: "${secrets.push_token}"}
        script: git push "https://deploy:$PUSH_TOKEN@git.shop.example/docs.git" main
```

## Fix

None: the credential has to be revoked, wherever it stood.
"""

import re
from collections.abc import Iterator
from typing import Final

from ...diagnostics import Diagnostic, Rule, Span
from ...diagnostics.credentials import FORMS
from ...source import Source
from ..hosts import public_host
from ..subjects import Pipeline

RULE = Rule("PC544", "literal-credential", "warning")

_SIGNS: Final = (
    *("AKIA", "ASIA", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "gldt-", "glrt-", "glcbt-"),
    *("xox", "k_live_", "npm_", "pypi-", "dckr_", "AIza", "PRIVATE KEY"),
)
_LOGIN: Final = r"://[^/\s@]*:[^/\s@]*@"
_KINDS: Final = {
    "aws": "a key of AWS",
    "github": "a token of GitHub",
    "gitlab": "a token of GitLab",
    "slack": "a token of Slack",
    "stripe": "a key of Stripe",
    "npm": "a token of npm",
    "pypi": "a token of PyPI",
    "docker": "a token of Docker Hub",
    "google": "a key of Google",
    "url": "a password",
    "key": "a private key",
}
_PLACEHOLDERS: Final = (
    *("example", "xxxx", "0000", "1234", "abcd", "changeme", "change-me", "placeholder", "dummy", "fake", "redacted"),
    *("secret", "passw", "token", "your"),
)
_FEWEST_SIGNS: Final = 6
"""A text with fewer different characters is no credential."""


def check_pipeline(pipeline: Pipeline) -> Iterator[Diagnostic]:
    """Yield a warning for each text in the pipeline's files that has the form of a credential."""
    for path, source in pipeline.context.sources.items():
        if any(sign in source.text for sign in _SIGNS) or ("://" in source.text and re.search(_LOGIN, source.text)):
            yield from _found(path, source)


def _found(path: str, source: Source) -> Iterator[Diagnostic]:
    for found in re.finditer(FORMS, source.text):
        kind = next(name for name in _KINDS if found[name] is not None)
        group = "password" if kind == "url" else kind
        if not _is_example(found[group], kind) and (kind != "url" or public_host(found[0])):
            yield RULE.at(
                Span(path, *found.span(group)),
                f"{_KINDS[kind]} stands in the file for all who can read it",
                label="revoke it",
                help="revoke it, then use a secret: `${secrets.NAME}`",
            )


def _is_example(text: str, kind: str) -> bool:
    if kind == "key":
        return False
    lower = text.lower()
    return len(set(text)) < _FEWEST_SIGNS or any(word in lower for word in _PLACEHOLDERS)
