"""The rules of the configuration: PC790 to PC799."""

from typing import Final

CODES: Final[dict[str, str]] = {
    "PC790": "configuration_syntax",
    "PC791": "configuration_key",
    "PC792": "configuration_type",
    "PC793": "configuration_value",
    "PC794": "malformed_baseline",
}
