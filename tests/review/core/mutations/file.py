"""The file alone is edited: everything stands elsewhere and means the same."""

from compiler.diagnostics import NOWHERE
from tests.review.core import speaking

from .registry import mutation


@mutation
def moved_in_the_file(random, plan):
    """Move everything in the file, and change nothing: all spans are others."""

    def elsewhere(node):
        fields = [name for name in getattr(node, "_fields", ()) if name.endswith("origin")]
        return node._replace(**dict.fromkeys(fields, NOWHERE)) if fields else node

    return speaking.everywhere(plan, elsewhere)
