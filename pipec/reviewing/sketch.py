"""The graph of a review, small enough for a comment."""

from typing import Final

from compiler.review.statement import Review

LONGEST: Final = 12_000
"""So many characters at most; above that a forge's picture is a tangle."""


def mermaid_of(review: Review, base: str) -> list[str]:
    """Return the lines of a Mermaid flowchart with what changed marked; nothing where there is none to see."""
    from ..drawing.marking import drawn
    from ..drawing.mermaid import MOST_EDGES, draw_mermaid, edges_of

    if not review.changes and (review.before is None) == (review.after is None):
        return []
    facts, marks = drawn(review, base)
    if not marks.kinds:
        return []
    text = draw_mermaid(facts, marks=marks)
    if len(text) > LONGEST or edges_of(text) > MOST_EDGES:
        return []
    return text.splitlines()
