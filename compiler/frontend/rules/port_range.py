"""A range of ports goes from a lower port to a higher one.

An environment of plain hosts takes the ports of its instances from `port_range`. Ports go up to 65535, and the first
of the range is not above the last.

## Bad

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - script: make test
environments:
  production:
    runner: systemd
    target: {hosts: [local], directory: /srv/shop, port_range: 20999-20000}
```

## Good

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - script: make test
environments:
  production:
    runner: systemd
    target: {hosts: [local], directory: /srv/shop, port_range: 20000-20999}
```

## Fix

Unsafe: the two ends of a range that runs backwards are swapped.
"""

from ...diagnostics import Diagnostic, Edit, Fix, Rule, Span

RULE = Rule("PC610", "port-range", "error")


def bad_range(span: Span, text: str, *, written: bool) -> Diagnostic:
    """Return the diagnostic of a range that is empty or beyond 65535; `written` says that it stands so at `span`."""
    low, _, high = text.partition("-")
    numbers = low.isdigit() and high.isdigit()
    swapped = f"{high}-{low}"
    backwards = numbers and 0 < int(high) < int(low) < 65536
    why = "it ends before it begins" if backwards else "ports are 1 to 65535" if numbers else "it is not `LOW-HIGH`"
    return RULE.at(
        span,
        f"`{text}` is no range of ports: {why}",
        label="not a range",
        help=f"did you mean `{swapped}`?" if backwards else "write `LOW-HIGH`, for example `20000-20999`",
        fix=Fix(f"write `{swapped}`", False, (Edit(span, swapped),)) if backwards and written else None,
    )
