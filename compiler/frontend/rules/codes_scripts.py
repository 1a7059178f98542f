"""The rules of what stands in scripts: PC411 to PC420."""

from typing import Final

CODES: Final[dict[str, str]] = {
    "PC411": "undefined_in_script",
    "PC412": "tainted_eval",
    "PC420": "shellcheck",
}
