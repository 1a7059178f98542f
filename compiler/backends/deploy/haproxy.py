"""HAProxy: fixed slots that a deployment fills through the admin socket."""

from typing import Any

from ...ir.plan import Plan
from ...ir.release import Component, Environment
from ..base import Mapped, OutputFile
from .exposure import Backend, Listener, backends, listeners
from .layout import router_paths
from .manifest import drain_timeout
from .routing import servers, sticky
from .template import render


def haproxy(plan: Plan, environment: Environment) -> list[tuple[OutputFile, list[Mapped]]]:
    """Return `haproxy.cfg` with its source map."""
    (path,) = router_paths(environment)
    rendered = render(
        "haproxy.cfg.j2",
        path,
        drain_timeout=drain_timeout(plan, environment),
        listeners=[_listener(each) for each in listeners(environment)],
        backends=[_backend(plan, environment, each) for each in backends(environment)],
    )
    return [rendered]


def _listener(listener: Listener) -> dict[str, Any]:
    return {
        "port": listener.port,
        "mode": listener.mode,
        "rules": [
            {
                "host": each.host and each.host.removeprefix("*"),
                "method": "end" if each.host and each.host.startswith("*.") else "str",
                "path": each.path.rstrip("/") or "/",
                "backend": each.backend,
                "origin": each.origin,
            }
            for each in listener.matches
        ],
    }


def _backend(plan: Plan, environment: Environment, backend: Backend) -> dict[str, Any]:
    return {
        "name": backend.name,
        "mode": backend.mode,
        "origin": backend.component.origin,
        "sticky": sticky(plan, environment, backend.component.name),
        "check": _check(backend.component),
        "servers": servers(environment, backend),
    }


def _check(component: Component) -> dict[str, Any]:
    """Return what HAProxy itself checks; a command is the runtime's, so here the port answers at least."""
    check = component.health_check
    if check is None:
        return {"http": False, "timeout": 5, "interval": 10, "fall": 2, "rise": 1}
    host = next((each.host for each in component.routes if each.host and "*" not in each.host), "localhost")
    return {
        "http": check.type == "http",
        "path": check.path,
        "host": host,
        "status": check.expected_status,
        "body": check.expected_body,
        "timeout": check.timeout,
        "interval": check.interval,
        "fall": check.failure_threshold,
        "rise": check.success_threshold,
        "origin": check.origin,
    }
