"""Names and paths that stand in a host's configuration have a form that it can hold.

A route's host is a host name, or `*.` and a host name; its path begins with `/` and has no control characters.
Directories and paths on a host are absolute, of letters, digits and `._/@+-`, because systemd reads other characters in
them in several ways. A variable or an argument is at most 128 KiB and holds no NUL.

## Bad

```yaml target=deploy
version: 1
name: shop
jobs:
  build:
    steps:
      - name: build
        image: registry.example/make:4@sha256:fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210
        script: make
    artifacts:
      site:
        paths: [site/**]
  release:
    depends_on: [build]
    deploy:
      environment: production
      strategy: {type: all-at-once}
components:
  web:
    image: registry.example/web:1.4@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
    ports: [{name: http, container: 8080}]
    routes: [{host: "shop example"}]
environments:
  production:
    runner: compose
    router: nginx
```

## Good

```yaml target=deploy
version: 1
name: shop
jobs:
  build:
    steps:
      - name: build
        image: registry.example/make:4@sha256:fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210
        script: make
    artifacts:
      site:
        paths: [site/**]
  release:
    depends_on: [build]
    deploy:
      environment: production
      strategy: {type: all-at-once}
components:
  web:
    image: registry.example/web:1.4@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
    ports: [{name: http, container: 8080}]
    routes: [{host: shop.example}]
environments:
  production:
    runner: compose
    router: nginx
```

## Fix

None: another text must be chosen.
"""

from ....diagnostics import Diagnostic, Rule, Span

RULE = Rule("PC781", "text-not-expressible", "error")


def not_expressible(span: Span, what: str, text: str, rule: str) -> Diagnostic:
    """Return the diagnostic of a text that does not fit; `rule` says what would."""
    shown = text if len(text) <= 60 else text[:60] + "…"
    return RULE.at(span, f"{what} {shown!r} cannot stand in the configuration", label="does not fit", help=rule)
