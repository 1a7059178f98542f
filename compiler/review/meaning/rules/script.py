"""Scripts, line by line."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from ....ir.values import Secret
from ..case import Case
from ..finding import WHO, Finding, Reason, Rule, found, place_of
from ..graphs import guards
from ..lines import counted, difference

_REASONS: Final = {
    "secret": Reason("notable", "the commands can use a secret"),
    "hidden": Reason("notable", "a command may fail there now and deployments start nevertheless"),
    "guard": Reason("low", "other commands decide whether deployments start"),
    "changed": Reason("low", "other commands run"),
}

_HIDING: Final = re.compile(
    r"\|\|\s*(?:true\b|:(?!\w)|exit\s+0\b|echo\b)|^[+-]\s*(?:set\s+\+\w*e|exit\s+0\s*(?:\#.*)?$)"
)
"""Commands after which a failure is no failure any more."""


def find(case: Case) -> Iterator[Finding]:
    """Yield a finding for each step with other commands."""
    for path, _, before, _, after in case.steps():
        edits = case.under(*path, "script")
        if before is not None and after is not None and edits:
            lines = difference(before.script or "", after.script or "")
            reads = any(isinstance(part, Secret) for item in after.environment for part in item.value.parts)
            guard = path[1] in guards(case.after)
            key = "secret" if reads else "hidden" if guard and _hides(lines) else "guard" if guard else "changed"
            text = f"{WHO}: script, {counted(lines)}"
            yield found(_REASONS[key], place_of(path)[0], text, edits, lines=lines)


def _hides(lines: Sequence[str]) -> bool:
    """Tell whether more lines came that hide failures than went."""
    came, gone = (sum(line[:1] == sign and _HIDING.search(line) is not None for line in lines) for sign in "+-")
    return came > gone


RULE: Final = Rule("script", "Scripts, line by line.", _REASONS, find)
