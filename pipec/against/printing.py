"""What `pipec plan --against` prints: a review of one pipeline, as `pipec diff` shows it."""

import sys

from compiler.review.statement import Review

from ..output import columns_of, print_json, wants_color
from ..reviewing.reviewed import Reviewed, ReviewedFile
from ..streams import warn, write
from .found import Found
from .wanted import Wanted


def print_found(wanted: Wanted, found: Found, format_: str, *, color: str, quiet: bool) -> None:
    """Print the statements to standard output, what is no change to standard error."""
    review = reviewed(wanted, found)
    if format_ == "json":
        print_json(_data(review, found))
    else:
        from ..reviewing.text import render_text

        columns = columns_of(sys.stdout) if sys.stdout else 0
        write(render_text(review, color=wants_color(color, sys.stdout), columns=columns, quiet=quiet))
    for note in () if quiet else found.notes:
        warn(f"note: {note}")
    for sentence in found.unasked:
        warn(f"Error: {sentence}")


def reviewed(wanted: Wanted, found: Found) -> Reviewed:
    """Return the statements as a review. Its plans have no jobs: how long a run takes is not asked."""
    plan = wanted.plan._replace(jobs=())
    review = Review(plan, plan, (), found.statements)
    file = ReviewedFile(wanted.path, review, wanted.sources, wanted.sources)
    files = (file,) if found.statements else ()
    return Reviewed(found.engine, wanted.path, files, 0 if files else 1)


def _data(review: Reviewed, found: Found) -> dict[str, object]:
    """Return the document of `pipec diff`, with what is beside: the statements are the changes here."""
    from ..reviewing.data import review_data

    data: dict[str, object] = dict(review_data(review))
    files = [{**each, "status": "changed"} for each in data["files"]] if isinstance(data["files"], list) else []
    return {
        **data,
        "changed": bool(found.statements),
        "files": files,
        "notes": list(found.notes),
        "unasked": list(found.unasked),
    }
