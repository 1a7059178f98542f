"""The shell that runs a script, and whether a failing command ends it."""

from collections.abc import Iterator
from typing import Final

from ..case import Case
from ..finding import WHO, Finding, Reason, Rule, found, place_of
from ..graphs import guards

_REASONS: Final = {
    "guard": Reason("dangerous", "a command that fails no longer fails the step, and deployments start"),
    "lost": Reason("notable", "a command that fails no longer fails the step"),
    "other": Reason("low", "another shell may read the same script otherwise"),
}


def find(case: Case) -> Iterator[Finding]:
    """Yield a finding for each step with another shell."""
    for path, _, before, _, after in case.steps():
        edits = case.under(*path, "shell")
        if before is not None and after is not None and edits:
            lost = ends_on_failure(before.shell) and not ends_on_failure(after.shell)
            key = "other" if not lost else "guard" if path[1] in guards(case.after) else "lost"
            text = f"{WHO}: shell `{' '.join(before.shell)}` → `{' '.join(after.shell)}`"
            yield found(_REASONS[key], place_of(path)[0], text, edits)


def ends_on_failure(shell: tuple[str, ...]) -> bool:
    """Tell whether the shell stops at the first command that fails: `-e`, `-euo`, `-o errexit`."""
    words = shell[1:]
    return "errexit" in words or any(word[:1] == "-" and word[1:2] != "-" and "e" in word for word in words)


RULE: Final = Rule("shell", "The shell of scripts, and whether a failing command ends it.", _REASONS, find)
