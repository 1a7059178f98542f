"""The rules of images (PC520 to PC529) and of scripts (PC530 to PC569)."""

from typing import Final

CODES: Final[dict[str, str]] = {
    "PC530": "piped_download",
}
