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

Unsafe: the key is removed; it said nothing here, and may have been meant for another step or job.
"""

from ...diagnostics import Change, Diagnostic, Rule, Span

RULE = Rule("PC315", "idle-key", "error")


def idle_on_action(span: Span, key: str, action: str, step: Span) -> Diagnostic:
    """Return the diagnostic of a key of the mapping at `step` that an action does not use."""
    return RULE.at(
        span,
        f"`{key}` says nothing here: the action `{action}` runs no script",
        label="acts on nothing",
        help=f"remove `{key}`",
        change=Change(step, key),
    )


def idle_on_deployment(span: Span, key: str, job: str, owner: Span) -> Diagnostic:
    """Return the diagnostic of a key of the job named at `owner` that a deployment does not use."""
    return RULE.at(
        span,
        f"`{key}` says nothing here: job `{job}` deploys and has no steps",
        label="acts on nothing",
        help=f"remove `{key}`, or move it to a job with steps that this one depends on",
        change=Change(owner, key),
    )
