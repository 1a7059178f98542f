"""Repairs of files that are no YAML yet: proposed only where the file can be read with them."""

from yaml import YAMLError
from yaml.cyaml import CBaseLoader
from yaml.events import StreamEndEvent

from ..diagnostics import Edit, Fix
from ..diagnostics.apply import apply_edits
from ..source import Source


def fix_that_loads(source: Source, title: str, *edits: Edit) -> Fix | None:
    """Return the fix of these edits; None where the whole file is no YAML with them either."""
    return Fix(title, safe=False, edits=edits) if loads(apply_edits(source.text, edits)) else None


def loads(text: str) -> bool:
    """Tell whether a text is YAML by its syntax, whatever its aliases and keys."""
    loader = CBaseLoader(text)
    try:
        while not isinstance(loader.get_event(), StreamEndEvent):
            pass
    except YAMLError:
        return False
    return True
