"""Scripts, line by line."""

from collections.abc import Iterator
from typing import Final

from ....ir.values import Secret
from ..case import Case
from ..finding import WHO, Finding, Reason, Rule, found, place_of
from ..graphs import guards
from ..lines import counted, difference

_REASONS: Final = {
    "secret": Reason("notable", "the commands can use a secret"),
    "guard": Reason("low", "other commands decide whether deployments start"),
    "changed": Reason("low", "other commands run"),
}


def find(case: Case) -> Iterator[Finding]:
    """Yield a finding for each step with other commands."""
    for path, _, before, _, after in case.steps():
        edits = case.under(*path, "script")
        if before is not None and after is not None and edits:
            lines = difference(before.script or "", after.script or "")
            reads = any(isinstance(part, Secret) for item in after.environment for part in item.value.parts)
            key = "secret" if reads else "guard" if path[1] in guards(case.after) else "changed"
            text = f"{WHO}: script, {counted(lines)}"
            yield found(_REASONS[key], place_of(path)[0], text, edits, lines=lines)


RULE: Final = Rule("script", "Scripts, line by line.", _REASONS, find)
