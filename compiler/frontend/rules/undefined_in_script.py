"""A variable that a script reads is defined somewhere.

The shell takes a variable that nothing defines as empty, and goes on: `rm -rf "$BUILD_DIR/"` becomes something else.
A script sees the variables of its step, its job and `global_env`, those of the system (`CI_*`), those of its services,
and what it sets itself; the environment of whoever starts the pipeline is no source.

The hint is given only where the name is surely undefined. It is not given in single quotes or under a quoted heredoc,
for `${NAME:-default}` and its kin, for names that the script sets or tests, for what shells and tools set, nor
in scripts with `source`, `.` or `eval`, which may define anything.

## Bad

```yaml
version: 1
name: shop
jobs:
  test:
    environment: {TARGET: release}
    steps:
      - name: build
        script: make "$TARGTE"
```

## Good

```yaml
version: 1
name: shop
jobs:
  test:
    environment: {TARGET: release}
    steps:
      - name: build
        script: make "$TARGET"
```

## Fix

Unsafe: the nearest name that is defined is written.
"""

from collections.abc import Sequence

from ...diagnostics import Diagnostic, Edit, Fix, Rule, Span

RULE = Rule("PC411", "undefined-in-script", "hint")


def undefined_in_script(name: str, spans: Sequence[Span], near: str | None, owner: str) -> Diagnostic:
    """Return the hint at a variable that stands at `spans` and that nothing defines; `near` is a similar one."""
    return RULE.at(
        spans[0],
        f"the script of {owner} reads `{name}`, which nothing defines",
        label="empty when it runs",
        help=f"did you mean `{near}`?"
        if near
        else f"define it in `environment`, or write `${{{name}:-}}` if it may be missing",
        fix=Fix(f"write `{near}`", False, tuple(Edit(span, near) for span in spans)) if near else None,
    )
