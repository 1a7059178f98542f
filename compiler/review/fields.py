"""How each field of each record of the plan is compared: what has a key, what has an order, what is no part of it.

What is a mapping in the file has no order, and neither has a list of names. A field of the plan that is not here is
an error, and a test goes through all of them.
"""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from ..ir.job import Action, Artifact, Checkout, Dependency, Input, Job, Matrix, Retry, Service, Step
from ..ir.plan import Concurrency, Cron, Parameter, Plan, Trigger
from ..ir.values import Approval, HealthCheck, Resources, Variable
from .comparing import (
    BAG,
    GLOBS,
    KEY,
    LOOSE,
    ORIGIN,
    PAIRS,
    RECORD,
    REFERRED,
    SET,
    VALUE,
    VARIABLES,
    Fields,
    Rule,
)
from .release_fields import OF_DEPLOYMENTS, OF_RELEASES

_OF_PLAN: Final[Mapping[type, Fields]] = {
    Plan: {
        "name": VALUE,
        "jobs": Rule("named", "id", renames="wide"),
        "description": VALUE,
        "timeout": VALUE,
        "params": REFERRED,
        "triggers": LOOSE,
        "concurrency": RECORD,
        "retention": VALUE,  # the first that matches counts
        "components": REFERRED,
        "environments": REFERRED,
        "format": VALUE,
        "source": VALUE,
        "origin": ORIGIN,
    },
    Cron: {"name": VALUE, "schedule": VALUE},
    Trigger: {
        "event": VALUE,
        "branch": GLOBS,
        "path": GLOBS,
        "tag": GLOBS,
        "cron": RECORD,
        "origin": ORIGIN,
    },
    Concurrency: {"group": VALUE, "limit": VALUE, "cancel_in_progress": VALUE, "origin": ORIGIN},
    Parameter: {
        "name": KEY,
        "type": VALUE,
        "default": VALUE,
        "required": VALUE,
        "pattern": VALUE,
        "enum": VALUE,
        "description": VALUE,
        "origin": ORIGIN,
    },
}

_OF_JOBS: Final[Mapping[type, Fields]] = {
    Job: {
        "id": KEY,
        "name": VALUE,
        "matrix": RECORD,
        "depends_on": Rule("named", "job"),
        "runs_on": VALUE,
        "conditional": VALUE,
        "steps": Rule("named", "id", ordered=True, renames="wide"),
        "deploy": RECORD,
        "checkout": RECORD,
        "secrets": SET,
        "inputs": LOOSE,
        "artifacts": REFERRED,
        "outputs": SET,
        "services": REFERRED,
        "resources": RECORD,
        "timeout": VALUE,
        "retry": RECORD,
        "approval": RECORD,
        "labels": PAIRS,
        "network": VALUE,
        "allow_degraded": BAG,
        "origin": ORIGIN,
    },
    Matrix: {"values": VALUE, "max_parallel": VALUE, "fail_fast": VALUE},
    Dependency: {"job": KEY, "origin": ORIGIN},
    Step: {
        "id": KEY,
        "name": VALUE,
        "script": VALUE,
        "shell": VALUE,
        "action": RECORD,
        "image": VALUE,
        "environment": VARIABLES,
        "working_directory": VALUE,
        "timeout": VALUE,
        "retry_count": VALUE,
        "continue_on_failure": VALUE,
        "conditional": VALUE,
        "origin": ORIGIN,
        "script_origin": ORIGIN,
    },
    Action: {"type": VALUE, "arguments": Rule("arguments")},
    Checkout: {"depth": VALUE, "submodules": VALUE},
    Input: {"job": VALUE, "artifact": VALUE, "path": VALUE, "optional": VALUE, "origin": ORIGIN},
    Artifact: {
        "name": KEY,
        "paths": GLOBS,
        "when": VALUE,
        "retention": VALUE,
        "compression": VALUE,
        "optional": VALUE,
        "origin": ORIGIN,
    },
    Service: {
        "name": KEY,
        "image": VALUE,
        "environment": VARIABLES,
        "ports": VALUE,  # the first is the one that steps are told
        "health_check": RECORD,
        "origin": ORIGIN,
    },
    Retry: {
        "max_attempts": VALUE,
        "initial_delay": VALUE,
        "multiplier": VALUE,
        "max_delay": VALUE,
        "jitter": VALUE,
        "max_total": VALUE,
        "retry_on": BAG,
    },
}

_SHARED: Final[Mapping[type, Fields]] = {
    Variable: {"name": KEY, "value": VALUE, "origin": ORIGIN},
    HealthCheck: {
        "type": VALUE,
        "port": VALUE,
        "path": VALUE,
        "expected_status": VALUE,
        "expected_body": VALUE,
        "command": VALUE,
        "timeout": VALUE,
        "interval": VALUE,
        "retries": VALUE,
        "start_period": VALUE,
        "success_threshold": VALUE,
        "failure_threshold": VALUE,
        "origin": ORIGIN,
    },
    Resources: {"cpu": VALUE, "memory": VALUE, "disk": VALUE, "origin": ORIGIN},
    Approval: {"required": VALUE, "approvers": BAG, "timeout": VALUE, "message": VALUE, "origin": ORIGIN},
}

TABLE: Final[Mapping[type, Fields]] = {**_OF_PLAN, **_OF_JOBS, **_SHARED, **OF_RELEASES, **OF_DEPLOYMENTS}
"""The rule of every field, by record. Records that are only ever parts of a `value` are not here."""


class Field(NamedTuple):
    """A field that is compared: its name, its place in the record, its rule."""

    name: str
    place: int
    rule: Rule


def _compared(record: type, rules: Fields) -> tuple[Field, ...]:
    names: tuple[str, ...] = record._fields  # type: ignore[attr-defined]  # a named tuple's class
    found = (Field(name, index, rules[name]) for index, name in enumerate(names))
    return tuple(field for field in found if field.rule.how not in {"origin", "derived"})


COMPARED: Final[Mapping[type, tuple[Field, ...]]] = {
    record: _compared(record, rules) for record, rules in TABLE.items()
}
"""The fields of each record that are compared, its key among them."""


def rule_of(record: Any, field: str) -> Rule:
    """Return the rule of a record's field; a KeyError for what is none."""
    return TABLE[type(record)][field]
