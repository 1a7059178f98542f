"""The help line for a name that is not known."""

from collections.abc import Iterable

from ...diagnostics.nearest import nearest

__all__ = ["nearest", "suggestion"]


def suggestion(name: str, names: Iterable[str], what: str, limit: int = 12) -> str:
    """Return a help line: the nearest of `names`, and which there are (sorted, at most `limit`)."""
    known = sorted(set(names))
    if not known:
        return f"there are no {what}"
    near = nearest(name, known)
    listed = ", ".join(f"`{each}`" for each in known[:limit]) + (", …" if len(known) > limit else "")
    return f"did you mean `{near}`? {what}: {listed}" if near else f"{what}: {listed}"
