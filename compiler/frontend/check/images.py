"""Images: well-formed, with a tag or digest, pinned from the lock where it knows them."""

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

        fields.context.report(malformed(fields.context, node, text))
        return None
    if not reference.tag and not reference.digest:
        from ..rules.unversioned_image import unversioned

        fields.context.report(unversioned(node, text))
    return Image(reference.tagged, reference.digest, node.span)
