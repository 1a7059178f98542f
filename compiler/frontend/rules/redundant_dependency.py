"""A dependency says something that no other says."""

from collections.abc import Mapping as AbstractMapping

from ...diagnostics import Diagnostic, Rule
from ..patches import remove_item
from ..checked import CheckedDependency
from ..document import JobDeclaration
from ..tree import Sequence

RULE = Rule("PC305", "redundant-dependency", "hint")


def redundant_dependency(
    job: JobDeclaration, written: CheckedDependency, edges: AbstractMapping[str, tuple[str, ...]]
) -> Diagnostic:
    """Return the hint at a dependency that a longer path implies."""
    through = next(name for name in edges[job.name.text] if name != written.job and _reaches(edges, name, written.job))
    depends_on = job.body.get("depends_on")
    node = next(name for name in job.depends_on if name.text == written.job)
    return RULE.at(
        written.origin,
        f"job `{job.name.text}` waits for `{written.job}` already, through `{through}`",
        label="implied",
        help="remove it: it says nothing new",
        fix=remove_item(depends_on, node) if isinstance(depends_on, Sequence) else None,
    )


def _reaches(edges: AbstractMapping[str, tuple[str, ...]], start: str, goal: str) -> bool:
    row, seen = [start], {start}
    while row:
        for name in edges.get(row.pop(), ()):
            if name == goal:
                return True
            if name not in seen:
                seen.add(name)
                row.append(name)
    return False
