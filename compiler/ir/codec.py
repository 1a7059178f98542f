"""The plan as JSON and back. The schema is `schemas/plan.schema.json`.

Objects have the fields of the plan's types in the order of their declaration. What is empty is left out: a field
that is absent is null, an empty list or map, or an empty text. Everything else is written, defaults too, so that a
reader needs no table of defaults and a later change of one alters no plan that is already written.
"""

import json
from typing import Any, Final

from .json_kinds import Json, PlanFormatError, read_object
from .json_records import kind_of
from .json_text import indented
from .plan import FORMAT, Plan

__all__ = ["Json", "PlanFormatError", "canonical_bytes", "from_json", "read_plan", "to_json"]

_NESTED: Final = "the JSON is nested too deeply"


def to_json(plan: Plan) -> dict[str, Json]:
    """Return the plan as what `json.dumps` takes."""
    return read_object(kind_of(Plan).write(plan))


def from_json(data: object) -> Plan:
    """Return the plan that parsed JSON describes, without spans; a PlanFormatError when it is none."""
    given: Any = data
    if isinstance(given, dict) and given.get("format", FORMAT) != FORMAT:
        raise PlanFormatError(f"format {given['format']!r} is not known; this version reads format {FORMAT}")
    try:
        plan: Plan = kind_of(Plan).read(given)
    except RecursionError:
        raise PlanFormatError(_NESTED) from None
    return plan


def canonical_bytes(plan: Plan) -> bytes:
    """Return the bytes of `plan.json`; equal plans have equal bytes, and the plan's digest is the digest of these.

    UTF-8 without escapes, two blanks of indentation, one newline at the end.
    """
    if not _latest or _latest[0][0] is not plan:  # the bundle and each backend want the same plan's bytes
        text = indented(to_json(plan))
        _latest[:] = [(plan, f"{text}\n".encode())]
    return _latest[0][1]


_latest: list[tuple[Plan, bytes]] = []


def read_plan(data: bytes) -> Plan:
    """Return the plan that the bytes of a `plan.json` describe; a PlanFormatError when they do not."""
    try:
        text = data.decode()
        parsed: Json = json.loads(text, object_pairs_hook=_object, parse_constant=_refuse)
        if "\\u" in text:
            json.dumps(parsed, ensure_ascii=False).encode()  # half a surrogate pair is no text
    except RecursionError:
        raise PlanFormatError(_NESTED) from None
    except (UnicodeDecodeError, UnicodeEncodeError) as error:
        raise PlanFormatError(f"not UTF-8: {error.reason}") from None
    except json.JSONDecodeError as error:
        raise PlanFormatError(f"not JSON: {error.msg}, line {error.lineno} column {error.colno}") from None
    except PlanFormatError:
        raise
    except ValueError:
        raise PlanFormatError("a number has too many digits") from None
    return from_json(parsed)


def _object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    data = dict(pairs)
    if len(data) < len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]  # add gives None
        raise PlanFormatError(f"the key `{twice}` is there twice")
    return data


def _refuse(word: str) -> Json:
    raise PlanFormatError(f"`{word}` is no JSON number")
