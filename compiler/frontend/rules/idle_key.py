"""A key that is written has something to act on.

An action runs no script and no container of its own, so `shell` and `image` say nothing on it. A job that deploys has
no steps, so there is nothing that could fill a workspace, make artifacts, publish outputs or talk to services. Such
a key would be dropped silently, and whoever reads the file would believe in it.

## Bad

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - name: say
        action: logger
        with: {message: hello}
        shell: bash
```

## Good

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - name: say
        action: logger
        with: {message: hello}
```

## Fix

None: remove the key, or say elsewhere what was meant.
"""

from ...diagnostics import Diagnostic, Rule, Span

RULE = Rule("PC315", "idle-key", "error")


def idle_on_action(span: Span, key: str, action: str) -> Diagnostic:
    """Return the diagnostic of a step's key that an action does not use."""
    return RULE.at(
        span,
        f"`{key}` says nothing here: the action `{action}` runs no script",
        label="acts on nothing",
        help=f"remove `{key}`",
    )


def idle_on_deployment(span: Span, key: str, job: str) -> Diagnostic:
    """Return the diagnostic of a job's key that a deployment does not use."""
    return RULE.at(
        span,
        f"`{key}` says nothing here: job `{job}` deploys and has no steps",
        label="acts on nothing",
        help=f"remove `{key}`, or move it to a job with steps that this one depends on",
    )
