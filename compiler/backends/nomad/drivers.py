"""What the drivers declare to Nomad of a task's `config` (their `taskConfigSpec`), for all known versions.

Each attribute has its type, as JSON jobs write it, and the version in which it came where that is later than the
oldest one that this backend knows. `docs/explanation/engine-versions.md` says how the tables are read from the
sources; `tests/backends/versions/test_drivers.py` asks real clients whether they know the same.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple


class Attribute(NamedTuple):
    """One attribute: its type, whether it must be there, and the version since which a driver knows it.

    Types are those of Nomad (`string`, `list(map(string))`); `block(NAME)` is one nested block of `BLOCKS`,
    `blocks(NAME)` any number of them, `map(string)` a block of free attributes.
    """

    type: str
    required: bool = False
    since: str = ""


Specification = Mapping[str, Attribute]

_STRINGS: Final = "list(string)"
_MAPS: Final = "list(map(string))"


def _of(kind: str, *names: str) -> dict[str, Attribute]:
    """Return optional attributes of one type that every known version has."""
    return {name: Attribute(kind) for name in names}


BLOCKS: Final[Mapping[str, Specification]] = {
    "auth": _of("string", "username", "password", "email", "server_address"),
    "devices": _of("string", "host_path", "container_path", "cgroup_permissions"),
    "healthchecks": _of("bool", "disable"),
    "logging": {**_of("string", "type", "driver"), "config": Attribute(_MAPS)},
    "mount": {
        **_of("string", "type", "target", "source"),
        "readonly": Attribute("bool"),
        "bind_options": Attribute("block(bind_options)"),
        "tmpfs_options": Attribute("block(tmpfs_options)"),
        "volume_options": Attribute("block(volume_options)"),
    },
    "bind_options": _of("string", "propagation"),
    "tmpfs_options": _of("number", "size", "mode"),
    "volume_options": {
        "no_copy": Attribute("bool"),
        "labels": Attribute(_MAPS),
        "driver_config": Attribute("block(driver_config)"),
    },
    "driver_config": {"name": Attribute("string"), "options": Attribute(_MAPS)},
}
"""Nested blocks of the docker driver; they have been the same in all known versions."""

_DOCKER: Final[Specification] = {
    "image": Attribute("string", required=True),
    **_of("string", "command", "cpuset_cpus", "hostname", "image_pull_timeout", "ipc_mode", "ipv4_address"),
    **_of("string", "ipv6_address", "isolation", "load", "mac_address", "network_mode", "pid_mode", "runtime"),
    **_of("string", "userns_mode", "uts_mode", "volume_driver", "work_dir"),
    **_of("bool", "advertise_ipv6_address", "auth_soft_fail", "cpu_hard_limit", "force_pull", "init", "interactive"),
    **_of("bool", "privileged", "readonly_rootfs", "tty"),
    **_of("number", "cpu_cfs_period", "memory_hard_limit", "pids_limit", "shm_size"),
    **_of(_STRINGS, "args", "cap_add", "cap_drop", "dns_options", "dns_search_domains", "dns_servers", "entrypoint"),
    **_of(_STRINGS, "extra_hosts", "group_add", "network_aliases", "ports", "security_opt", "volumes"),
    **_of(_MAPS, "labels", "sysctl", "ulimit"),
    "port_map": Attribute("list(map(number))"),
    "storage_opt": Attribute("map(string)"),
    "auth": Attribute("block(auth)"),
    "healthchecks": Attribute("block(healthchecks)"),
    "logging": Attribute("block(logging)"),
    "devices": Attribute("blocks(devices)"),
    "mount": Attribute("blocks(mount)"),
    "mounts": Attribute("blocks(mount)"),
    "container_exists_attempts": Attribute("number", since="1.8.1"),
    "oom_score_adj": Attribute("number", since="1.8.1"),
    "cgroupns": Attribute("string", since="1.10.3"),
}

_RAW_EXEC: Final[Specification] = {
    "command": Attribute("string", required=True),
    "args": Attribute(_STRINGS),
    "cgroup_v2_override": Attribute("string", since="1.8"),
    "cgroup_v1_override": Attribute(_MAPS, since="1.8"),
    "oom_score_adj": Attribute("number", since="1.8.1"),
    "work_dir": Attribute("string", since="1.9.2"),
    "denied_envvars": Attribute(_STRINGS, since="1.10"),
}

_EXEC: Final[Specification] = {
    "command": Attribute("string", required=True),
    **_of(_STRINGS, "args", "cap_add", "cap_drop"),
    **_of("string", "ipc_mode", "pid_mode"),
    "work_dir": Attribute("string", since="1.9.2"),
}

DRIVERS: Final[Mapping[str, Specification]] = {"docker": _DOCKER, "exec": _EXEC, "raw_exec": _RAW_EXEC}
