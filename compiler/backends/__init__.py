"""The backends: one folder each, one line here."""

TARGETS: tuple[str, ...] = ("nomad", "compose", "woodpecker", "deploy")
"""Every target, in the order of reports; `compiler.backends.NAME.BACKEND` is its value."""
