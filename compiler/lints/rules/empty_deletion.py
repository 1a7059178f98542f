"""What is deleted does not depend on a variable that may be empty.

`rm -rf "$DIR/"` with an empty `DIR` is `rm -rf /`. The shell refuses to go on with `${DIR:?}`. Told are variables that
get their value when the pipeline runs (an expression, a parameter, an empty text) or that only the image may define,
where nothing but `/` or a folder of the system stands behind them. Exempt are variables that the script sets or tests,
and shells with `-u` for those that the image defines.

## Bad

```yaml
version: 1
name: shop
params:
  folder: {type: string, bind: run, default: ""}
jobs:
  clean:
    steps:
      - environment: {FOLDER: "${params.folder}"}
        script: rm -rf "$FOLDER"/*
```

## Good

```yaml
version: 1
name: shop
params:
  folder: {type: string, bind: run, default: ""}
jobs:
  clean:
    steps:
      - environment: {FOLDER: "${params.folder}"}
        script: rm -rf "${FOLDER:?}"/*
```

## Fix

Unsafe: `${NAME:?}` is written; the step fails where the variable is empty.
"""

import re
from collections.abc import Iterator
from typing import Final

from ...diagnostics import Diagnostic, Rule
from ...frontend.shell_variables import IMAGE_ENDINGS, PREFIXES, WELL_KNOWN
from ..commands import Word
from ..edits import rewrite, unsafe
from ..subjects import ScriptSubject

RULE = Rule("PC557", "empty-deletion", "warning")

_NEEDED: Final = frozenset({"rm"})
_WORD: Final = (
    r"\0(?P<name>[A-Za-z_][A-Za-z0-9_]*)\0/(?:\*|\.\*|bin|boot|dev|etc|home|lib|lib64|opt|root|sbin|srv|sys|usr|var)?/?"
)


def check_script(script: ScriptSubject) -> Iterator[Diagnostic]:
    """Yield a warning for each deletion that is one of everything when a variable is empty."""
    if _NEEDED.isdisjoint(script.words) or "$" not in script.text:
        return
    for command in script.commands:
        if command.name != "rm" or not any(_is_recursive(word) for word in command.arguments):
            continue
        for word in command.arguments:
            found = re.fullmatch(_WORD, word)
            if found is not None and _may_be_empty(script, found["name"]):
                yield _tell(script, word, found["name"])


def _is_recursive(word: Word) -> bool:
    return word == "--recursive" or (word[:1] == "-" and word[1:2] != "-" and ("r" in word or "R" in word))


def _tell(script: ScriptSubject, word: Word, name: str) -> Diagnostic:
    written = script.text[word.start : word.end]
    plain = re.search(rf"\$(?:{name}|\{{{name}\}})", written)
    edit = None
    if plain is not None:
        start = word.start + plain.start()
        edit = rewrite(script, start, start + len(plain[0]), f"${{{name}:?}}")
    rest = word.rpartition("\0")[2]
    return RULE.at(
        script.span(word.start, word.end),
        f"this deletes `{rest}` when `{name}` is empty",
        label=f"`{name}` may be empty",
        help=f"write `${{{name}:?}}`: the step fails then",
        fix=None if edit is None else unsafe(f"write `${{{name}:?}}`", edit),
    )


def _may_be_empty(script: ScriptSubject, name: str) -> bool:
    """Tell whether a variable may well be empty, and nothing in the script says otherwise."""
    text = script.text
    if re.search(rf"\b{name}\+?=|\$\{{{name}:|-[nz] [\"']?\$\{{?{name}\b|\b(?:for|read)\b[^\n;]*\b{name}\b", text):
        return False
    value = next((item.value for item in script.step.step.environment if item.name == name), None)
    if value is not None:
        if value.constant is None:
            return not any(isinstance(part, str) and part for part in value.parts)
        return not value.constant
    if name in WELL_KNOWN or name.startswith((*PREFIXES, "PIPEC_")) or not name.endswith(IMAGE_ENDINGS):
        return False
    shell = script.step.step.shell
    strict = any(word[:1] == "-" and "u" in word for word in shell[1:])
    return not strict and not re.search(r"\bset -[a-z]*u|nounset", text)
