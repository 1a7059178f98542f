r"""A backslash in double quotes begins an escape that YAML knows.

In double quotes a backslash is special; in single quotes and in plain text it is itself. Regular expressions and
Windows paths are easiest in single quotes.

## Bad

```yaml
version: 1
name: shop
description: "ends in \d"
jobs:
  test:
    steps:
      - script: make test
```

## Good

```yaml
version: 1
name: shop
description: 'ends in \d'
jobs:
  test:
    steps:
      - script: make test
```

## Fix

Unsafe: the backslash is doubled, so that it stands for itself.
"""

from ...diagnostics import Diagnostic, Edit, Fix, Rule
from ..syntax_failure import Failure

RULE = Rule("PC016", "invalid-escape", "error")


def invalid_escape(failure: Failure) -> Diagnostic:
    """Return the diagnostic of the escape at the problem."""
    text = failure.source.text
    start = text.rfind("\\", failure.since, failure.at + 1)
    start = failure.at if start < 0 else start
    end = max(start + 2, failure.at + 1)
    written = text[start:end]
    known = "a number in base 16 must follow" if written[1:2] in {"x", "u", "U"} else "unknown to YAML"
    return RULE.at(
        failure.span(start, min(end, len(text))),
        f"`{written.rstrip()}` is no escape that double quotes know",
        label=known,
        help="double the backslash, or use single quotes, in which it is itself",
        fix=Fix("double the backslash", safe=False, edits=(Edit(failure.span(start, start), "\\"),)),
    )
