"""The moves of a deployment, of which every strategy is another order.

A move is a plain mapping with `move` first; `undo` holds the moves that take it back, in their order. A deployment
that fails undoes its finished moves from the last to the first. `version` `new` and `old` are the release that comes
and the one that goes: which colours they are is known when the deployment starts, and where nothing runs yet, moves
on `old` are nothing to do.
"""

from collections.abc import Iterable
from typing import Any, Literal

from ....diagnostics import Span
from ....ir.release import Canary, Component, Environment, Rolling
from ....ir.values import Approval
from ...traced import Traced
from ..exposure import exposed
from ..values import approval as approval_data
from ..values import health_check
from ..weights import weights

Version = Literal["new", "old"]
Slots = list[int] | Literal["all"]
Task = dict[str, Any]

_HEALTH_TIMEOUT = 300
"""Seconds that a new instance has to become healthy where the strategy does not say (as rolling's own default)."""


def approve(reason: str, wanted: Approval) -> Task:
    """Wait until people agree."""
    return Traced(wanted.origin, {"move": "approve", "reason": reason, "approval": approval_data(wanted), "undo": []})


def fetch(component: Component) -> Task:
    """Bring the image or the artifact to every host, by digest, before anything changes."""
    return _on(component, {"move": "fetch", "component": component.name})


def start(component: Component, version: Version, slots: Slots) -> Task:
    """Start instances without traffic. Undone by stopping them."""
    return _on(
        component, _instances("start", component, version, slots), [_instances("stop", component, version, slots)]
    )


def replace(component: Component, restore: Iterable[Task] = ()) -> Task:
    """Start all instances in place of the old ones (Nomad alone). Undone as `stop` is: the old ones come back."""
    undo = stop(component, "old", "all", restore)["undo"]
    return _on(component, _instances("start", component, "new", "all"), undo)


def stop(component: Component, version: Version, slots: Slots, restore: Iterable[Task] = ()) -> Task:
    """Stop instances, keeping what they ran. Undone by starting them, waiting for their health, and `restore`."""
    undo = [_instances("start", component, version, slots), _check(component, version, slots, None), *restore]
    return _on(component, _instances("stop", component, version, slots), undo)


def check(component: Component, slots: Slots, strategy: Rolling | None = None) -> Task:
    """Wait until new instances are healthy, and fail when they are not in time."""
    return _on(component, _check(component, "new", slots, strategy))


def verify(component: Component) -> Task:
    """Compare the digest that really runs with the manifest's."""
    return _on(component, {"move": "verify", "component": component.name})


def weigh(component: Component, percent: float, origin: Span) -> Task:
    """Give the new version its share of the traffic. Undone by giving all of it to the old one."""
    return Traced(origin, {**_weigh(component, percent), "undo": [_weigh(component, 0)]})


def admit(component: Component, version: Version, slots: Slots) -> Task:
    """Give instances a full share of the traffic. Undone by taking them out of the rotation."""
    return _on(
        component, _instances("admit", component, version, slots), [_drain(component, version, slots, timeout=0)]
    )


def drain(component: Component, version: Version, slots: Slots, timeout: int) -> Task:
    """Take instances out of the rotation and wait for their connections, `timeout` seconds at most."""
    return _on(component, _drain(component, version, slots, timeout), [_instances("admit", component, version, slots)])


def observe(components: Iterable[Component], duration: int, strategy: Canary | None = None) -> Task:
    """Watch both versions for a time: health must hold, and a canary's measures must not get worse."""
    analysis = [
        Traced(each.origin, {name: value for name, value in each._asdict().items() if name != "origin"})
        for each in (strategy.analysis if strategy else ())
    ]
    names = [component.name for component in components]
    return {"move": "observe", "components": names, "duration": duration, "analysis": analysis, "undo": []}


def retire(component: Component, keep: int) -> Task:
    """Keep the old version for `keep` seconds, so that it can come back at once, then remove it.

    On hosts it is stopped by then. On Nomad it runs on without traffic, and what removes it is the promotion.
    """
    return _on(component, {"move": "retire", "component": component.name, "keep": keep})


def record() -> Task:
    """Record the release as healthy in this environment."""
    return {"move": "record", "undo": []}


def ask_first(environment: Environment) -> list[Task]:
    """Return the environment's own approval, where it wants one."""
    return [approve("environment", environment.approval)] if environment.approval else []


def bring_up(components: Iterable[Component]) -> list[Task]:
    """Start every component's new version beside the old one, in order, each healthy and verified."""
    return [task for each in components for task in (start(each, "new", "all"), check(each, "all"), verify(each))]


def take_down(environment: Environment, components: Iterable[Component], timeout: int, keep: int) -> list[Task]:
    """Take the old version out: dependents before what they depend on, and all of it before any is removed."""
    tasks: list[Task] = []
    leaving = list(reversed(list(components)))
    for each in leaving:
        if exposed(environment, each):
            tasks.append(drain(each, "old", "all", timeout))
        if environment.runner != "nomad":
            tasks.append(stop(each, "old", "all"))
    return tasks + [retire(each, keep) for each in leaving]


def batches(component: Component, size: int) -> list[list[int]]:
    """Return the component's slots, `size` at a time."""
    slots = range(component.replicas)
    return [list(slots[first : first + size]) for first in slots[::size]]


def shift(environment: Environment, components: Iterable[Component], percent: float, origin: Span) -> list[Task]:
    """Move traffic of all components that the router knows."""
    return [weigh(each, percent, origin) for each in components if exposed(environment, each)]


def give_back(environment: Environment, component: Component) -> list[Task]:
    """Return the move, part of another one's undo, that sends all traffic to the old version."""
    return [_weigh(component, 0)] if exposed(environment, component) else []


def _on(component: Component, task: Task, undo: Iterable[Task] = ()) -> Task:
    return Traced(component.origin, {**task, "undo": list(undo)})


def _instances(move: str, component: Component, version: Version, slots: Slots) -> Task:
    return {"move": move, "component": component.name, "version": version, "slots": slots}


def _drain(component: Component, version: Version, slots: Slots, timeout: int) -> Task:
    return {**_instances("drain", component, version, slots), "timeout": timeout}


def _weigh(component: Component, percent: float) -> Task:
    given = weights(percent)
    return {
        "move": "weigh",
        "component": component.name,
        "percent": percent,
        "weights": {"new": given.new, "old": given.old},
    }


def _check(component: Component, version: Version, slots: Slots, strategy: Rolling | None) -> Task:
    own = component.health_check
    return {
        **_instances("check", component, version, slots),
        "health_check": health_check(own),
        "timeout": strategy.health_check_timeout if strategy else _HEALTH_TIMEOUT,
        "interval": strategy.health_check_interval if strategy else own.interval if own else 10,
        "success_threshold": strategy.success_threshold if strategy else own.success_threshold if own else 1,
        "failure_threshold": strategy.failure_threshold if strategy else own.failure_threshold if own else 1,
    }
