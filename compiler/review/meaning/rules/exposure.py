"""What of a component can be reached from outside: ports on the host, routes."""

from collections.abc import Iterator
from typing import Final

from ....ir.release import Port, Route
from ..case import Case, Edit, Holder, pairs
from ..finding import WHO, Finding, Reason, Rule, found, place_of

_REASONS: Final = {
    "published": Reason("notable", "who reaches the host reaches the component there"),
    "withdrawn": Reason("notable", "who uses the port finds nothing there"),
    "routed": Reason("notable", "requests from outside reach the component there"),
    "unrouted": Reason("notable", "requests there are no longer answered by the component"),
}


def find(case: Case) -> Iterator[Finding]:
    """Yield a finding for each port that is published or no longer, and for each route."""
    known = {environment.name for environment in case.before.environments}
    for holder in case.holders():
        if holder.after is not None and (holder.environment in known or not case.after.environments):
            yield from _ports(case, holder)
            yield from _routes(case, holder)


def _ports(case: Case, holder: Holder) -> Iterator[Finding]:
    place, _ = place_of(holder.path)
    old = holder.before.ports if holder.before is not None else ()
    new = holder.after.ports if holder.after is not None else ()
    for name, before, after in pairs(old, new, "name"):
        was, is_ = _publish(before), _publish(after)
        if was != is_:
            change = f"`{was}` → `{is_}`" if was and is_ else f"`{is_ or was}`"
            text = f"{WHO}: port `{name}` is {'' if is_ else 'no longer '}published on the host, {change}"
            edits = [edit for edit in _edits(case, holder, "ports", name) if edit.path[-1] in {"publish", name}]
            yield found(_REASONS["published" if is_ else "withdrawn"], place, text, edits)


def _publish(port: Port | None) -> int | None:
    return port.publish if port is not None else None


def _routes(case: Case, holder: Holder) -> Iterator[Finding]:
    place, _ = place_of(holder.path)
    old = _addresses(holder.before.routes if holder.before is not None else ())
    new = _addresses(holder.after.routes if holder.after is not None else ())
    edits = [edit for edit in _edits(case, holder, "routes") if edit.path[-1] != "port"]
    for address in [each for each in new if each not in old]:
        yield found(_REASONS["routed"], place, f"{WHO}: requests to `{address}` come here", edits)
    for address in [each for each in old if each not in new]:
        yield found(_REASONS["unrouted"], place, f"{WHO}: requests to `{address}` no longer come here", edits)


def _addresses(routes: tuple[Route, ...]) -> dict[str, None]:
    return {f"{route.host or '*'}{route.path}": None for route in routes}


def _edits(case: Case, holder: Holder, *path: str) -> list[Edit]:
    return [*case.under(*holder.path, *path), *case.under("components", holder.name, *path)]


RULE: Final = Rule("exposure", "What of a component can be reached from outside.", _REASONS, find)
