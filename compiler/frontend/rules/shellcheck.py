"""A script is one that shellcheck has no objection to.

shellcheck knows what goes wrong in shell scripts: words that are split where nobody thought of it, tests that are
always true, constructs that the step's shell does not have. `pipec lint` asks it about each script that `sh`, `bash`,
`dash`, `ksh` or BusyBox's shell runs, where shellcheck is installed (the extra `pipec[shellcheck]`, or on `PATH`).

What it calls an error or a warning is a warning here, the rest a hint. Its errors are no errors here: it calls scripts
so that run, and `pipec compile`, which asks no other program, compiles the pipeline all the same.

`# shellcheck disable=SC2086` in the script silences one of its codes, `# pipec: ignore[PC420]` all that it says there.

## Bad

```yaml shellcheck
version: 1
name: shop
jobs:
  release:
    steps:
      - script: |
          version=$(cat VERSION)
          make release VERSION=$version
```

## Good

```yaml shellcheck
version: 1
name: shop
jobs:
  release:
    steps:
      - script: |
          version=$(cat VERSION)
          make release VERSION="$version"
```

## Fix

Unsafe: what shellcheck proposes is written, where it proposes something. A variable in quotes is one word, which is
something else where several were wanted.
"""

from typing import NamedTuple

from ...diagnostics import Diagnostic, Fix, Label, Rule, Span

RULE = Rule("PC420", "shellcheck", "warning")

WIKI = "https://www.shellcheck.net/wiki/SC"


class Comment(NamedTuple):
    """What shellcheck says: the number of its code, its level (`error`, `warning`, `info`, `style`), and in words.

    `message` and `advice` are in the style of diagnostics; `advice` may be empty.
    """

    number: int
    level: str
    message: str
    advice: str = ""


def shellcheck(span: Span, comment: Comment, related: tuple[Label, ...] = (), fix: Fix | None = None) -> Diagnostic:
    """Return the diagnostic of a comment on what stands at `span`."""
    address = f"{WIKI}{comment.number}"
    found = RULE.at(
        span,
        f"shellcheck SC{comment.number}: {comment.message}",
        related=related,
        help=f"{comment.advice}: {address}" if comment.advice else f"see {address}",
        fix=fix,
    )
    return found if comment.level in {"error", "warning"} else found._replace(severity="hint")
