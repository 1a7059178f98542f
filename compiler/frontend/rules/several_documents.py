"""A pipeline file holds one YAML document.

A line of `---` begins another document, and what follows it would be ignored by most readers. Two pipelines are
two files.

## Bad

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - script: make test
---
version: 1
name: other
jobs:
  test:
    steps:
      - script: make test
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

None: move the second document into a file of its own.
"""

from ...diagnostics import Diagnostic, Rule, Span
from ...source import Source

RULE = Rule("PC026", "several-documents", "error")


def several_documents(source: Source, start: int) -> Diagnostic:
    """Return the diagnostic of a second document that begins at offset `start`."""
    return RULE.at(
        Span(source.path, start, start + 3),
        "the file holds more than one YAML document",
        label="the second document begins here and is ignored",
        help="move it into a file of its own, such as `other.pipeline.yaml`",
    )
