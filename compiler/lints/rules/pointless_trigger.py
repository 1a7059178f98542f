"""A trigger starts the pipeline when no other does.

A trigger without filters covers each one of the same event that has some: the filters keep nothing out, though they
look as if they did. A trigger that stands there twice is one.

## Bad

```yaml
version: 1
name: shop
triggers:
  - event: push
  - {event: push, branch: [main]}
jobs:
  build:
    steps:
      - script: make
```

## Good

```yaml
version: 1
name: shop
triggers:
  - {event: push, branch: [main]}
  - event: pull_request
jobs:
  build:
    steps:
      - script: make
```

## Fix

Safe: the trigger is removed that adds nothing; the pipeline starts as often as before.
"""

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Label, Rule, Span
from ...frontend.patches import remove_item
from ...frontend.tree import Node, Sequence
from ...ir.plan import Trigger
from ...source import Source
from ..subjects import Pipeline

RULE = Rule("PC868", "pointless-trigger", "warning")


def check_pipeline(pipeline: Pipeline) -> Iterator[Diagnostic]:
    """Yield a warning for each trigger that another one covers."""
    items = pipeline.body.get("triggers")
    triggers = pipeline.checked.triggers
    if not isinstance(items, Sequence) or len(items) < 2 or len(items) != len(triggers):
        return
    for place, trigger in enumerate(triggers):
        cover = _covering(triggers, place)
        if cover < 0:
            continue
        node, same = items.items[place], _filters(trigger) == _filters(triggers[cover])
        yield RULE.at(
            _place(node),
            "this trigger stands here twice" if same else f"every `{trigger.event}` starts the pipeline already",
            label="adds nothing",
            related=(Label(_place(items.items[cover]), "the same" if same else "without this filter"),),
            help="remove it, or give the other one a filter too",
            fix=remove_item(items, node, _only_source(pipeline, items)),
        )


def _covering(triggers: tuple[Trigger, ...], place: int) -> int:
    """Return the place of a trigger that covers the one at `place`, or -1; of equal ones the first covers."""
    trigger, filters = triggers[place], _filters(triggers[place])
    for number, other in enumerate(triggers):
        theirs = _filters(other)
        if number == place or other.event != trigger.event or other.cron != trigger.cron:
            continue
        wider = all(not wide or wide == narrow for wide, narrow in zip(theirs, filters, strict=True))
        if wider and (theirs != filters or number < place):
            return number
    return -1


def _filters(trigger: Trigger) -> tuple[tuple[str, ...], ...]:
    return (trigger.branch, trigger.path, trigger.tag)


def _place(node: Node) -> Span:
    return node.used or node.span


def _only_source(pipeline: Pipeline, items: Sequence) -> Source | None:
    """Return the file that all triggers stand in; None where they come from several."""
    paths = {item.span.path for item in items}
    return pipeline.source(items.items[0]) if len(paths) == 1 else None
