"""An analysis can pass and can fail.

Relative to the stable version a threshold of 0 is never kept: the value of the new version divided by that of the
stable one would have to be nothing. With a confidence of 0 every measurement is a regression, with a confidence of 1
none ever is.

## Bad

```yaml
version: 1
name: shop
jobs:
  release:
    deploy:
      environment: production
      strategy:
        type: canary
        analysis: {metric: error_rate, compare: relative, threshold: 0}
components:
  web: {image: registry.example/web:1.4}
environments:
  production: {runner: nomad, router: haproxy}
```

## Good

```yaml
version: 1
name: shop
jobs:
  release:
    deploy:
      environment: production
      strategy:
        type: canary
        analysis: {metric: error_rate, compare: absolute, threshold: 0}
components:
  web: {image: registry.example/web:1.4}
environments:
  production: {runner: nomad, router: haproxy}
```

## Fix

None: only you know what is good enough.
"""

from ...diagnostics import Diagnostic, Rule, Span

RULE = Rule("PC626", "hopeless-analysis", "error")


def relative_zero(span: Span) -> Diagnostic:
    """Return the diagnostic of a relative threshold of 0."""
    return RULE.at(
        span,
        "a threshold of 0 relative to the stable version can never be kept",
        label="never kept",
        help="1 wants the new version to be no worse; `compare: absolute` takes the value itself",
    )


def certain(span: Span, confidence: float) -> Diagnostic:
    """Return the diagnostic of a confidence of 0 or 1."""
    always = "every measurement is a regression" if confidence == 0 else "no measurement is ever a regression"
    return RULE.at(
        span,
        f"with a confidence of {confidence:g} {always}",
        label="decides nothing",
        help="write a number between, for example 0.95",
    )
