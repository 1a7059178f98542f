"""How each field of what a release deploys, where and how is compared."""

from collections.abc import Mapping
from typing import Final

from ..ir.release import (
    AllAtOnce,
    BlueGreen,
    Canary,
    Component,
    ComponentSecret,
    Deploy,
    Environment,
    Port,
    Rolling,
    Route,
    SecretSource,
    SmokeTest,
    Target,
    Volume,
)
from .comparing import BAG, BY_NAME, KEY, LOOSE, ORIGIN, PAIRS, RECORD, REFERRED, SET, VALUE, VARIABLES, Fields, Rule

OF_RELEASES: Final[Mapping[type, Fields]] = {
    Component: {
        "name": KEY,
        "image": VALUE,
        "artifact": VALUE,
        "command": VALUE,
        "environment": VARIABLES,
        "secrets": BY_NAME,
        "ports": Rule("named", "name", ordered=True, renames="own"),  # a route without a port goes to the first
        "replicas": VALUE,
        "resources": RECORD,
        "volumes": LOOSE,
        "labels": PAIRS,
        "depends_on": SET,
        "health_check": RECORD,
        "routes": LOOSE,
        "digest": Rule("derived"),
        "origin": ORIGIN,
    },
    Port: {"name": KEY, "container": VALUE, "publish": VALUE},
    ComponentSecret: {"name": KEY, "env": VALUE, "file": VALUE, "origin": ORIGIN},
    Volume: {"name": VALUE, "path": VALUE, "read_only": VALUE, "shared": VALUE, "origin": ORIGIN},
    Route: {"host": VALUE, "path": VALUE, "port": VALUE, "origin": ORIGIN},
    Target: {
        "address": VALUE,
        "namespace": VALUE,
        "region": VALUE,
        "datacenters": BAG,
        "hosts": VALUE,  # instances are dealt to them in this order
        "directory": VALUE,
        "port_range": VALUE,
    },
    SecretSource: {"name": KEY, "kind": VALUE, "locator": VALUE, "key": VALUE, "origin": ORIGIN},
    Environment: {
        "name": KEY,
        "runner": VALUE,
        "target": RECORD,
        "router": VALUE,
        "components": REFERRED,
        "secrets": BY_NAME,
        "approval": RECORD,
        "after": VALUE,
        "origin": ORIGIN,
    },
}

OF_DEPLOYMENTS: Final[Mapping[type, Fields]] = {
    Deploy: {
        "environment": VALUE,
        "components": SET,
        "strategy": RECORD,
        "rollback_on_failure": VALUE,
        "monitor": VALUE,
        "origin": ORIGIN,
    },
    AllAtOnce: {"type": VALUE, "origin": ORIGIN},
    Rolling: {
        "type": VALUE,
        "batch_size": VALUE,
        "max_unavailable": VALUE,
        "drain_timeout": VALUE,
        "health_check_timeout": VALUE,
        "health_check_interval": VALUE,
        "success_threshold": VALUE,
        "failure_threshold": VALUE,
        "origin": ORIGIN,
    },
    SmokeTest: {"health_check": RECORD, "script": VALUE, "origin": ORIGIN},
    BlueGreen: {
        "type": VALUE,
        "smoke_test": RECORD,
        "switch_approval": RECORD,
        "monitor": VALUE,
        "keep_old": VALUE,
        "drain_timeout": VALUE,
        "origin": ORIGIN,
    },
    Canary: {
        "type": VALUE,
        "stages": VALUE,
        "analysis": VALUE,
        "sticky": VALUE,
        "drain_timeout": VALUE,
        "origin": ORIGIN,
    },
}
