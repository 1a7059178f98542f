"""The rules of what stands in scripts: PC411 to PC419."""

from typing import Final

CODES: Final[dict[str, str]] = {
    "PC411": "undefined_in_script",
    "PC412": "tainted_eval",
}
