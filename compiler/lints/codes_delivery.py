"""The rules of reliable delivery (PC630 to PC669) and of a repository's policy (PC880 to PC889)."""

from typing import Final

CODES: Final[dict[str, str]] = {}
