"""The rules of `# pipec: ignore[…]` comments: PC901 to PC909."""

from typing import Final

CODES: Final[dict[str, str]] = {
    "PC901": "unused_ignore",
    "PC902": "unknown_ignore",
    "PC903": "missing_reason",
}
