"""A pipeline file has a document in it.

An empty file, or one of comments only, says nothing to compile.

## Bad

```yaml
# version: 1
# name: shop
```

## Good

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - script: make test
```

## Fix

None: write the pipeline, or remove the file.
"""

from ...diagnostics import Diagnostic, Rule, Span
from ...source import Source

RULE = Rule("PC027", "empty-file", "error")


def empty_file(source: Source) -> Diagnostic:
    """Return the diagnostic of a `source` without content."""
    return RULE.at(
        Span(source.path, 0, 0),
        "the file is empty" if not source.text.strip() else "the file has no content but comments",
        label="a pipeline begins with `version: 1`",
        help="`pipec init` writes a pipeline to start from",
    )
