"""How values become columns, and rows become values."""

import json
from collections.abc import Mapping
from typing import Any, Final

to_json: Final = json.JSONEncoder(separators=(",", ":")).encode
from_json: Final = json.JSONDecoder().decode


def without_empty(context: Mapping[str, Any]) -> dict[str, Any]:
    """Return an event's context without what says nothing: None and empty text."""
    return {name: value for name, value in context.items() if value is not None and value != ""}
