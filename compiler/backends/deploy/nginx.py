"""nginx: routes in one file, servers in another that a deployment rewrites."""

from typing import Any

from ...ir.plan import Plan
from ...ir.release import Environment
from ..base import Mapped, OutputFile
from .exposure import Backend, Listener, backends, hosts, listeners, matches_of
from .layout import router_paths
from .manifest import drain_timeout
from .routing import servers, sticky
from .template import render


def nginx(plan: Plan, environment: Environment) -> list[tuple[OutputFile, list[Mapped]]]:
    """Return `nginx.conf` and `upstreams.conf`, each with its source map."""
    main, upstreams = router_paths(environment)
    blocks = [_server(listener, host) for listener in listeners(environment) for host in hosts(listener)]
    groups = [_upstream(plan, environment, backend) for backend in backends(environment)]
    return [
        render("nginx.conf.j2", main, servers=blocks, drain_timeout=drain_timeout(plan, environment)),
        render("upstreams.conf.j2", upstreams, upstreams=groups),
    ]


def _server(listener: Listener, host: str | None) -> dict[str, Any]:
    matches = [
        {"path": each.path.rstrip("/") or "/", "backend": each.backend, "origin": each.origin}
        for each in matches_of(listener, host)
    ]
    catches_all = any(match["path"] == "/" for match in matches)
    return {"port": listener.port, "name": host, "matches": matches, "catches_all": catches_all}


def _upstream(plan: Plan, environment: Environment, backend: Backend) -> dict[str, Any]:
    return {
        "name": backend.name,
        "origin": backend.component.origin,
        "sticky": sticky(plan, environment, backend.component.name) == "header",
        "servers": [
            {"name": each.name, "port": each.port, "absent": environment.runner == "nomad"}
            for each in servers(environment, backend)
            if each.colour == "blue"
        ],
    }
