"""The rules of deploy manifests: PC770 to PC789."""

from typing import Final

CODES: Final[dict[str, str]] = {
    "PC770": "needs_artifact",
    "PC771": "needs_command",
    "PC772": "needs_haproxy",
    "PC773": "needs_router",
    "PC774": "nothing_to_weigh",
    "PC775": "disk_limit",
    "PC776": "stage_weight",
    "PC777": "port_conflict",
    "PC778": "route_conflict",
    "PC779": "unit_conflict",
    "PC780": "secret_source",
    "PC781": "not_expressible",
    "PC782": "reserved_variable",
    "PC783": "sticky_tcp",
    "PC784": "check_port",
    "PC785": "tcp_needs_haproxy",
    "PC786": "volume_in_two",
    "PC787": "replicas_need_router",
    "PC788": "route_without_router",
    "PC789": "route_without_port",
}
