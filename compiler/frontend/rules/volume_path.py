"""A volume stands at an absolute path of its own.

The path is one inside the instance, from its root: engines refuse a relative one, or take it for a name. Of two
volumes at one path only one could be seen.

## Bad

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - script: make test
components:
  web:
    image: registry.example/web:1.4
    volumes:
      - {name: uploads, path: srv/uploads}
```

## Good

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - script: make test
components:
  web:
    image: registry.example/web:1.4
    volumes:
      - {name: uploads, path: /srv/uploads}
```

## Fix

Unsafe: a `/` is put before the path; another place may be meant.
"""

from ...diagnostics import Diagnostic, Edit, Fix, Label, Rule, Span

RULE = Rule("PC609", "volume-path", "error")


def not_absolute(span: Span, path: str, *, written: bool) -> Diagnostic:
    """Return the diagnostic of a volume at a relative path; `written` says that the path stands so at `span`."""
    fix = Fix(f"write `/{path}`", False, (Edit(span, f"/{path}"),)) if written and path[:1].isalnum() else None
    return RULE.at(
        span,
        f"the volume's path `{path}` is not absolute",
        label="relative to what?",
        help="begin it with `/`",
        fix=fix,
    )


def leads_up(span: Span, path: str) -> Diagnostic:
    """Return the diagnostic of a volume at a path with `..` in it."""
    return RULE.at(
        span, f"the volume's path `{path}` has `..` in it", label="leads up again", help="write the path that is meant"
    )


def same_path(span: Span, first: Span, path: str) -> Diagnostic:
    """Return the diagnostic of a second volume at one path."""
    return RULE.at(
        span,
        f"two volumes stand at `{path}`",
        label="again here",
        related=(Label(first, "the first one"),),
        help="give each volume its own path",
    )
