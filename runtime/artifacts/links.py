"""Where links lead, decided name by name without ever following one."""

from collections.abc import Callable, Sequence

ReadLink = Callable[[str], str | None]
"""Returns the target of the link at a path below the root, None where there is no link."""

_MOST = 40
"""Links in a row, as the kernel allows."""


def resolve(
    start: Sequence[str], target: str, read_link: ReadLink, roots: Sequence[str] = ()
) -> tuple[str, ...] | None:
    """Return the names below the root to which a target leads, None when it leaves the root or runs in a circle.

    Args:
        start: The folder in which the target is read, as names below the root, itself free of links.
        target: What stands in the link. What it leads to need not be there.
        read_link: How links on the way are read.
        roots: What absolute targets may begin with: the root's own absolute paths.
    """
    at, ahead, links = list(start), _names(target, roots), 0
    if ahead is None:
        return None
    if target.startswith("/"):
        at = []
    while ahead:
        name = ahead.pop()
        if name == "..":
            if not at:
                return None
            at.pop()
            continue
        found = read_link("/".join((*at, name)))
        if found is None:
            at.append(name)
            continue
        links += 1
        more = _names(found, roots)
        if more is None or links > _MOST:
            return None
        if found.startswith("/"):
            at.clear()
        ahead += more
    return tuple(at)


def relative(start: Sequence[str], place: Sequence[str]) -> str:
    """Return the relative target that leads from a folder to a place, both below one root."""
    common = 0
    while common < min(len(start), len(place)) and start[common] == place[common]:
        common += 1
    return "/".join([".."] * (len(start) - common) + list(place[common:])) or "."


def _names(target: str, roots: Sequence[str]) -> list[str] | None:
    """Return the names of a target, last first; those below a root of an absolute one, None below none."""
    if target.startswith("/"):
        root = next((root for root in roots if target == root or target.startswith(f"{root}/")), None)
        if root is None:
            return None
        target = target[len(root) :]
    return [name for name in reversed(target.split("/")) if name not in {"", "."}]
