"""One of the forms of a drawing, each loaded when it is wanted."""

from typing import Final, NamedTuple

from .facts import Facts
from .marks import Marks

FORMS: Final = ("text", "mermaid", "dot", "svg", "html", "json")


class Wanted(NamedTuple):
    """How to draw: the form, whether matrices are unfolded, and for a terminal its width and colours."""

    form: str
    unfolded: bool = False
    width: int = 80
    color: bool = False


def draw(facts: Facts, wanted: Wanted, marks: Marks | None = None) -> str:
    """Return the drawing in a form that is text."""
    if wanted.form == "dot":
        from .dot import draw_dot

        return draw_dot(facts, unfolded=wanted.unfolded, marks=marks)
    if wanted.form == "mermaid":
        from .mermaid import draw_mermaid

        return draw_mermaid(facts, unfolded=wanted.unfolded, marks=marks)
    if wanted.form == "svg":
        from .svg import draw_svg

        return draw_svg(facts, unfolded=wanted.unfolded, marks=marks)
    if wanted.form == "html":
        from .html import draw_html

        return draw_html(facts, unfolded=wanted.unfolded, marks=marks)
    from .text import draw_text

    return draw_text(facts, unfolded=wanted.unfolded, marks=marks, width=wanted.width, color=wanted.color)


def warning_of(drawn: str, wanted: Wanted) -> str:
    """Return what to say of a drawing that its reader may refuse, or nothing."""
    if wanted.form == "mermaid":
        from .mermaid import MOST_EDGES, edges_of

        if edges_of(drawn) > MOST_EDGES:
            return f"Mermaid draws at most {MOST_EDGES} edges unless set up for more; --reduce or --format svg help"
    return ""
