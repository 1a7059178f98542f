"""A comment that silences a diagnostic has one to silence.

An ignore outlives what it was written for, and would silence the next mistake on its line. Errors of files and of
YAML, up to PC029, cannot be silenced at all.

## Bad

```yaml
version: 1
name: shop
jobs:
  test:
    # pipec: ignore[PC031]
    steps:
      - script: make test
```

## Good

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - script: make test
```

## Fix

Safe: the code, or the whole comment, is removed.
"""

from ...diagnostics import Diagnostic, Edit, Fix, Rule, Span
from ...source import Source

RULE = Rule("PC901", "unused-ignore", "warning")


def unused_ignore(
    source: Source,
    comment: Span,
    codes: tuple[tuple[str, Span], ...],
    unused: list[tuple[str, Span]],
) -> Diagnostic:
    """Return the diagnostic of the `unused` ones among the `codes` of the ignore at `comment`."""
    path = comment.path
    names = ", ".join(f"`{code}`" for code, _ in unused)
    kept = [code for code, span in codes if (code, span) not in unused]
    if kept:
        edit = Edit(Span(path, codes[0][1].start, codes[-1][1].end), ", ".join(kept))
    else:
        edit = Edit(_with_line(source, comment), "")
    return RULE.at(
        Span(path, unused[0][1].start, unused[-1][1].end),
        f"this comment silences nothing with {names}",
        label="nothing to silence",
        help="remove it" if not kept else f"remove {names}",
        fix=Fix("remove what silences nothing", safe=True, edits=(edit,)),
    )


def _with_line(source: Source, comment: Span) -> Span:
    """Return `comment` with the white space before it and, if it stands alone, the line break after it."""
    text, start, end = source.text, comment.start, comment.end
    while text[start - 1 : start] in {" ", "\t"}:
        start -= 1
    if start == 0 or text[start - 1] in "\r\n":
        end += len(text[end : end + 2]) if text.startswith("\r\n", end) else len(text[end : end + 1])
    return Span(comment.path, start, end)
