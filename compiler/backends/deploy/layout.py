"""Where emitted files stand in the bundle, and where the runtime puts things on a host."""

from hashlib import sha256

from ...ir.plan import Plan
from ...ir.release import Component, Environment
from ..binding import folder


def manifest_path(environment: Environment) -> str:
    """Return the path of the environment's manifest."""
    return f"{folder(environment)}/manifest.json"


def unit_path(environment: Environment, component: Component) -> str:
    """Return the path of the component's systemd template unit."""
    return f"{folder(environment)}/systemd/{component.name}@.service"


def dotenv_path(environment: Environment, component: Component) -> str:
    """Return the path of the component's variables without secrets, as systemd reads them."""
    return f"{folder(environment)}/systemd/{component.name}.env"


def router_paths(environment: Environment) -> tuple[str, ...]:
    """Return the paths of the router's configuration, the file that includes the others first."""
    if environment.router == "nginx":
        return (f"{folder(environment)}/nginx/nginx.conf", f"{folder(environment)}/nginx/upstreams.conf")
    return (f"{folder(environment)}/haproxy/haproxy.cfg",) if environment.router else ()


def host_directory(plan: Plan, environment: Environment) -> str:
    """Return the directory on a host that belongs to this environment, without a slash at its end."""
    return (environment.target.directory or f"/opt/pipec/{plan.name}/{environment.name}").rstrip("/") or "/"


def host_user(plan: Plan, environment: Environment) -> str:
    """Return the user that systemd makes up for the environment's services: at most 31 characters, lower case.

    One user for the whole environment, because components may share volumes.
    """
    mark = sha256(f"{plan.name}\n{environment.name}".encode()).hexdigest()[:8]
    return f"pipec-{environment.name[:14].lower()}-{mark}"


def state_directory(plan: Plan, environment: Environment, volume: str) -> str:
    """Return a volume's directory below `/var/lib/private`, as `StateDirectory=` names it."""
    return f"pipec/{plan.name}-{environment.name}/{volume}"
