"""A deployment waits for the jobs that make what it deploys.

The image of a component with `image: {from: JOB.OUTPUT}` is known when that job has run; so is the artifact of a
component with `artifact`. A deployment that does not wait for the job has nothing to put there. One to an environment
with `after` needs not wait: it takes the release that is healthy there.

## Bad

```yaml
version: 1
name: shop
jobs:
  package:
    outputs: [image]
    steps:
      - name: build
        script: make image > "$PIPEC_OUTPUT"
  release:
    deploy: {environment: production, strategy: {type: all-at-once}}
components:
  web: {image: {from: package.image}}
environments:
  production: {runner: compose}
```

## Good

```yaml
version: 1
name: shop
jobs:
  package:
    outputs: [image]
    steps:
      - name: build
        script: make image > "$PIPEC_OUTPUT"
  release:
    depends_on: [package]
    deploy: {environment: production, strategy: {type: all-at-once}}
components:
  web: {image: {from: package.image}}
environments:
  production: {runner: compose}
```

## Fix

Unsafe: the job is added to `depends_on`; the deployment may rather be meant to wait for one that waits for it.
"""

from ...diagnostics import Change, Diagnostic, Label, Rule, Span

RULE = Rule("PC622", "unfilled-hole", "error")


def unfilled_hole(span: Span, job: str, component: str, wanted: str, origin: Span) -> Diagnostic:
    """Return the diagnostic of a deployment that does not wait for the job of `wanted` (`JOB.OUTPUT`)."""
    producer = wanted.partition(".")[0]
    return RULE.at(
        span,
        f"job `{job}` deploys component `{component}`, which is `{wanted}`, and does not wait for job `{producer}`",
        label=f"does not wait for `{producer}`",
        related=(Label(origin, "the component is made there"),),
        help=f"add `{producer}` to its `depends_on`",
        change=Change(span, "depends_on", producer, item=True),
    )
