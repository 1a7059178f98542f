"""A component has the labels that the repository's policy requires.

`required_labels` in the `[policy]` of `.pipec.toml` names labels by which deployed things are found, charged or called
at night: an owner, a cost centre. A component without one is nobody's. Labels of jobs are something else, they choose
the machine that runs them, and are not asked for.

## Bad

```toml
[policy]
required_labels = ["owner"]
```

```yaml
version: 1
name: shop
jobs:
  release:
    deploy: {environment: live, strategy: {type: all-at-once}}
components:
  web: {image: registry.example/web:1.4}
environments:
  live: {runner: compose}
```

## Good

```toml
[policy]
required_labels = ["owner"]
```

```yaml
version: 1
name: shop
jobs:
  release:
    deploy: {environment: live, strategy: {type: all-at-once}}
components:
  web: {image: registry.example/web:1.4, labels: {owner: storefront}}
environments:
  live: {runner: compose}
```

## Fix

None: what the label says is the author's to say.
"""

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Label, Rule
from ..subjects import ComponentSubject

RULE = Rule("PC882", "missing-label", "error")


def check_component(subject: ComponentSubject) -> Iterator[Diagnostic]:
    """Yield an error for each required label that a component does not have."""
    policy = subject.pipeline.policy
    given = dict(subject.component.labels)
    for entry in policy.required_labels if policy is not None else ():
        if not given.get(entry.text):
            yield RULE.at(
                subject.component.origin,
                f"component `{subject.component.name}` has no label `{entry.text}`, which the policy requires",
                label=f"`{entry.text}` is missing",
                related=(Label(entry.span, "required"),),
                help=f"add it: `labels: {{{entry.text}: …}}`",
            )
