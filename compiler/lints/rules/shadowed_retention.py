"""A rule of retention is reached by some artifact.

The first rule that matches an artifact decides how long it is kept: the one of the highest priority, of equals the one
that stands first in the file. A rule behind one with the same pattern, or behind one that matches everything, never
decides.

## Bad

```yaml
version: 1
name: shop
artifacts:
  retention:
    - {pattern: "*", max_age: 7d}
    - {pattern: "release-*", max_age: 365d}
jobs:
  build:
    artifacts:
      release-binaries: {paths: [bin/**]}
    steps:
      - script: make
```

## Good

```yaml
version: 1
name: shop
artifacts:
  retention:
    - {pattern: "release-*", max_age: 365d}
    - {pattern: "*", max_age: 7d}
jobs:
  build:
    artifacts:
      release-binaries: {paths: [bin/**]}
    steps:
      - script: make
```

## Fix

Unsafe: the rule that never decides is removed; it may rather have been meant to stand first.
"""

from collections.abc import Iterator
from typing import NamedTuple

from ...diagnostics import Diagnostic, Label, Rule, Span
from ...frontend.patches import remove_item
from ...frontend.tree import Mapping, Node, Scalar, Sequence
from ..subjects import Pipeline

RULE = Rule("PC866", "shadowed-retention", "warning")


class _Retention(NamedTuple):
    pattern: str
    priority: int
    node: Node
    span: Span


def check_pipeline(pipeline: Pipeline) -> Iterator[Diagnostic]:
    """Yield a warning for each rule of retention that another one always comes before."""
    policy = pipeline.body.get("artifacts")
    items = policy.get("retention") if isinstance(policy, Mapping) else None
    rules = _rules(items)
    for place, rule in enumerate(rules):
        first = next((other for other in rules[:place] if other.pattern in {rule.pattern, "*", "**"}), None)
        if first is None:
            continue
        fix = remove_item(items, rule.node, pipeline.source(rule.node))
        yield RULE.at(
            rule.span,
            f"this rule never decides: `{first.pattern}` comes first and matches all that it matches",
            label="never reached",
            related=(Label(first.span, "decides before"),),
            help="give it a higher `priority`, or let it stand first",
            fix=None if fix is None else fix._replace(title="remove the rule", safe=False),
        )


def _rules(items: Node | None) -> list[_Retention]:
    """Return the rules in the order in which they are asked; none where it depends on values that are computed."""
    found = []
    for item in items if isinstance(items, Sequence) else ():
        pattern = item.get("pattern") if isinstance(item, Mapping) else None
        priority = item.get("priority") if isinstance(item, Mapping) else None
        if not isinstance(pattern, Scalar) or "${" in pattern.text:
            return []
        text = priority.text if isinstance(priority, Scalar) else "0"
        if not text.lstrip("+-").isdecimal():
            return []
        found.append(_Retention(pattern.text, int(text), item, pattern.span))
    return sorted(found, key=lambda rule: -rule.priority)
