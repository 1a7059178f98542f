"""Timeouts: a child's may not be longer than its parent's."""

from ..fields import Fields


def capped_timeout(fields: Fields, default: int, parent: int, owner: str) -> int:
    """Return a timeout in seconds; the default is capped by the parent's, an explicit excess is an error."""
    explicit = fields.optional_duration("timeout")
    if explicit is None:
        return min(default, parent)
    if explicit > parent:
        from ..rules.timeout_above_parent import above_parent

        fields.context.report(above_parent(fields.value_span("timeout"), explicit, parent, owner))
        return parent
    return explicit
