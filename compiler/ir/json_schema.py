"""The JSON Schema of `plan.json`, made from the plan's types: `python -m compiler.ir.json_schema` prints it.

`schemas/plan.schema.json` is that text, and a test compares them, so that the published contract and the codec
cannot part.
"""

from collections.abc import Iterator
from typing import Final

from .json_kinds import DEFINITIONS, REQUIRED, Json
from .json_records import Field, fields_of
from .plan import FORMAT, Plan

_NAME: Final[Json] = "^[A-Za-z][A-Za-z0-9_-]*$"
_DIGEST: Final[Json] = "^sha256:[0-9a-f]{64}$"
_POSITIVE: Final[dict[str, Json]] = {"minimum": 1}
_NATURAL: Final[dict[str, Json]] = {"minimum": 0}
_PERCENT: Final[dict[str, Json]] = {"exclusiveMinimum": 0, "maximum": 100}
_TCP: Final[dict[str, Json]] = {"minimum": 1, "maximum": 65535}

_CONSTRAINTS: Final[dict[tuple[str, str], dict[str, Json]]] = {
    ("Plan", "format"): {"const": FORMAT},
    ("Plan", "jobs"): {"minItems": 1},
    ("Plan", "name"): {"pattern": "^[a-z][a-z0-9-]*$"},
    ("Plan", "timeout"): _POSITIVE,
    ("Job", "id"): {"pattern": _NAME},
    ("Job", "name"): {"pattern": _NAME},
    ("Job", "timeout"): _POSITIVE,
    ("Step", "id"): {"pattern": "^[a-z0-9-]+$"},
    ("Step", "timeout"): _POSITIVE,
    ("Step", "retry_count"): _NATURAL,
    ("Retry", "max_attempts"): _POSITIVE,
    ("Image", "reference"): {"minLength": 1},
    ("Image", "digest"): {"pattern": _DIGEST},
    ("Component", "name"): {"pattern": _NAME},
    ("Component", "digest"): {"pattern": "^[0-9a-f]{64}$"},
    ("Component", "replicas"): _NATURAL,
    ("Environment", "name"): {"pattern": _NAME},
    ("Port", "container"): _TCP,
    ("Port", "publish"): _TCP,
    ("HealthCheck", "port"): _TCP,
    ("HealthCheck", "timeout"): _POSITIVE,
    ("HealthCheck", "interval"): _POSITIVE,
    ("Stage", "weight"): _PERCENT,
    ("Approval", "required"): _POSITIVE,
}
"""What the types do not say, by class and field."""


def plan_schema() -> dict[str, Json]:
    """Return the schema, in JSON Schema 2020-12, closed everywhere."""
    definitions: dict[str, Json] = {record.__name__: _record_schema(record) for record in _records(Plan)}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:pipec:schema:plan:{FORMAT}",
        "title": "plan",
        "description": "What a pipeline means once everything that can be known is known. A key that is absent is null,"
        " an empty list or map, or an empty text; all other values are written, defaults too. Times are whole seconds,"
        " sizes bytes.",
        "$ref": "#/$defs/Plan",
        "$defs": dict(sorted((definitions | DEFINITIONS).items())),
    }


def _records(record: type) -> Iterator[type]:
    """Yield a record's class and all that its fields lead to, each once."""
    seen = {record}
    waiting = [record]
    while waiting:
        current = waiting.pop()
        yield current
        found = [inner for field in fields_of(current) for inner in field.kind.records if inner not in seen]
        waiting.extend(dict.fromkeys(found))
        seen.update(found)


def _record_schema(record: type) -> dict[str, Json]:
    fields = fields_of(record)
    properties: dict[str, Json] = {field.name: _field_schema(record.__name__, field) for field in fields}
    required: list[Json] = [field.name for field in fields if field.empty is REQUIRED]
    return {
        "description": " ".join((record.__doc__ or "").split()).replace("``", "`"),
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


def _field_schema(record: str, field: Field) -> Json:
    return field.kind.schema | _CONSTRAINTS.get((record, field.name), {})


def schema_text() -> str:
    """Return the schema as it is published."""
    import json

    return json.dumps(plan_schema(), ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    print(schema_text(), end="")  # noqa: T201 - what a program prints is its result
