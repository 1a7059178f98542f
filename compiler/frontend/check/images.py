"""Images: well-formed, with a tag or digest, pinned from the lock where it knows them."""

from ...diagnostics import Diagnostic
from ...ir.values import Image
from ..fields import Fields, compile_time
from ..images import parse_reference
from ..resolved import text_of
from ..tree import Scalar


def check_image(fields: Fields, key: str = "image") -> Image | None:
    """Return the image under `key`; None when there is none or it is broken."""
    node = fields.node(key)
    if not isinstance(node, Scalar):
        return None
    resolved = compile_time(fields.scope, node)
    if resolved is None or resolved.unknown:
        return None
    text = text_of(resolved)
    reference = parse_reference(text)
    if reference is None:
        from ..rules.malformed_image import malformed

        _report(fields, node, malformed(fields.context, node, text))
        return None
    if not reference.tag and not reference.digest:
        from ..rules.unversioned_image import unversioned

        _report(fields, node, unversioned(node, text))
    return Image(reference.tagged, reference.digest, node.span)


def _report(fields: Fields, node: Scalar, found: Diagnostic) -> None:
    """Report an image, with the definitions of what its text is made of."""
    from ..folding import cause_of_value
    from ..origins import definitions

    origin = definitions(fields.scope, *fields.context.template(node)) if "${" in node.text else ()
    fields.context.report(found._replace(related=(*found.related, *origin)), cause=cause_of_value(origin))
