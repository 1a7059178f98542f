"""Longer texts line by line."""

from ...unified_diff import unified


def difference(before: str, after: str) -> tuple[str, ...]:
    """Return the unified difference of two texts without its headers."""
    return tuple(unified(before, after, "a", "b").splitlines()[2:])


def counted(lines: tuple[str, ...]) -> str:
    """Return how many lines came and went."""
    more, less = (sum(line.startswith(sign) for line in lines) for sign in "+-")
    return f"{more} line{'' if more == 1 else 's'} added, {less} removed"
