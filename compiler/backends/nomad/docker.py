"""The `config` of a task against its driver's own specification, which Nomad's server does not look at.

The tables hold what the drivers declare to Nomad (their `taskConfigSpec`): each attribute with its type, as JSON
jobs write it, and the version in which it came where that is later than the oldest one that this backend knows.
A client reads `config` as HCL: `${` and `%{` in a string begin a template unless they are doubled.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple
from unicodedata import is_normalized

from ..profile import Profile


class Attribute(NamedTuple):
    """One attribute: its type, whether it must be there, and the version since which a driver knows it."""

    type: str
    required: bool = False
    since: str = ""


_STRINGS: Final = "list(string)"
_MAPS: Final = "list(map(string))"

_DOCKER: Final[dict[str, Attribute]] = {
    "image": Attribute("string", required=True),
    "args": Attribute(_STRINGS),
    "auth_soft_fail": Attribute("bool"),
    "cap_add": Attribute(_STRINGS),
    "cap_drop": Attribute(_STRINGS),
    "cgroupns": Attribute("string", since="1.11"),
    "command": Attribute("string"),
    "container_exists_attempts": Attribute("number", since="1.9"),
    "cpu_cfs_period": Attribute("number"),
    "cpu_hard_limit": Attribute("bool"),
    "cpuset_cpus": Attribute("string"),
    "dns_options": Attribute(_STRINGS),
    "dns_search_domains": Attribute(_STRINGS),
    "dns_servers": Attribute(_STRINGS),
    "entrypoint": Attribute(_STRINGS),
    "extra_hosts": Attribute(_STRINGS),
    "force_pull": Attribute("bool"),
    "group_add": Attribute(_STRINGS),
    "hostname": Attribute("string"),
    "image_pull_timeout": Attribute("string"),
    "init": Attribute("bool"),
    "interactive": Attribute("bool"),
    "ipc_mode": Attribute("string"),
    "ipv4_address": Attribute("string"),
    "ipv6_address": Attribute("string"),
    "labels": Attribute(_MAPS),
    "load": Attribute("string"),
    "mac_address": Attribute("string"),
    "memory_hard_limit": Attribute("number"),
    "mount": Attribute("list(mount)"),
    "network_aliases": Attribute(_STRINGS),
    "network_mode": Attribute("string"),
    "oom_score_adj": Attribute("number", since="1.9"),
    "pid_mode": Attribute("string"),
    "pids_limit": Attribute("number"),
    "ports": Attribute(_STRINGS),
    "privileged": Attribute("bool"),
    "readonly_rootfs": Attribute("bool"),
    "runtime": Attribute("string"),
    "security_opt": Attribute(_STRINGS),
    "shm_size": Attribute("number"),
    "sysctl": Attribute(_MAPS),
    "tty": Attribute("bool"),
    "ulimit": Attribute(_MAPS),
    "userns_mode": Attribute("string"),
    "uts_mode": Attribute("string"),
    "volume_driver": Attribute("string"),
    "volumes": Attribute(_STRINGS),
    "work_dir": Attribute("string"),
}

_MOUNT: Final[dict[str, Attribute]] = {
    "type": Attribute("string"),
    "target": Attribute("string"),
    "source": Attribute("string"),
    "readonly": Attribute("bool"),
}

_RAW_EXEC: Final[dict[str, Attribute]] = {
    "command": Attribute("string", required=True),
    "args": Attribute(_STRINGS),
    "cgroup_v2_override": Attribute("string", since="1.8"),
    "cgroup_v1_override": Attribute(_MAPS, since="1.8"),
    "denied_envvars": Attribute(_STRINGS, since="1.9"),
    "oom_score_adj": Attribute("number", since="1.9"),
    "work_dir": Attribute("string", since="1.9"),
}

_EXEC: Final[dict[str, Attribute]] = {
    "command": Attribute("string", required=True),
    "args": Attribute(_STRINGS),
    "cap_add": Attribute(_STRINGS),
    "cap_drop": Attribute(_STRINGS),
    "ipc_mode": Attribute("string"),
    "pid_mode": Attribute("string"),
    "work_dir": Attribute("string", since="1.9"),
}

DRIVERS: Final = {"docker": _DOCKER, "exec": _EXEC, "raw_exec": _RAW_EXEC}


def literal(text: str) -> str:
    """Return what stands in a `config` so that the client reads exactly `text`."""
    return re.sub(r"([$%])\{", r"\1\1{", text)


def survives(text: str) -> bool:
    """Tell whether `literal` keeps a text: HCL reads `$${` once, normalizes, drops a first U+FEFF."""
    return is_normalized("NFC", text) and not text.startswith("\ufeff") and not re.search(r"\$\$\{|%%\{", text)


def problems(driver: str, config: Mapping[str, Any], profile: Profile) -> Iterator[str]:
    """Yield what the driver would refuse in `config`, each the end of a sentence that begins with the task."""
    specification = DRIVERS.get(driver)
    if specification is None:
        yield f"has the driver `{driver}`, of which nothing is known"
        return
    yield from _mapping(specification, config, profile, "config")
    if driver == "docker" and any(blank in config.get("command", "") for blank in " \t\n"):
        yield "has a `config.command` with blanks, which the docker driver refuses"


def _mapping(
    specification: Mapping[str, Attribute], config: Mapping[str, Any], profile: Profile, where: str
) -> Iterator[str]:
    for name, value in config.items():
        attribute = specification.get(name)
        if attribute is None:
            yield f"has `{where}.{name}`, which its driver does not know"
        elif attribute.since and not profile.at_least(attribute.since):
            yield f"has `{where}.{name}`, which came with Nomad {attribute.since}"
        elif attribute.type == "list(mount)" and isinstance(value, list):
            for index, each in enumerate(value):
                yield from _mapping(_MOUNT, each, profile, f"{where}.{name}[{index}]")
        elif not _fits(attribute.type, value):
            yield f"has `{where}.{name}` that is not of type {attribute.type}"
    for name, attribute in specification.items():
        if attribute.required and name not in config:
            yield f"lacks `{where}.{name}`"


def _fits(kind: str, value: object) -> bool:
    if kind.startswith("list("):
        return isinstance(value, list) and all(_fits(kind[5:-1], each) for each in value)
    if kind == "map(string)":
        return isinstance(value, dict) and all(isinstance(each, str) for each in value.values())
    if kind == "number":
        return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(value, bool if kind == "bool" else str)
