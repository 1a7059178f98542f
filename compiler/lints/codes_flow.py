"""The rules of waiting and width (PC830 to PC839) and of dead weight (PC850 to PC879)."""

from typing import Final

CODES: Final[dict[str, str]] = {}
