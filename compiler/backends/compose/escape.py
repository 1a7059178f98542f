"""Text that survives Compose's interpolation, and references that Compose resolves.

Compose reads `$NAME`, `${NAME}` and `${NAME<operator>…}` in every value of a file, keys excepted, after YAML was read;
`$$` is a dollar sign (Compose Specification, section 12). Values that it inserts are not read again.
"""

import re
from typing import NamedTuple

_DOLLAR = re.compile(r"\$\$|\$\{([A-Za-z_][A-Za-z0-9_]*)(?:(:?[-?])([^{}$]*))?\}|\$")


def literal(text: str) -> str:
    """Return what Compose turns into exactly `text`."""
    return text.replace("$", "$$")


def required(variable: str, message: str) -> str:
    """Return a reference that stops Compose with `message` when the variable is unset or empty.

    The message stands inside braces: it may hold neither `}` nor `$`.
    """
    return f"${{{variable}:?{message}}}"


def optional(variable: str, default: str = "") -> str:
    """Return a reference with a default, which may hold neither `}` nor `$`, for a variable unset or empty."""
    return f"${{{variable}:-{default}}}"


class Reference(NamedTuple):
    """A variable that Compose inserts: `operator` is `:?`, `?`, `:-` or empty, `word` what follows it."""

    variable: str
    operator: str = ""
    word: str = ""


def read(text: str) -> tuple[str | Reference, ...]:
    """Return what Compose makes of a value: constants, joined, and references. A dollar sign alone is a ValueError."""
    found: list[str | Reference] = []
    at = 0
    constant = ""
    for match in _DOLLAR.finditer(text):
        constant += text[at : match.start()]
        at = match.end()
        if match[0] == "$$":
            constant += "$"
            continue
        if match[1] is None:
            raise ValueError(f"a dollar sign stands alone at {match.start()} of {text!r}")
        found += [constant] if constant else []
        found.append(Reference(match[1], match[2] or "", match[3] or ""))
        constant = ""
    constant += text[at:]
    return (*found, constant) if constant else tuple(found)
