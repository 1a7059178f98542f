"""An environment that is somewhere else: another runner, another target, another router."""

from collections.abc import Iterator
from typing import Final

from ..case import Case
from ..finding import WHO, Finding, Place, Reason, Rule, found
from ..words import change

_REASONS: Final = {
    "runner": Reason("dangerous", "everything starts anew there, and what runs now is left running without an owner"),
    "target": Reason("dangerous", "everything starts anew there, and what runs now is left running without an owner"),
    "router": Reason("notable", "requests come by another router, which knows nothing of open connections"),
    "ports": Reason("low", "instances get other ports as they are replaced"),
}

_HERE: Final = ("address", "namespace", "region", "datacenters", "hosts", "directory")


def find(case: Case) -> Iterator[Finding]:
    """Yield a finding for each field of an environment that says where it is, and is another."""
    for name, before, after in case.environments():
        if before is None or after is None:
            continue
        place = Place("environment", name)
        for edit in case.under("environments", name):
            below = edit.path[2:]
            if below in {("runner",), ("router",)}:
                text = f"{WHO}: {below[0]} {change('', edit.before, edit.after)}"
                yield found(_REASONS[str(below[0])], place, text, [edit])
            elif below[:1] == ("target",):
                key = "ports" if below[1:] == ("port_range",) else "target"
                field = ".".join(str(each) for each in below)
                value = change(str(below[-1]), edit.before, edit.after)
                yield found(_REASONS[key], place, f"{WHO}: {field} {value}", [edit])


RULE: Final = Rule("environment-moved", "An environment is somewhere else.", _REASONS, find)
