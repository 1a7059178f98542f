"""One thing that completion proposes."""

from typing import Literal, NamedTuple

Kind = Literal["key", "value", "job", "name", "variable", "member", "function", "file", "code"]


class Proposal(NamedTuple):
    """What is shown (`label`, `detail`, Markdown) and what is put in; `order` sorts, where it says something."""

    label: str
    kind: Kind
    detail: str = ""
    documentation: str = ""
    insert: str = ""
    order: str = ""

    @property
    def text(self) -> str:
        """What is put in: the label, where nothing else is said."""
        return self.insert or self.label
