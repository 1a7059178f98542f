"""The ways in which fields of the plan are compared."""

from collections.abc import Mapping
from typing import Final, Literal, NamedTuple

How = Literal[
    "origin", "derived", "key", "value", "bag", "globs", "record", "set", "pairs", "arguments", "named", "loose"
]


class Rule(NamedTuple):
    """How a field is compared.

    `origin` is where the file says it and `derived` follows from the rest: neither is compared. `key` names the record
    among others. A `value` is one thing, whatever is in it; a `bag` is one of which the order is nothing, `globs` too
    unless one excludes. A `record` is compared by its fields, or as a whole where it comes, goes or changes its kind.
    A `set` has names, `pairs` have a value by name, `arguments` are such maps in each other. `named` are records with
    a field `key` that is unique; `loose` are records without a name, told apart by what is in them.

    Of `ordered` records the place counts. A record that is equal but for its key has a new name: `own` where nothing
    else speaks of it, `wide` where references have to follow; elsewhere it is another record.
    """

    how: How
    key: str = ""
    ordered: bool = False
    renames: Literal["", "own", "wide"] = ""


ORIGIN: Final = Rule("origin")
KEY: Final = Rule("key")
VALUE: Final = Rule("value")
BAG: Final = Rule("bag")
GLOBS: Final = Rule("globs")
RECORD: Final = Rule("record")
SET: Final = Rule("set")
PAIRS: Final = Rule("pairs")
LOOSE: Final = Rule("loose")
VARIABLES: Final = Rule("named", "name", renames="own")
BY_NAME: Final = Rule("named", "name")
REFERRED: Final = Rule("named", "name", renames="wide")

Fields = Mapping[str, Rule]
"""The rules of a record, by field."""
