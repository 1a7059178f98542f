"""A volume has an absolute path of its own."""

from ...diagnostics import Diagnostic, Rule, Span

RULE = Rule("PC609", "volume-path", "error")


def not_absolute(span: Span, path: str) -> Diagnostic:
    """Return the diagnostic of a volume at a relative path."""
    return RULE.at(
        span, f"the volume's path `{path}` is not absolute", label="where?", help="begin it with `/`, without `..`"
    )


def same_path(span: Span, path: str) -> Diagnostic:
    """Return the diagnostic of a second volume at one path."""
    return RULE.at(span, f"two volumes stand at `{path}`", label="again here", help="give each volume its own path")
