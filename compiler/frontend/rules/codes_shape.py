"""The rules of the shape stage: PC101 to PC149."""

from typing import Final

CODES: Final[dict[str, str]] = {
    "PC101": "unknown_key",
    "PC102": "wrong_type",
    "PC103": "lone_value",
    "PC104": "missing_key",
    "PC105": "exclusive_keys",
    "PC106": "unknown_value",
    "PC107": "bad_name",
    "PC108": "too_few",
    "PC109": "out_of_range",
    "PC110": "missing_value",
    "PC111": "wrong_form",
}
