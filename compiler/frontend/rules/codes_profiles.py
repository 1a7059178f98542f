"""The rules of target profiles: PC790 to PC799."""

from typing import Final

CODES: Final[dict[str, str]] = {
    "PC790": "profile_syntax",
    "PC791": "profile_key",
    "PC792": "profile_type",
    "PC793": "profile_value",
}
